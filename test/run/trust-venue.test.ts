import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { takeChanged } from '../../app/cli/trust.ts'
import { openPinFile, pinOf } from '../../engine/exchange/pins.ts'
import { openTransport } from '../../engine/exchange/transport.ts'
import { replay } from '../../engine/run/replay.ts'
import { lookAtVenue } from '../../engine/run/trust-venue.ts'
import { openRun } from '../exchange/run-at-exchange.ts'
import { keepRecords } from '../kit/paper.ts'
import { hasOpenssl, makeAuthority, type Identity } from '../exchange/identities.ts'

const workspace = mkdtempSync(join(tmpdir(), 'weir-trust-'))
afterAll(() => rmSync(workspace, { recursive: true, force: true }))

describe.skipIf(!hasOpenssl)('REQ-82 a host that shows another key than before', () => {
  const authority = hasOpenssl ? makeAuthority() : undefined!
  const pin = ({ cert }: Identity) => pinOf(new X509Certificate(cert))
  const said: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0)
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0)

  test('is shown beside what was known, taken only when its name is typed, and then answered again', async () => {
    const [before, after] = [authority.issue(), authority.issue()]
    const requests: string[] = []
    const server: Server = createServer(before, ({ url }, response) => {
      requests.push(url ?? '')
      response.end('here')
    })
    server.on('tlsClientError', () => {})
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
    const look = async () => {
      const found = await lookAtVenue({
        venue: 'demo',
        address: `https://${host}`,
        workspace,
        now: () => 77,
        authorities: [authority.cert],
      })
      if (!found.ok) throw new Error(found.reason)
      return found
    }
    const pinFile = openPinFile(join(workspace, 'host', 'pins.json'))
    if (!pinFile.ok) throw new Error(pinFile.message)
    const send = async () => {
      const transport = openTransport({ origins: [`https://${host}`], pins: pinFile.pins, authorities: [authority.cert] })
      const outcome = await transport.send({ method: 'GET', url: `https://${host}/x` })
      transport.close()
      return outcome
    }

    expect((await look()).hosts).toEqual([{ host, known: [], standing: 'new' }])
    expect(pinFile.pins.get(host)).toEqual([])
    expect(await send()).toMatchObject({ kind: 'answer' })
    expect((await look()).hosts).toEqual([{ host, known: [pin(before)], standing: 'same', shown: pin(before) }])

    server.setSecureContext(after)
    const refused = await send()
    expect(refused).toMatchObject({ kind: 'refused-identity', reason: expect.stringContaining('weir keys trust') as string })
    const found = await look()
    expect(found.hosts).toEqual([{ host, known: [pin(before)], standing: 'changed', shown: pin(after) }])

    const answers = [`${host.slice(0, -1)}`, host]
    await takeChanged(found, undefined, async () => answers.shift()!)
    expect(said.join('')).toContain(`known: ${pin(before)}\n  shown: ${pin(after)}`)
    expect(said.join('')).toContain('nothing was taken')
    expect(await send()).toMatchObject({ kind: 'refused-identity' })
    await expect(takeChanged(found, { host, shown: pin(before) }, async () => '')).rejects.toThrow('does not show that key')
    expect(await send()).toMatchObject({ kind: 'refused-identity' })

    await takeChanged(found, undefined, async () => answers.shift()!)
    expect(await send()).toMatchObject({ kind: 'answer' })
    expect(JSON.parse(readFileSync(join(workspace, 'host', 'pins.json'), 'utf8'))).toMatchObject({
      hosts: { [host]: [pin(after)] },
      taken: [{ at: 77, host, before: [pin(before)], after: pin(after) }],
    })
    // Meeting it sends nothing: only what the transport sent came through.
    expect(requests).toEqual(['/x', '/x'])

    server.setSecureContext(makeAuthority().issue())
    const foreign = await look()
    expect(foreign.hosts).toMatchObject([{ standing: 'refused', why: expect.stringContaining('no certificate to be trusted') as string }])
    await expect(takeChanged(foreign, undefined, async () => host)).rejects.toThrow('there is nothing to take')
    server.closeAllConnections()
    server.close()
  })

  test('what was taken is on record in the run that goes by it, also when it was halted by it', async () => {
    const one = { at: 77, host: 'a-host', before: [], after: 'another key' }
    const taken = [one]
    const recorder = keepRecords()
    const at = await openRun({ recorder, taken })
    const records = () => recorder.records.flatMap(({ kind, body }) => (kind === 'trusted' ? [body] : []))
    expect(records()).toEqual([{ taken: [one] }])
    at.account.witness()
    taken.push({ ...one, at: 78 })
    at.account.witness()
    expect(records()).toEqual([{ taken: [one] }, { taken: [{ ...one, at: 78 }] }])
    await at.pass(20 * 60_000)
    await at.end()
    at.close()
    expect(replay(recorder.records.map((record, seq) => ({ seq, ...record }))).differences).toEqual([])
  })

  test('where nothing could change, it is said', async () => {
    const at = (address: string | undefined, venue: 'demo' | 'binance' = 'demo') => lookAtVenue({ venue, address, workspace, now: () => 0 })
    expect(await at('127.0.0.1:1')).toMatchObject({ ok: false, reason: expect.stringContaining('shows no key') as string })
    expect(await at(undefined)).toMatchObject({ ok: false, reason: expect.stringContaining('--at') as string })
    expect(await at('127.0.0.1:1', 'binance')).toMatchObject({ ok: false })
  })
})
