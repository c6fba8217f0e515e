import { InvalidArgumentError, type Command } from 'commander'
import { say, tell } from './output.ts'
import { parseSpeed } from './paper.ts'
import type { Shell } from './shell.ts'
import { exitCodes, Stop } from './stop.ts'

type Options = {
  readonly port: number
  readonly data: string
  readonly market: readonly string[]
  readonly speed: number
  readonly funds: Readonly<Record<string, string>>
  readonly fault: readonly string[]
  readonly faultRate: number
  readonly seed: number
}

export function define(command: Command, shell: Shell): void {
  command
    .option('--port <number>', 'where it listens on this machine (0: any free port)', wholeNumber, 8790)
    .option('--data <source>', 'where its prices come from', 'practice')
    .option('--market <instrument...>', 'its markets', ['BTC/USDT', 'ETH/USDT'])
    .option('--speed <factor>', 'how many times as fast as the world its clock goes', parseSpeed, 1)
    .option('--funds <amount...>', 'what its account holds, such as USDT=10000', collectFunds, { USDT: '10000' })
    .option('--fault <name...>', 'faults it draws by its seed, such as F01 F14; GET /demo/faults lists them', [])
    .option('--fault-rate <share>', 'how likely each is at each of its occasions', share, 0.05)
    .option('--seed <number>', 'of the faults it draws', wholeNumber, 1)
    .addHelpText(
      'after',
      '\nIt speaks the protocol of Binance spot on this machine, so that any client of it can practise, and prints a key made for this one time. Keep it with weir keys add NAME --venue demo.\nOn demand: curl -X POST "http://127.0.0.1:8790/demo/fault?name=F01"\n\nExample:\n  $ weir demo-exchange --market BTC/USDT --speed 60',
    )
    .action((options: Options) => serve(options, shell))
}

async function serve({ port, data, market, speed, funds, fault, faultRate, seed }: Options, shell: Shell): Promise<void> {
  if (!Number.isFinite(speed)) throw new Stop(exitCodes.input, 'an exchange needs a clock that goes: take a factor, not max')
  const { openDemoExchange } = await import('../../engine/main.ts')
  const host = await openDemoExchange({
    data,
    symbols: market,
    port,
    speed,
    funds,
    faults: fault,
    faultRate,
    seed,
    workspace: shell.workspace(),
  })
  if (typeof host === 'string') throw new Stop(exitCodes.data, host)
  say(`${host.key}\n${host.secret}\n`)
  tell(`weir: the demo exchange is at http://${host.address} with ${market.join(', ')}; its key and secret are the two lines on stdout`)
  tell('weir: Ctrl-C ends it; nothing of it is kept')
  await new Promise<void>((resolve) => {
    if (shell.interrupt.signal.aborted) resolve()
    shell.interrupt.signal.addEventListener('abort', () => resolve())
  })
  await host.close()
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Write a whole number.')
  return Number(text)
}

function share(text: string): number {
  const value = Number(text)
  if (!(value >= 0 && value <= 1)) throw new InvalidArgumentError('Write a share from 0 to 1, such as 0.05.')
  return value
}

/** The first amount given takes the place of the default. */
let isDefault = true
function collectFunds(text: string, before: Readonly<Record<string, string>>): Record<string, string> {
  const match = /^([A-Z0-9]{1,20})=(\d{1,15}(?:\.\d{1,8})?)$/.exec(text)
  if (!match) throw new InvalidArgumentError('Write an asset and an amount, such as USDT=10000.')
  const funds = { ...(isDefault ? {} : before), [match[1]!]: match[2]! }
  isDefault = false
  return funds
}
