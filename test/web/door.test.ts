import { statSync, writeFileSync, readFileSync, chmodSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { ask, hostForTest, knock, signIn, windowOf } from './rig.ts'

describe('the link', () => {
  test('lets one browser in once, and is dropped from the address', async () => {
    const { host } = await hostForTest()
    const { pathname, search } = new URL(host.link())
    const first = await ask(host.address, pathname + search)
    expect(first.status).toBe(200)
    expect(first.headers['set-cookie']).toEqual([
      expect.stringMatching(/^weir-[0-9a-f]{8}=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/),
    ])
    expect(first.body.toString()).toContain('http-equiv="refresh" content="0;url=/"')
    const second = await ask(host.address, pathname + search)
    expect(second).toMatchObject({ status: 401 })
    expect(second.headers['set-cookie']).toBeUndefined()
    expect(second.body.toString()).toContain('has been used')
    // The browser that used it may press it again.
    const cookie = first.headers['set-cookie']![0].split(';')[0]
    expect(await ask(host.address, pathname + search, { cookie })).toMatchObject({ status: 200 })
  })

  test('is not used up by who only looks at its head', async () => {
    const { host } = await hostForTest()
    const { pathname, search } = new URL(host.link())
    await ask(host.address, pathname + search, {}, 'HEAD')
    expect((await ask(host.address, pathname + search)).headers['set-cookie']).toBeDefined()
  })

  test.each(['/?code=', '/?code=x', `/?code=${'A'.repeat(22)}`, '/?code=a&code=b'])('%s lets nobody in', async (path) => {
    const { host } = await hostForTest()
    host.link()
    const answer = await ask(host.address, path)
    expect(answer.status).toBe(401)
    expect(answer.headers['set-cookie']).toBeUndefined()
  })
})

describe('without a session', () => {
  test.each(['/', '/index.html', '/assets/index-a1b2c3d4.js', '/session', '/nothing'])('%s is not to be had', async (path) => {
    const { host } = await hostForTest()
    for (const cookie of [undefined, 'weir=1', 'weir-00000000=x', `${(await signIn(host)).split('=')[0]}=${'A'.repeat(43)}`]) {
      const answer = await ask(host.address, path, cookie === undefined ? {} : { cookie })
      expect(answer.status).toBe(401)
      expect(answer.body.toString()).not.toContain('Weir runs')
    }
  })

  test('there is no channel', async () => {
    const { host } = await hostForTest()
    expect(await knock(host.address, { origin: host.address })).toBe(401)
    expect(await knock(host.address, { origin: host.address, cookie: 'weir-00000000=x' })).toBe(401)
  })
})

describe('a session', () => {
  test('outlives a restart; its file is for this user only and holds no secret', async () => {
    const first = await hostForTest()
    const cookie = await signIn(first.host)
    await first.close()
    const path = join(first.folder, 'host/sessions.json')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readFileSync(path, 'utf8')).not.toContain(cookie.split('=')[1])
    const second = await hostForTest({ folder: first.folder })
    expect((await ask(second.host.address, '/session', { cookie })).status).toBe(204)
  })

  test('ends with --new-token', async () => {
    const first = await hostForTest()
    const cookie = await signIn(first.host)
    await first.close()
    const second = await hostForTest({ folder: first.folder, newToken: true })
    expect((await ask(second.host.address, '/session', { cookie })).status).toBe(401)
    const again = await signIn(second.host)
    await second.close()
    const third = await hostForTest({ folder: first.folder })
    expect((await ask(third.host.address, '/session', { cookie })).status).toBe(401)
    expect((await ask(third.host.address, '/session', { cookie: again })).status).toBe(204)
  })

  test.each([
    ['could be written by others', (path: string) => chmodSync(path, 0o666)],
    ['is damaged', (path: string) => writeFileSync(path, '[{"hash":', { mode: 0o600 })],
    ['holds something else', (path: string) => writeFileSync(path, '{"a":1}', { mode: 0o600 })],
  ])('ends, and that is said, when its file %s', async (_, spoil) => {
    const first = await hostForTest()
    const cookie = await signIn(first.host)
    await first.close()
    spoil(join(first.folder, 'host/sessions.json'))
    const second = await hostForTest({ folder: first.folder })
    expect((await ask(second.host.address, '/session', { cookie })).status).toBe(401)
    expect(second.said).toEqual([expect.stringContaining('sessions in it have ended')])
  })
})

