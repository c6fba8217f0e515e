import type { SingleBar } from 'cli-progress'

/** Nothing that is over sooner gets a bar. */
const PATIENCE = 1_000

type Amount = { readonly done: number; readonly unit: string }

export type ProgressBar = {
  /** Share done of the present piece of work, 0 to 1, with its name and, where it can be counted, how much of it is done. */
  readonly show: (share: number, doing: string, amount?: Amount) => void
  readonly end: () => void
}

/** A bar on stderr with rate and time left, for work that takes longer than a second. `shown` false: never. */
export async function createProgress(shown: boolean): Promise<ProgressBar> {
  if (!shown) return { show() {}, end() {} }
  const started = performance.now()
  const { default: cliProgress } = await import('cli-progress')
  let bar: SingleBar | undefined
  let present = ''
  let begun = started
  return {
    show(share, doing, amount) {
      const now = performance.now()
      if (doing !== present) {
        present = doing
        begun = now
      }
      if (now - started < PATIENCE) return
      const spent = (now - begun) / 1000
      const words = { doing, rate: rateText(share, spent, amount), left: leftText(share, spent) }
      if (bar === undefined) {
        bar = new cliProgress.SingleBar({
          format: '{doing} {bar} {percentage} %  {rate}  {left}',
          stream: process.stderr,
          noTTYOutput: true,
          notTTYSchedule: 1_000,
          hideCursor: true,
        })
        bar.start(1000, Math.floor(share * 1000), words)
      }
      bar.update(Math.floor(share * 1000), words)
    },
    end() {
      bar?.stop()
      bar = undefined
    },
  }
}

function rateText(share: number, seconds: number, amount: Amount | undefined): string {
  if (seconds <= 0) return ''
  if (amount === undefined) return `${((share * 100) / seconds).toFixed(1)} %/s`
  const rate = amount.done / seconds
  const [value, prefix] = rate >= 1e6 ? [rate / 1e6, ' M'] : rate >= 1e3 ? [rate / 1e3, ' k'] : [rate, ' ']
  return `${value.toFixed(1)}${prefix} ${amount.unit}/s`.replace('  ', ' ')
}

function leftText(share: number, seconds: number): string {
  if (share <= 0) return ''
  const left = Math.ceil((seconds * (1 - share)) / share)
  return left >= 90 ? `${Math.ceil(left / 60)} min left` : `${left} s left`
}
