import { expect, test, vi } from 'vitest'
import type { EngineClient } from '../../renderer/engine.ts'
import { createReportStore } from '../../renderer/report/reports.ts'

/** Answers each question when told to. */
function askedEngine() {
  const asked: { readonly run: string; readonly orders: boolean; readonly answer: () => void }[] = []
  const request = (_: string, { run, orders }: { run: string; orders: boolean }) =>
    new Promise((resolve) => {
      asked.push({ run, orders, answer: () => resolve({ ok: true, report: { runId: run, orders: orders ? [1] : [] }, variantsTried: 1 }) })
    })
  return { asked, engine: { request, on: () => () => {}, onState: () => () => {} } as unknown as EngineClient }
}

test('order rows are asked for by who shows them, once, and an answer that was overtaken is passed over', async () => {
  const { asked, engine } = askedEngine()
  const reports = createReportStore(engine)
  const seen = () => reports.getState()
  reports.want('one', false)
  reports.want('one', false)
  expect(asked.map(({ orders }) => orders)).toEqual([false])
  asked[0]!.answer()
  await vi.waitFor(() => expect(seen()).toMatchObject({ report: { runId: 'one' }, hasOrders: false }))

  reports.want('one', true)
  // The figures stay while the rows are on their way; who wants the figures alone has them.
  expect(seen()).toMatchObject({ report: { runId: 'one' }, hasOrders: false })
  reports.want('one', false)
  expect(asked.map(({ orders }) => orders)).toEqual([false, true])
  asked[1]!.answer()
  await vi.waitFor(() => expect(seen().hasOrders).toBe(true))
  reports.want('one', true)
  expect(asked).toHaveLength(2)

  reports.want('two', false)
  reports.want('two', true)
  asked[3]!.answer()
  await vi.waitFor(() => expect(seen()).toMatchObject({ report: { runId: 'two' }, hasOrders: true }))
  asked[2]!.answer()
  await new Promise((resolve) => setImmediate(resolve))
  expect(seen().hasOrders).toBe(true)
})
