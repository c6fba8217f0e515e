import type { DataReplies } from '../../engine/protocol/data-requests.ts'
import type { EngineClient } from '../engine.ts'

/** A piece well below what one request may hold. */
const PIECE = 4 * 1024 * 1024

/**
 * Hands a file to the engine piece by piece, in bounded memory. Answers with what names it ("upload:ID"), or with a sentence about why not.
 * `onProgress` is told the share that is over.
 */
export async function uploadFile(
  engine: EngineClient,
  file: Pick<File, 'name' | 'size' | 'slice'>,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<{ readonly ok: true; readonly upload: string } | { readonly ok: false; readonly message: string }> {
  const pieces = Math.max(1, Math.ceil(file.size / PIECE))
  let upload = ''
  for (let i = 0; i < pieces; i++) {
    if (signal.aborted) return { ok: false, message: 'stopped' }
    const bytes = new Uint8Array(await file.slice(i * PIECE, (i + 1) * PIECE).arrayBuffer())
    const answer: DataReplies['data.upload'] = await engine.request(
      'data.upload',
      { upload: i === 0 ? null : upload, name: file.name, bytes },
      { signal },
    )
    if (!answer.ok) return answer
    upload = answer.upload
    onProgress((i + 1) / pieces)
  }
  return { ok: true, upload }
}
