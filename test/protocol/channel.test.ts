import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { connectChannel, type Channel } from '../../engine/protocol/channel.ts'
import { encode } from '../../engine/protocol/channel-codec.ts'
import { LARGEST_FRAME, type Wire } from '../../engine/protocol/channel-link.ts'
import { EngineLost, RequestFailed } from '../../engine/protocol/channel-messages.ts'
import { createChannelServer, type ChannelServer } from '../../engine/protocol/channel-server.ts'
import { connectPorts, portWire } from '../../engine/protocol/channel-wires.ts'
import type { Events } from '../../engine/protocol/events.ts'
import type { RequestOptions } from '../../engine/protocol/requests.ts'
import { kinds, type Meeting } from './wires.ts'

/** What the far end of these tests can be asked. */
type Requests = {
  readonly echo: { readonly input: unknown; readonly reply: unknown }
  readonly fail: { readonly input: { readonly name: string; readonly message: string }; readonly reply: never }
  /** Tells progress and then waits until it is canceled or `finish` is asked. */
  readonly work: { readonly input: { readonly steps: number }; readonly reply: string }
  readonly finish: { readonly input: null; readonly reply: null }
  /** A column of so many rows, each its own number. */
  readonly column: { readonly input: number; readonly reply: Float64Array }
}

