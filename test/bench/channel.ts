import { once } from 'node:events'
import { MessageChannel } from 'node:worker_threads'
import { connectChannel, type RequestTable } from '../../engine/protocol/channel.ts'
import { createChannelServer } from '../../engine/protocol/channel-server.ts'
import { kinds } from '../protocol/wires.ts'

const ROWS = 1_000_000
const CALLS = 2_000

type Requests = RequestTable & {
  readonly echo: { readonly input: unknown; readonly reply: unknown }
  readonly column: { readonly input: null; readonly reply: Float64Array }
}

/** Question and answer between a window and its engine, both in this process, beside the bare port under it. */
export async function bench(print: (line: string) => void): Promise<void> {
  const column = Float64Array.from({ length: ROWS }, (_, i) => (i < 200 ? NaN : i))
  const bare = await barePort(column)
  print(`bare message port: ${bare.call.toFixed(0)} µs a call, ${bare.column.toFixed(0)} ms for a column of ${ROWS} rows cloned`)
  for (const [name, open] of Object.entries(kinds)) {
    const server = createChannelServer({
      handle: async (request, input) => (request === 'column' ? column : input),
      snapshot: () => ({ engineVersion: '1', engineStart: '1', workspace: null, jobs: [] }),
    })
    const meeting = await open((wire) => server.attach(wire))
    const client = connectChannel<Requests>(meeting.connect)
    await client.request('echo', 0)
    const input = { run: '0123456789abcdef', wires: ['fast.average', 'slow.average'], from: 0, to: 1 }
    const call = (await medianOf(CALLS, () => client.request('echo', input))) * 1000
    const whole = await medianOf(15, () => client.request('column', null))
    print(
      `over a ${name}: ${call.toFixed(0)} µs a call, ${whole.toFixed(0)} ms for the column; ${(whole / bare.column).toFixed(1)} × the bare clone`,
    )
    client.close()
    server.close('done')
    await meeting.close()
  }
}

async function barePort(column: Float64Array): Promise<{ readonly call: number; readonly column: number }> {
  const { port1, port2 } = new MessageChannel()
  port2.on('message', (message) => port2.postMessage(message === 'column' ? column : message))
  async function ask(message: unknown): Promise<void> {
    const answer = once(port1, 'message')
    port1.postMessage(message)
    await answer
  }
  await ask(0)
  const call = (await medianOf(CALLS, () => ask({ run: '0123456789abcdef', from: 0, to: 1 }))) * 1000
  const whole = await medianOf(15, () => ask('column'))
  port1.close()
  return { call, column: whole }
}

/** Median milliseconds. */
async function medianOf(count: number, act: () => Promise<unknown>): Promise<number> {
  const times = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    const start = performance.now()
    await act()
    times[i] = performance.now() - start
  }
  return times.toSorted()[count >> 1]!
}