describe('names and origins', () => {
  test.each([
    'evil.example',
    'evil.example:4870',
    'localhost.evil.example',
    '127.0.0.1.nip.io',
    '127.0.0.2',
    'localhost.',
    '0.0.0.0',
    '[::]',
    'localhost:4870@evil.example',
    'x.localhost',
    '2130706433',
  ])('a request to "%s" is answered to nobody, signed in or not', async (name) => {
    const { host } = await hostForTest()
    const cookie = await signIn(host)
    expect((await ask(host.address, '/', { host: name, cookie })).status).toBe(421)
    expect(await knock(host.address, { host: name, origin: `http://${name}`, cookie })).toBe(421)
  })

  test.each(['localhost', 'LOCALHOST:1', '127.0.0.1:9999', '[::1]:4870', 'localhost:65535'])(
    'one to "%s" is, since tunnels have ports of their own',
    async (name) => {
      const { host } = await hostForTest()
      const cookie = await signIn(host)
      expect((await ask(host.address, '/', { host: name, cookie })).status).toBe(200)
      expect(await knock(host.address, { host: name, origin: `http://${name.toLowerCase()}`, cookie })).toBe(101)
    },
  )

  test('two Host lines are none, and so is none', async () => {
    const { host } = await hostForTest()
    const { port } = new URL(host.address)
    expect(await raw(host.address, 'GET / HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1.1 421 /)
    expect(await raw(host.address, 'GET / HTTP/1.0\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1.1 421 /)
    expect(await raw(host.address, `GET / HTTP/1.1\r\nHost: localhost:${port}\r\nHost: evil.example\r\nConnection: close\r\n\r\n`)).toMatch(
      /^HTTP\/1.1 4(00|21) /,
    )
    expect(await raw(host.address, `GET http://evil.example/ HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: close\r\n\r\n`)).toMatch(
      /^HTTP\/1.1 400 /,
    )
    expect(await raw(host.address, `GET //evil.example/ HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: close\r\n\r\n`)).toMatch(
      /^HTTP\/1.1 400 /,
    )
  })

  test('no page of another site gets a channel or changes anything, signed in or not', async () => {
    const { host } = await hostForTest()
    const cookie = await signIn(host)
    const port = Number(new URL(host.address).port)
    for (const origin of [
      'http://evil.example',
      'null',
      `http://127.0.0.1:${port + 1}`,
      `https://127.0.0.1:${port}`,
      `http://localhost:${port}`,
    ]) {
      expect(await knock(host.address, { origin, cookie })).toBe(403)
      expect((await ask(host.address, '/', { origin, cookie })).status).toBe(403)
      expect((await ask(host.address, '/session', { origin, cookie }, 'POST', 'x')).status).toBe(403)
    }
    // A WebSocket that does not say where it comes from is none of ours.
    expect(await knock(host.address, { cookie })).toBe(403)
    expect((await ask(host.address, '/session', { cookie }, 'POST', 'x')).status).toBe(403)
    expect((await ask(host.address, '/session', { cookie, origin: host.address }, 'DELETE')).status).toBe(405)
    expect(await knock(host.address, { origin: host.address, cookie }, '/elsewhere')).toBe(404)
  })

  test('a link elsewhere leads here, a script or frame elsewhere does not', async () => {
    const { host } = await hostForTest()
    const cookie = await signIn(host)
    const from = (site: string, mode: string, dest: string) => ({
      cookie,
      'sec-fetch-site': site,
      'sec-fetch-mode': mode,
      'sec-fetch-dest': dest,
    })
    expect((await ask(host.address, '/', from('cross-site', 'navigate', 'document'))).status).toBe(200)
    expect((await ask(host.address, '/', from('cross-site', 'navigate', 'iframe'))).status).toBe(403)
    expect((await ask(host.address, '/assets/index-a1b2c3d4.js', from('cross-site', 'no-cors', 'script'))).status).toBe(403)
    expect((await ask(host.address, '/assets/index-a1b2c3d4.js', from('same-site', 'no-cors', 'script'))).status).toBe(403)
    expect((await ask(host.address, '/assets/index-a1b2c3d4.js', from('same-origin', 'cors', 'script'))).status).toBe(200)
  })
})

describe('files', () => {
  test('the page and what it loads, with strict headers', async () => {
    const { host } = await hostForTest()
    const cookie = await signIn(host)
    const page = await ask(host.address, '/', { cookie })
    expect(page.body.toString()).toContain('<title>Weir</title>')
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    })
    const policy = page.headers['content-security-policy']
    for (const part of ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"])
      expect(policy).toContain(part)
    expect(policy).not.toContain('unsafe-eval')
    const script = await ask(host.address, '/assets/index-a1b2c3d4.js', { cookie, 'accept-encoding': 'gzip, br' })
    expect(script.headers).toMatchObject({ 'content-encoding': 'gzip', 'cache-control': 'private, max-age=31536000, immutable' })
    expect(gunzipSync(script.body).toString()).toContain('Weir runs')
    const plain = await ask(host.address, '/assets/index-a1b2c3d4.js', { cookie })
    expect(plain.body.toString()).toBe(gunzipSync(script.body).toString())
    expect((await ask(host.address, '/', { cookie }, 'HEAD')).body).toHaveLength(0)
  })

  test.each([
    '/../package.json',
    '/..%2fpackage.json',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/assets/..%5c..%5cindex.html',
    '/assets/../../host/sessions.json',
    '/assets',
    '/assets/',
    '/assets/.secret',
    '/assets/index-a1b2c3d4.js.map',
    '/assets/index-a1b2c3d4.js/',
    '/index.html%00.js',
    '/%',
    '/%ff',
    '/constructor',
    '/__proto__',
  ])('%s is none', async (path) => {
    const { host, faults } = await hostForTest()
    const cookie = await signIn(host)
    expect([400, 404]).toContain((await ask(host.address, path, { cookie })).status)
    expect(faults).toEqual([])
  })
})

describe('rude connections', () => {
  test('who says nothing, or not the whole of it, is let go', async () => {
    const { host } = await hostForTest({ patience: 400 })
    const silent = raw(host.address, '')
    const slow = raw(host.address, 'GET / HTTP/1.1\r\nHost: local')
    await Promise.all([silent, slow])
    expect((await ask(host.address, '/')).status).toBe(401)
  })

  test('what is no HTTP is refused, and the host goes on', async () => {
    const { host, faults } = await hostForTest()
    for (const text of [
      '\u0000\u0001\u0002\r\n\r\n',
      'GET\r\n\r\n',
      'GET / HTTP/9.9\r\n\r\n',
      `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`,
    ]) {
      expect(await raw(host.address, text)).toMatch(/^(HTTP\/1.1 4|$)/)
    }
    expect((await ask(host.address, '/')).status).toBe(401)
    expect(faults).toEqual([])
  })

  test('a WebSocket cut off in the middle of its opening harms nobody', async () => {
    const { host } = await hostForTest()
    const cookie = await signIn(host)
    const { port } = new URL(host.address)
    const opening = `GET /channel HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: ${host.address}\r\nCookie: ${cookie}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`
    for (let i = 0; i < 5; i++) {
      const socket = connect(Number(port), '127.0.0.1')
      socket.on('error', () => {})
      socket.end(opening)
      socket.destroy()
    }
    // A frame that is not masked, and one of 2^63 bytes.
    for (const frame of [
      Buffer.from([0x82, 0x01, 0x00]),
      Buffer.from([0x82, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]),
    ]) {
      expect(await raw(host.address, Buffer.concat([Buffer.from(opening), frame]))).toContain('101 Switching Protocols')
    }
    expect((await windowOf(host.address, cookie).request('shell.about', {})).shell).toBe('browser')
  })

  test('more windows than a person has are refused', async () => {
    const { host } = await hostForTest()
    const cookie = await signIn(host)
    const windows = Array.from({ length: 32 }, () => windowOf(host.address, cookie))
    await Promise.all(windows.map((one) => one.request('shell.about', {})))
    expect(await knock(host.address, { origin: host.address, cookie })).toBe(503)
  })
})

/** Sends bytes and gives what comes back until the host closes the connection. */
function raw(address: string, bytes: string | Buffer): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(address).port), '127.0.0.1', () => socket.write(bytes))
    let answer = ''
    socket.on('data', (chunk) => (answer += chunk.toString('latin1')))
    socket.on('error', () => {})
    socket.on('close', () => resolve(answer))
  })
}