describe.each(Object.keys(kinds))('over a %s', (kind) => {
  let meeting: Meeting
  let server: ChannelServer
  let stopped: string[]
  let finish: () => void
  let starts: number
  const clients: Channel<Requests>[] = []

  async function handle(name: string, input: unknown, { onProgress, signal }: RequestOptions): Promise<unknown> {
    switch (name) {
      case 'echo':
        return input
      case 'fail': {
        const { name: errorName, message } = input as Requests['fail']['input']
        throw Object.assign(new Error(message), { name: errorName })
      }
      case 'column':
        return Float64Array.from({ length: input as number }, (_, i) => i)
      case 'work':
        for (let i = 1; i <= (input as { steps: number }).steps; i++) onProgress?.(i / 10, 'working', { done: i, unit: 'bars' })
        return new Promise((resolve, reject) => {
          finish = () => resolve('done')
          signal?.addEventListener('abort', () => {
            stopped.push('work')
            reject(Object.assign(new Error('stopped'), { name: 'Canceled' }))
          })
        })
      case 'finish':
        finish()
        return null
    }
    throw new RequestFailed('unknown', `there is no request "${name}"`)
  }

  const snapshot = (): Events['snapshot'] => ({ engineVersion: '1', engineStart: String(++starts), workspace: 'Weir', jobs: [] })
  const open = () => {
    const client = connectChannel<Requests>(meeting.connect)
    clients.push(client)
    return client
  }

  beforeEach(async () => {
    stopped = []
    starts = 0
    finish = () => {}
    server = createChannelServer({ handle, snapshot })
    meeting = await kinds[kind]!((wire) => server.attach(wire))
  })

  afterEach(async () => {
    for (const client of clients.splice(0)) client.close()
    server.close('the test is over')
    await meeting.close()
  })

  test('request and reply, with what JSON cannot say', async () => {
    const sent = {
      a: NaN,
      column: Float64Array.of(1, NaN, -0),
      flags: Uint8Array.of(0, 1, 2),
      text: '∞\u0000',
      nested: [[{ b: -Infinity }]],
    }
    expect(await open().request('echo', sent)).toStrictEqual(sent)
  })

  test('many at once come back each to its own', async () => {
    const client = open()
    const numbers = Array.from({ length: 200 }, (_, i) => i)
    expect(await Promise.all(numbers.map((n) => client.request('echo', n)))).toEqual(numbers)
  })

  test.each([
    ['Canceled', 'canceled'],
    ['AbortError', 'canceled'],
    ['Superseded', 'superseded'],
    ['EngineFault', 'fault'],
    ['TypeError', 'fault'],
  ])('an engine that throws %s gives a failure of kind %s', async (name, why) => {
    await expect(open().request('fail', { name, message: 'so it is' })).rejects.toMatchObject({
      name: 'RequestFailed',
      why,
      message: 'so it is',
    })
  })

  test('what is not there is unknown, and what cannot be sent is refused here', async () => {
    const client = open()
    await expect(client.request('nothing' as 'echo', 1)).rejects.toMatchObject({ why: 'unknown' })
    await expect(client.request('echo', () => 1)).rejects.toMatchObject({ why: 'invalid' })
    await expect(client.request('echo', 'x'.repeat(34 * 1024 * 1024))).rejects.toMatchObject({ why: 'too-large' })
    expect(await client.request('echo', 'still here')).toBe('still here')
  })

  test('progress comes in order and before the answer', async () => {
    const client = open()
    const told: unknown[] = []
    const done = client.request('work', { steps: 3 }, { onProgress: (...words) => told.push(words) })
    await client.request('echo', 0)
    await client.request('finish', null)
    expect(await done).toBe('done')
    expect(told).toEqual([1, 2, 3].map((i) => [i / 10, 'working', { done: i, unit: 'bars' }]))
  })

  test('a canceled request rejects at once, and the engine is told', async () => {
    const client = open()
    const controller = new AbortController()
    const done = client.request('work', { steps: 0 }, { signal: controller.signal })
    await client.request('echo', 0)
    controller.abort()
    await expect(done).rejects.toMatchObject({ why: 'canceled' })
    await client.request('echo', 0)
    expect(stopped).toEqual(['work'])
    await expect(client.request('echo', 0, { signal: controller.signal })).rejects.toMatchObject({ why: 'canceled' })
  })

  test('events reach every client; the snapshot comes first and is told to who asks late', async () => {
    const [a, b] = [open(), open()]
    const heard: string[] = []
    for (const [name, client] of [
      ['a', a],
      ['b', b],
    ] as const) {
      client.on('snapshot', ({ workspace }) => heard.push(`${name} snapshot ${workspace}`))
      client.on('documents.changed', (change) => heard.push(`${name} ${change.name}`))
      client.onState((state) => heard.push(`${name} ${state}`))
    }
    await Promise.all([a.request('echo', 0), b.request('echo', 0)])
    server.push('documents.changed', { name: 'mine', hash: null })
    const off = a.on('snapshot', () => heard.push('late'))
    off()
    await Promise.all([a.request('echo', 0), b.request('echo', 0)])
    expect(heard.filter((line) => line.startsWith('a'))).toEqual(['a connecting', 'a snapshot Weir', 'a live', 'a mine'])
    expect(heard.filter((line) => line.startsWith('b'))).toEqual(['b connecting', 'b snapshot Weir', 'b live', 'b mine'])
    expect(heard).toContain('late')
    expect(server.clients()).toBe(2)
  })

  test('a long column arrives whole, while others ask', async () => {
    const client = open()
    const rows = 3_000_000
    const [column, echo] = await Promise.all([client.request('column', rows), open().request('echo', 'meanwhile')])
    expect(echo).toBe('meanwhile')
    expect(column).toHaveLength(rows)
    expect([column[0], column[rows - 1]]).toEqual([0, rows - 1])
  })

  test('what is in flight at a loss rejects with EngineLost, the engine stops it, and the next connection begins with a snapshot', async () => {
    const client = open()
    const heard: unknown[] = []
    client.on('snapshot', ({ engineStart }) => heard.push(engineStart))
    client.onState((state) => heard.push(state))
    const done = client.request('work', { steps: 0 })
    await client.request('echo', 0)
    meeting.breakAll()
    await expect(done).rejects.toBeInstanceOf(EngineLost)
    await expect(client.request('echo', 0)).rejects.toBeInstanceOf(EngineLost)
    await until(client, 'live')
    expect(await client.request('echo', 'again')).toBe('again')
    expect(heard).toEqual(['connecting', '1', 'live', 'lost', '2', 'live'])
    expect(stopped).toEqual(['work'])
  })

  test('a closed client asks nothing more and takes nothing with it', async () => {
    const [a, b] = [open(), open()]
    const done = a.request('work', { steps: 0 })
    await a.request('echo', 0)
    a.close()
    await expect(done).rejects.toBeInstanceOf(EngineLost)
    await expect(a.request('echo', 0)).rejects.toBeInstanceOf(EngineLost)
    expect(await b.request('echo', 0)).toBe(0)
  })

  describe('a client that breaks the rules loses its own connection only', () => {
    const frame = (body: Uint8Array, kindOf = 1, total = body.length) => {
      const bytes = new Uint8Array(8 + body.length)
      bytes[0] = 1
      bytes[1] = kindOf
      new DataView(bytes.buffer).setUint32(4, total, true)
      bytes.set(body, 8)
      return bytes
    }
    const request = { kind: 'request', id: 1, name: 'work', input: { steps: 0 } }
    const wrongs: Record<string, (wire: Wire) => void> = {
      'sends no frame': (wire) => wire.send(Uint8Array.of(1, 2, 3)),
      'sends noise': (wire) => wire.send(Uint8Array.from({ length: 64 }, (_, i) => (i * 37) % 256)),
      'sends broken JSON': (wire) => wire.send(frame(Uint8Array.of(2, 0, 0, 0, 123, 123))),
      'sends another kind of message': (wire) => wire.send(frame(encode({ kind: 'order', id: 1 }))),
      'sends an answer': (wire) => wire.send(frame(encode({ kind: 'reply', id: 1, value: 1 }))),
      'sends a request with more in it': (wire) => wire.send(frame(encode({ ...request, as: 'root' }))),
      'gives two requests one number': (wire) => [0, 1].forEach(() => wire.send(frame(encode(request)))),
      'sends a frame too large': (wire) => wire.send(frame(new Uint8Array(LARGEST_FRAME + 1))),
      'sends a frame far too large': (wire) => wire.send(frame(new Uint8Array(3 * LARGEST_FRAME))),
      'announces a message too large': (wire) => wire.send(frame(new Uint8Array(8), 1, 2 ** 32 - 1)),
      'sends pieces that do not fit': (wire) => [10, 11].forEach((total) => wire.send(frame(new Uint8Array(4), 1, total))),
      'sends empty pieces': (wire) => wire.send(frame(new Uint8Array(0), 1, 10)),
      'confirms what it never got': (wire) => wire.send(frame(new Uint8Array(0), 2, 2 ** 31)),
      'sends a frame of a kind that is none': (wire) => wire.send(frame(new Uint8Array(4), 9)),
    }
    test.each(Object.entries(wrongs))('%s', async (_, wrong) => {
      const good = open()
      await good.request('echo', 0)
      const wire = await meeting.bare()
      const closed = new Promise<string>((resolve) => wire.listen({ frame() {}, closed: resolve }))
      wrong(wire)
      await closed
      expect(await good.request('echo', 'unharmed')).toBe('unharmed')
      await expect.poll(() => server.clients()).toBe(1)
    })
  })

  test('a host that breaks the rules is left, and tried again', async () => {
    const heard: string[] = []
    const client = open()
    await client.request('echo', 0)
    client.onState((state) => heard.push(state))
    server.push('snapshot', { engineVersion: 1 } as never)
    await until(client, 'lost')
    await until(client, 'live')
    expect(heard).toEqual(['live', 'lost', 'live'])
  })

  test('too many requests at once are refused one by one', async () => {
    const client = open()
    const all = Array.from({ length: 300 }, () => client.request('work', { steps: 0 }).catch((error: unknown) => error))
    const last = await all.at(-1)
    expect(last).toMatchObject({ why: 'busy' })
    expect(server.clients()).toBe(1)
  })
})

