import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openAlerts } from '../../engine/alerts/alerts.ts'
import { alertSettingsSchema } from '../../engine/alerts/settings.ts'
import { compile } from '../../engine/compile/compile.ts'
import { openAccount as openDemoAccount } from '../../engine/demo-exchange/accounts.ts'
import { openAccount } from '../../engine/exchange/account.ts'
import type { Send } from '../../engine/exchange/link.ts'
import type { Notice } from '../../engine/protocol/alerts.ts'
import { honestBar1, liveDefault1 } from '../../engine/protocol/profiles.ts'
import { createLiveRuns } from '../../engine/run/live-runs.ts'
import { compareWithBacktest } from '../../engine/run/parity.ts'
import { hostPlanHere } from '../../engine/run/plan-host.ts'
import { prepareLive } from '../../engine/run/prepare-live.ts'
import { createSeal } from '../../engine/run/seal.ts'
import { funds, MINUTE, letPass, openExchange } from '../demo-exchange/market.ts'
import { inProcess } from '../exchange/in-process.ts'
import { accessTo, quickDocument, within } from '../exchange/run-at-exchange.ts'

const secret = { key: 'canary-key-0f3a', secret: 'canary-"secret"-77b1' }

test('REQ-81 an exchange that says the key in its refusals: it is in no notice, not in what the window is told, and in no file', async () => {
  const workspace = mkdtempSync(join(tmpdir(), 'weir-live-secret-'))
  const { exchange, clock } = await openExchange({ accounts: [openDemoAccount(secret.key, secret.secret, funds)] })
  let echoes = false
  const way = inProcess(exchange, clock, () => 20)
  const send: Send = async (request, path) => {
    const answer = await way.send(request, path)
    const msg = `Invalid API-key ${secret.key} with ${secret.secret}`
    return echoes && path.includes('account') ? { ...answer, status: 401, body: JSON.stringify({ code: -2015, msg }) } : answer
  }
  const access = accessTo(clock, { send, dial: way.dial })
  const document = quickDocument()
  const { plan } = compile(document)
  if (!plan) throw new Error('the example does not compile')
  const prepared = await within(clock, prepareLive(document, plan, access, {}, null, {}))
  if (!('feed' in prepared)) throw new Error(JSON.stringify(prepared))
  const { protocol, address, limiter, reach } = access
  const account = openAccount({ protocol, secret, address, clock, random: () => 0.5, send: reach.send, dial: reach.dial, limiter })
  const told: Notice[] = []
  const settings = alertSettingsSchema.parse({})
  const runs = createLiveRuns({
    workspace,
    hostPlan: hostPlanHere,
    compare: async (session) => compareWithBacktest(session),
    seal: createSeal(undefined),
    now: () => clock.now(),
    alerts: openAlerts({ settings, secret: async () => undefined, tell: (notice) => void told.push(notice) }),
    onChange() {},
    onEnd() {},
  })
  const run = runs.startLive({
    document,
    plan,
    binding: {
      slots: prepared.bindings,
      from: prepared.from,
      to: null,
      capital: '1000',
      fillProfile: honestBar1,
      riskProfile: liveDefault1,
    },
    prepared,
    keep: [],
    access,
    place: { account, settle() {}, others: () => undefined, beside: () => [], leave() {} },
    secret,
    arming: { overrides: [], venue: 'demo', key: 'main' },
  })
  await letPass(clock, clock.now() + 5 * MINUTE)
  echoes = true
  await letPass(clock, clock.now() + 5 * MINUTE)
  const status = await runs.status(run)
  expect(status!.alerts.find(({ code }) => code === 'KEY_REFUSED')?.message).toContain('Invalid API-key [removed] with [removed]')
  expect(told.map(({ sentence }) => sentence).join()).toContain('Invalid API-key [removed] with [removed]')
  await within(clock, runs.operate(run, 'end'))
  await within(clock, runs.close())
  exchange.close()
  const files = readdirSync(workspace, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
  const written = files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8')).join()
  // The refusal itself is on record, without what it named.
  expect(written.includes('Invalid API-key [removed]')).toBe(true)
  for (const text of [written, JSON.stringify(told), JSON.stringify(await runs.status(run))])
    expect(text.match(/.{80}canary.{80}/)).toBeNull()
  rmSync(workspace, { recursive: true })
})
