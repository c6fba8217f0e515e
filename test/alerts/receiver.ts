import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach } from 'vitest'

export type Received = { readonly path: string; readonly headers: IncomingHttpHeaders; readonly body: string }

const open: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of open.splice(0)) await close()
})

/** An HTTP server on this machine that keeps what it gets. `answer` is told how many came before; answering never is allowed. */
export async function receiver(answer: (response: ServerResponse, before: number) => void = (response) => void response.end('ok')) {
  const received: Received[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      received.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() })
      answer(response, received.length - 1)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open.push(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(() => resolve()))
  })
  return { received, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

/** Answers with one status after the other, the last one for good. */
export const statuses =
  (...all: readonly number[]) =>
  (response: ServerResponse, before: number) =>
    void response.writeHead(all[Math.min(before, all.length - 1)]).end()
