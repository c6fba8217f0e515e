import { fileURLToPath } from 'node:url'
import { writeHeapSnapshot } from 'node:v8'
import { parentPort } from 'node:worker_threads'
import '../../engine/worker.ts'

/** The strategy worker as it is, which writes down its whole memory once it has been at work for a while. */
let steps = 0
parentPort!.on('message', ({ kind }: { kind: string }) => {
  if (kind === 'steps' && ++steps === 20) writeHeapSnapshot(fileURLToPath(new URL('worker.heapsnapshot', import.meta.url)))
})
