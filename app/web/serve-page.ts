import type { IncomingMessage, ServerResponse } from 'node:http'
import type { openAssets } from './assets.ts'
import { letIn } from './door.ts'
import { headers } from './headers.ts'
import { signInPage, usedPage, welcomePage } from './pages.ts'
import type { Sessions } from './sessions.ts'

const HTML = 'text/html; charset=utf-8'

/** Answers requests for the page and its files: who is at the door first, then who is signed in, then what is wanted. */
export function servePage(sessions: Sessions, assets: ReturnType<typeof openAssets>, used: () => void) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    // Nothing here takes a body; what comes as one is read past.
    request.resume()
    const passage = letIn(request)
    if (!passage.ok) return send(response, 'localhost', passage.status, `${passage.message}\n`)
    const { host, path, query } = passage
    if (request.method !== 'GET' && request.method !== 'HEAD') return send(response, host, 405, 'Only reading is possible here.\n')
    const isIn = sessions.holds(request.headers.cookie)
    if (path === '/' && query.has('code') && request.method === 'GET') {
      const secret = await sessions.swap(query.get('code') ?? '')
      if (secret !== undefined) {
        used()
        response.setHeader('set-cookie', sessions.cookie(secret))
      }
      return secret !== undefined || isIn ? send(response, host, 200, welcomePage, HTML) : send(response, host, 401, usedPage, HTML)
    }
    if (!isIn) return send(response, host, 401, path === '/' ? signInPage : 'Not signed in.\n', path === '/' ? HTML : undefined)
    // The page asks here why its WebSocket was refused, which that does not say.
    if (path === '/session') return send(response, host, 204, '')
    const asset = await assets(path)
    // Browsers ask for it without being told to, and complain when it is not there.
    if (!asset && path === '/favicon.ico') return send(response, host, 204, '')
    if (!asset) return send(response, host, 404, 'There is no such file.\n')
    const zipped = asset.zipped && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '') ? asset.zipped : undefined
    response.setHeader('vary', 'accept-encoding')
    if (zipped) response.setHeader('content-encoding', 'gzip')
    const cache = asset.isImmutable ? { 'cache-control': 'private, max-age=31536000, immutable' } : { 'cache-control': 'no-cache' }
    send(response, host, 200, zipped ?? asset.bytes, asset.type, cache)
  }
}

function send(
  response: ServerResponse,
  host: string,
  status: number,
  body: string | Uint8Array,
  type = 'text/plain; charset=utf-8',
  more: Readonly<Record<string, string>> = {},
): void {
  const length = typeof body === 'string' ? Buffer.byteLength(body) : body.length
  // A 204 has neither body nor type.
  const content = status === 204 ? {} : { 'content-type': type, 'content-length': length }
  response.writeHead(status, { ...headers(host), ...content, ...more })
  response.end(response.req.method === 'HEAD' || status === 204 ? undefined : body)
}
