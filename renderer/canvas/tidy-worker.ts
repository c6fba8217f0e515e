import ElkConstructor from 'elkjs/lib/elk.bundled.js'
import type { ElkNode } from 'elkjs/lib/elk-api.js'

export type Elk = ElkNode
export type ElkPlaced = ElkNode

/** Lays out one graph per message; runs in a worker of its own. */
self.onmessage = ({ data }: MessageEvent<Elk>) => {
  new ElkConstructor()
    .layout(data)
    .then((placed) => self.postMessage({ placed }))
    .catch((error: unknown) => self.postMessage({ failed: String(error) }))
}
