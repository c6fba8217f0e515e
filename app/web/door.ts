import type { IncomingMessage } from 'node:http'

/** What a request to the host must be before anything else is looked at. */
export type Passage = { readonly ok: true; readonly host: string; readonly path: string; readonly query: URLSearchParams } | Turned
/** Turned away, with the status and a sentence. */
export type Turned = { readonly ok: false; readonly status: number; readonly message: string }

/** Names of this machine for itself. Any other name may lead here as well, by somebody else's name server: such a page must not get in. */
const loopback = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/

const turn = (status: number, message: string): Turned => ({ ok: false, status, message })

/**
 * Lets in what was sent to a loopback name (any port: tunnels have their own) and does not come from another site's page.
 * What changes something, and every WebSocket, must also say that it comes from a page of this very address.
 */
export function letIn(request: IncomingMessage): Passage {
  const hosts = request.rawHeaders.filter((_, i) => i % 2 === 0 && request.rawHeaders[i].toLowerCase() === 'host').length
  const host = request.headers.host?.toLowerCase() ?? ''
  if (hosts !== 1 || !loopback.test(host)) return turn(421, 'Weir answers only to localhost and 127.0.0.1.')
  const url = parse(request.url ?? '', host)
  if (!url) return turn(400, 'That is no address.')
  const origin = request.headers.origin
  const isOwn = origin === `http://${host}`
  if (origin !== undefined && !isOwn) return turn(403, 'Weir does not answer pages of other sites.')
  const isUpgrade = request.headers.upgrade !== undefined
  const isSafe = (request.method === 'GET' || request.method === 'HEAD') && !isUpgrade
  if (!isSafe && !isOwn) return turn(403, 'Weir does not answer pages of other sites.')
  // A link elsewhere may lead here; a script, picture or frame elsewhere may not.
  const site = request.headers['sec-fetch-site']
  const isLink = request.headers['sec-fetch-mode'] === 'navigate' && request.headers['sec-fetch-dest'] === 'document'
  if ((site === 'cross-site' || site === 'same-site') && !(isSafe && isLink)) return turn(403, 'Weir does not answer pages of other sites.')
  return { ok: true, host, path: url.pathname, query: url.searchParams }
}

function parse(target: string, host: string): URL | undefined {
  // "//elsewhere/" and "http://elsewhere/" name another machine.
  if (!target.startsWith('/') || target.startsWith('//')) return undefined
  try {
    return new URL(target, `http://${host}`)
  } catch {
    return undefined
  }
}
