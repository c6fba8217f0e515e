import { expect, test } from 'vitest'
import { openEngine } from '../../engine/main.ts'
import { computeHere } from '../../engine/run/compute.ts'
import { createQueue } from '../../engine/run/queue.ts'
import { example } from '../kit/example-documents.ts'

test('a glance is what the report says, is computed once for equal plan and data, and keeps nothing', async () => {
  let computed = 0
  const here = computeHere()
  const counting: typeof here.run = (job, options) => {
    computed++
    return here.run(job, options)
  }
  const engine = openEngine({ computer: { ...here, run: counting } })
  const document = example('macd')
  const wanted = { data: 'practice', from: Date.UTC(2023, 0, 1), to: Date.UTC(2023, 6, 1) }
  const look = async (of: unknown) => {
    const reply = await engine.request('backtest.glance', { document: of, ...wanted })
    if (reply.kind !== 'glance') throw new Error(JSON.stringify(reply))
    return reply.glance
  }
  const glance = await look(document)
  expect(computed).toBe(1)
  const run = await engine.request('backtest.run', { document, ...wanted })
  if (run.kind !== 'run') throw new Error(JSON.stringify(run))
  const reply = await engine.request('report.get', { run: run.outcome.runId })
  if (!reply.ok) throw new Error(reply.message)
  const { metrics, equity, from, to } = reply.report
  expect(glance).toMatchObject({ return: metrics['return'], maxDrawdown: metrics['maxDrawdown'], trades: metrics['trades'], from, to })
  expect(Number(glance.trades)).toBeGreaterThan(3)
  expect(glance.equity).toHaveLength(80)
  expect([glance.equity[0], glance.equity.at(-1)]).toEqual([Number(equity[0]![1]), Number(equity.at(-1)![1])])

  expect(await look(document)).toBe(glance)
  expect(await look({ ...document, name: 'Another name' })).toBe(glance)
  expect(computed).toBe(2)
  const trend = Object.entries(document.nodes).find(([, { type }]) => type === 'indicator.ema' || type === 'indicator.sma')![0]
  const other = { ...document, nodes: { ...document.nodes, [trend]: { ...document.nodes[trend]!, params: { period: 33 } } } }
  expect(await look(other)).not.toEqual(glance)
  expect(computed).toBe(3)
  const broken = await engine.request('backtest.glance', { document: { ...document, wires: [] }, ...wanted })
  expect(broken.kind).toBe('not-run')
  await engine.close()
})

test('who waits for quiet takes nobody’s place', async () => {
  const queue = createQueue()
  const order: string[] = []
  const work = (name: string) => queue.run(async () => void (await new Promise((done) => setTimeout(done, 5)), order.push(name)))
  const first = work('first')
  const quiet = queue.quiet().then(() => work('glance'))
  const second = work('second')
  await Promise.all([first, second, quiet])
  expect(order).toEqual(['first', 'second', 'glance'])
})
