import { protocol } from 'electron'
import { openAssets } from './web/assets.ts'
import { keyPage, keyPageHeaders } from './key-page.ts'
import { headers } from './web/headers.ts'

/** The page's own scheme: an origin of its own, no file system behind it, and the same strict headers as on the browser host. */
export const SCHEME = 'weir'
const HOST = 'app'
export const PAGE = `${SCHEME}://${HOST}/index.html`

/** The key window's page has an origin of its own: the main page's is not it, and the other way round. */
const KEY_HOST = 'key'
export const KEY_PAGE = `${SCHEME}://${KEY_HOST}/index.html`

/** Whether an address is one of the window's own pages. */
export const isOwnPage = (address: string): boolean => address.startsWith(`${SCHEME}://${HOST}/`)

/** Serves the built window under the scheme: what a listing of its folder names, and nothing else. */
export function serveWindow(folder: string): void {
  const find = openAssets(folder)
  protocol.handle(SCHEME, async (request) => {
    const { host, pathname } = new URL(request.url)
    if (host === KEY_HOST && pathname === '/index.html' && request.method === 'GET')
      return new Response(keyPage, { headers: keyPageHeaders })
    const asset = host === HOST && request.method === 'GET' ? await find(pathname) : undefined
    if (!asset) return new Response('not found', { status: 404 })
    return new Response(new Uint8Array(asset.bytes), {
      headers: {
        ...pageHeaders,
        'content-type': asset.type,
        ...(asset.isImmutable ? { 'cache-control': 'max-age=31536000, immutable' } : {}),
      },
    })
  })
}

/** Here the engine is reached by a port: the page connects to nothing. */
const hosted = headers('')
const pageHeaders = {
  ...hosted,
  'content-security-policy': hosted['content-security-policy'].replace(/connect-src[^;]*/, "connect-src 'self'"),
}