function until(client: Channel<Requests>, wanted: string): Promise<void> {
  return new Promise((resolve) => {
    const off = client.onState((state) => {
      if (state !== wanted) return
      queueMicrotask(() => off())
      resolve()
    })
  })
}

test('a port handed in takes the place of the one before, though a browser does not tell the end that closes', async () => {
  const channelTo = (name: string) => {
    const { port1, port2 } = new MessageChannel()
    const server = createChannelServer({
      handle: async () => name,
      snapshot: () => ({ engineVersion: '0', engineStart: name, workspace: null, jobs: [] }),
    })
    server.attach(portWire(port2))
    // As in a browser: who closes a port hears nothing of it.
    let isClosed = false
    const listen = port1.addEventListener.bind(port1)
    return {
      addEventListener: (event: 'message' | 'messageerror' | 'close', listener: (event: object) => void) =>
        listen(event, (given: object) => {
          if (event !== 'close' || !isClosed) listener(given)
        }),
      postMessage: (message: unknown) => port1.postMessage(message),
      start: () => port1.start(),
      close() {
        isClosed = true
        port1.close()
      },
    }
  }
  const ports = connectPorts()
  const channel = connectChannel<Requests>(ports.connect)
  ports.give(channelTo('first'))
  expect(await channel.request('echo', null)).toBe('first')
  const states: string[] = []
  channel.onState((state) => states.push(state))
  ports.give(channelTo('second'))
  await expect.poll(() => states).toEqual(['live', 'lost', 'live'])
  expect(await channel.request('echo', null)).toBe('second')
  channel.close()
})
