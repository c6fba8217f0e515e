import type { DemoExchange } from '../../engine/demo-exchange/exchange.ts'
import type { Send } from '../../engine/exchange/link.ts'
import type { Dial } from '../../engine/exchange/supervised-stream.ts'
import type { Clock } from '../../engine/market/clock.ts'

/** The way to a demo exchange in the same process, on the clock of both: each leg of it takes `delay` milliseconds. */
export function inProcess(exchange: DemoExchange, clock: Clock, delay: () => number): { send: Send; dial: Dial } {
  const pass = () => new Promise<void>((resolve) => void clock.at(clock.now() + delay(), resolve))
  return {
    async send({ url, method, headers, body }, path) {
      const sent = clock.now()
      await pass()
      const { pathname, search } = new URL(url)
      const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
      const answer = await exchange.handle({ method, path: pathname, query: search.slice(1), headers: lower, body })
      await pass()
      const common = { method, path, bytesWritten: true, sent, received: clock.now() }
      if (answer === 'cut') return { ...common, status: 0, headers: {}, body: '', error: 'the connection was reset' }
      return { ...common, status: answer.status, headers: answer.headers, body: answer.body, error: '' }
    },
    dial(url, heard) {
      let over = false
      /** Messages stay in the order in which they were sent. */
      let last = 0
      const inOrder = (act: () => void) => {
        last = Math.max(last, clock.now() + delay())
        clock.at(last, () => {
          if (!over) act()
        })
      }
      const close = (why: string) => {
        if (over) return
        over = true
        connection?.closed()
        clock.at(clock.now(), () => heard.closed(why))
      }
      const connection = exchange.connections.open(new URL(url).pathname, {
        send: (text) => inOrder(() => heard.message(text)),
        cut: () => close('the connection was cut'),
      })
      if (connection) inOrder(() => heard.opened())
      else clock.at(clock.now(), () => heard.closed('nothing is served there'))
      return { send: (text) => inOrder(() => connection?.hear(text)), close: () => close('closed here') }
    },
  }
}
