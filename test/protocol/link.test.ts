import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createLink, LARGEST_FRAME, type Link, type Wire } from '../../engine/protocol/channel-link.ts'

/** Two ends of a wire in this thread. Frames lie between them until they are let through, so that a slow reader can be played. */
function wires() {
  const ends = [0, 1].map(() => ({
    hooks: undefined as Parameters<Wire['listen']>[0] | undefined,
    waiting: [] as Uint8Array[],
    closed: '',
  }))
  const wire = (mine: number): Wire => ({
    send: (frame) => void ends[1 - mine].waiting.push(frame.slice()),
    listen: (hooks) => (ends[mine].hooks = hooks),
    close: (reason) => {
      ends[mine].closed = reason
      ends[1 - mine].hooks?.closed(reason)
    },
  })
  const deliver = (to: number, most = Infinity) => {
    let count = 0
    while (count < most && ends[to].waiting.length > 0) {
      count++
      ends[to].hooks?.frame(ends[to].waiting.shift())
    }
    return count
  }
  /** Lets everything through, in both directions, until nothing is on its way. */
  const settle = () => {
    while (deliver(0) + deliver(1) > 0);
  }
  return { wire, ends, deliver, settle }
}

const LIMITS = { received: 64 * 1024 * 1024, sent: 64 * 1024 * 1024 }

function pair() {
  const between = wires()
  const got: unknown[] = []
  const closed: string[] = []
  const sender = createLink(between.wire(0), { largest: LIMITS, message() {}, closed: (reason) => closed.push(`sender: ${reason}`) })
  const reader = createLink(between.wire(1), {
    largest: LIMITS,
    message: (value) => got.push(value),
    closed: (reason) => closed.push(`reader: ${reason}`),
  })
  return { ...between, got, closed, sender, reader }
}

const MB = 1024 * 1024
const onTheWay = (waiting: readonly Uint8Array[]) => waiting.reduce((sum, frame) => sum + frame.length, 0)

describe('back-pressure', () => {
  test('what a reader has not confirmed stays with the sender', () => {
    const { sender, ends, got, settle } = pair()
    for (let i = 0; i < 10; i++) sender.send(new Uint8Array(5 * MB).fill(i))
    // Nobody reads: no more than the window and a piece are on their way, and the sender says that the reader is behind.
    expect(onTheWay(ends[1].waiting)).toBeLessThanOrEqual(9.1 * MB)
    expect(onTheWay(ends[1].waiting)).toBeGreaterThan(7 * MB)
    expect(sender.congested()).toBe(true)
    settle()
    expect(sender.congested()).toBe(false)
    expect(got.map((value) => (value as Uint8Array)[0])).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  test('no more than the window is ever on its way, however slowly it is read', () => {
    const { sender, ends, got, deliver } = pair()
    for (let i = 0; i < 30; i++) sender.send({ i, bytes: new Uint8Array(MB) })
    let most = 0
    for (let step = 0; step < 1000 && got.length < 30; step++) {
      deliver(1, 1)
      deliver(0)
      most = Math.max(most, onTheWay(ends[1].waiting))
    }
    expect(got).toHaveLength(30)
    expect(most).toBeLessThanOrEqual(9.1 * MB)
  })

  test('a reader that has gone away without a word is given up, and what waited for it is let go', () => {
    const { sender, closed } = pair()
    const column = new Uint8Array(60 * MB)
    for (let i = 0; i < 12 && closed.length === 0; i++) sender.send(column)
    expect(closed).toContain('sender: the other side does not keep up')
    expect(sender.congested()).toBe(false)
  })
})

test('messages of any size arrive in order, each frame within the cap', () => {
  const sizes = fc.array(fc.oneof(fc.nat({ max: 200 }), fc.integer({ min: MB - 40, max: MB + 40 }), fc.integer({ min: 0, max: 3 * MB })), {
    maxLength: 12,
  })
  fc.assert(
    fc.property(sizes, fc.array(fc.tuple(fc.nat({ max: 1 }), fc.nat({ max: 3 })), { maxLength: 30 }), (bytes, steps) => {
      const { sender, ends, got, deliver, settle } = pair()
      bytes.forEach((size, i) => sender.send({ i, column: new Uint8Array(size) }))
      for (const [to, most] of steps) {
        expect(ends[1].waiting.every((frame) => frame.length <= LARGEST_FRAME)).toBe(true)
        deliver(to, most)
      }
      settle()
      expect(got.map((value) => value as { i: number; column: Uint8Array }).map(({ i, column }) => [i, column.length])).toEqual(
        bytes.map((size, i) => [i, size]),
      )
    }),
    { numRuns: 40 },
  )
})

test('a message too large for the other side is not sent, and the link goes on', () => {
  const { sender, got, settle } = pair()
  expect(() => sender.send(new Uint8Array(65 * MB))).toThrow('more than can be sent')
  sender.send('small')
  settle()
  expect(got).toEqual(['small'])
})

test('a beat confirms and nothing more; after the end nothing is sent or heard', () => {
  const { sender, reader, ends, got, closed, settle } = pair()
  sender.send('x')
  settle()
  reader.beat()
  expect(ends[0].waiting.map((frame) => frame.length)).toEqual([8])
  settle()
  reader.close('done')
  reader.beat()
  sender.send('too late')
  settle()
  expect([got, closed]).toEqual([['x'], ['sender: done', 'reader: done']])
  const links: Link[] = [sender, reader]
  for (const link of links) link.close('again')
  expect(closed).toHaveLength(2)
})
