import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ReportDocument } from '../../engine/protocol/report.ts'
import { findingTable } from '../../nodes/strategy/findings.ts'
import { denialCodes } from '../../nodes/define/trade.ts'
import { resolve } from '../../nodes/strategy/1-resolve.ts'
import { keyText } from '../../renderer/commands/key-text.ts'
import { commands } from '../../renderer/commands/index.ts'
import { nextOrder, sortRows, type Order } from '../../renderer/dock/sorting.ts'
import { moneyPath, reasonWords } from '../../renderer/dock/why.ts'
import { groupNodes } from '../../renderer/edit/groups.ts'
import { setParam } from '../../renderer/edit/nodes.ts'
import { top } from '../../renderer/edit/scope.ts'
import { entryTo } from '../../renderer/problems/go-to.ts'
import { allFindings, countFindings } from '../../renderer/problems/problems.ts'
import { drawCurve } from '../../renderer/report/curve.ts'
import { fileName } from '../../renderer/report/export.ts'
import { durationText, figureText, moneyDecimals, moneyText, numberText, timeText } from '../../renderer/report/format.ts'
import { shadeOf, tabulateYears } from '../../renderer/report/years.ts'
import { overlay } from '../../renderer/run/overlay.ts'
import { createDocumentStore } from '../../renderer/stores/document.ts'
import { createViewStore } from '../../renderer/stores/view.ts'
import { denialWords } from '../../renderer/text/denials.ts'
import { sampleStrategy } from '../kit/strategy.ts'

describe('rows in order', () => {
  const key = (row: { value: number | null }) => row.value

  test('sorting keeps every row, is ordered, and leaves what is missing last either way', () => {
    const rows = fc.array(fc.record({ value: fc.option(fc.double({ noNaN: false }), { nil: null }) }))
    fc.assert(
      fc.property(rows, fc.boolean(), (list, falling) => {
        const sorted = sortRows(list, { column: 'value', falling }, key)
        expect(new Set(sorted)).toEqual(new Set(list))
        expect(sorted).toHaveLength(list.length)
        const known = sorted.filter(({ value }) => value !== null && value === value).map(({ value }) => value!)
        expect(sorted.slice(0, known.length).every(({ value }) => value !== null && value === value)).toBe(true)
        for (let i = 1; i < known.length; i++) expect(falling ? known[i]! <= known[i - 1]! : known[i]! >= known[i - 1]!).toBe(true)
      }),
    )
  })

  test('a head is pressed three times: largest first, smallest first, as they came', () => {
    const first = nextOrder(undefined, 'profit')
    const second = nextOrder(first, 'profit')
    expect([first, second, nextOrder(second, 'profit')]).toEqual<Order[]>([
      { column: 'profit', falling: true },
      { column: 'profit', falling: false },
      undefined,
    ])
    expect(nextOrder(second, 'entry')).toEqual({ column: 'entry', falling: true })
    const rows = [{ value: 2 }, { value: 1 }]
    expect(sortRows(rows, undefined, key)).toBe(rows)
  })
})

describe('figures as they are read', () => {
  test('money is rounded against the reader, from its digits', () => {
    expect(moneyText('1234567.899', 2)).toBe('1,234,567.89')
    expect(moneyText('-0.001', 2)).toBe('-0.01')
    expect(moneyText('9007199254740993.019', 2, 'ceil')).toBe('9,007,199,254,740,993.02')
    expect(figureText('fees', 'money', '1.001', 2)).toBe('1.01')
    expect(figureText('profit', 'money', '1.009', 2)).toBe('1.00')
    expect(moneyDecimals('10000')).toBe(2)
    expect(moneyDecimals('0.5')).toBe(8)
  })

  test('what cannot be had is a dash; measures have their own words', () => {
    expect(figureText('sharpe', 'ratio', null, 2)).toBe('–')
    expect(figureText('return', 'fraction', 0.1234, 2)).toBe('12.34 %')
    expect(figureText('days', 'days', 1, 2)).toBe('1 day')
    expect(numberText(-0.0001, 2)).toBe('0.00')
    expect(timeText(Date.UTC(2024, 0, 31, 14))).toBe('2024-01-31 14:00')
    expect(timeText(Date.UTC(2024, 0, 31))).toBe('2024-01-31')
    expect([durationText(35 * 60_000), durationText(26 * 3_600_000), durationText(12 * 86_400_000)]).toEqual(['35 min', '1 d 2 h', '12 d'])
  })

  test('months make years that compound', () => {
    const months = [
      { year: 2023, month: 12, return: 0.1, hold: null },
      { year: 2024, month: 1, return: 0.1, hold: 0.2 },
      { year: 2024, month: 3, return: -0.5, hold: null },
    ]
    const [first, second] = tabulateYears(months)
    expect(first).toMatchObject({ year: 2023, hold: null })
    expect(second!.months[0]).toBe(0.1)
    expect(second!.months[1]).toBeNull()
    expect(second!.total).toBeCloseTo(1.1 * 0.5 - 1)
    expect(second!.hold).toBeCloseTo(0.2)
    expect([0.07, 0.03, 0.01, 0.0001, -0.03].map(shadeOf)).toEqual([3, 2, 1, 0, -2])
  })

  test('a curve stops where equity is not known, and falls are measured from the peak', () => {
    const equity: ReportDocument['equity'] = [
      [0, '100', '100'],
      [1, '200', '100'],
      [2, null, '100'],
      [3, '150', '100'],
      [4, '200', '100'],
    ]
    const curve = drawCurve({ equity })!
    expect(curve.equity).toBe('M0 1000L250 0M750 500L1000 0')
    expect(curve).toMatchObject({ low: 100, high: 200, deepest: 0.25 })
    expect(drawCurve({ equity: equity.slice(0, 1) })).toBeUndefined()
    expect(drawCurve({ equity: [] })).toBeUndefined()
  })

  test('two curves are laid over each other as multiples of their own capital', () => {
    const a = {
      capital: '100',
      equity: [
        [0, '100', null],
        [10, '200', null],
      ] satisfies ReportDocument['equity'],
    }
    const b = {
      capital: '1000',
      equity: [
        [0, '1000', null],
        [10, '1500', null],
      ] satisfies ReportDocument['equity'],
    }
    expect(overlay(a, b)).toEqual({ a: 'M0.0 1000.0L1000.0 0.0', b: 'M0.0 1000.0L1000.0 500.0' })
    expect(overlay(a, { ...b, equity: [] })).toBeUndefined()
  })

  test('an exported file has a name every file system takes', () => {
    expect(fileName('Größe / ../x', 'abcdef0123', 'html')).toBe('gro-e-x-abcdef01.html')
    expect(fileName('日本', 'abcdef0123', 'trades.csv')).toBe('strategy-abcdef01-trades.csv')
  })
})

describe('why', () => {
  const document = sampleStrategy()
  const { graph } = resolve(document)
  const signal = graph.nodes.find(({ definition }) => definition.role === 'signal')!

  test('a reason says what stood where, what it would have taken, and how far that was', () => {
    const condition = signal.inputs['when']![0]!.node
    const at = { node: condition, row: 9, back: 0 }
    const number = { ...at, kind: 'number', value: 12, threshold: 10.5, is: 'above', needs: 'below', moves: 'value' } as const
    const source = graph.byPath.get(condition)!.inputs['a']![0]!
    expect(reasonWords(graph, { ...number, names: ['a', null] })).toBe(`${source.node}.${source.port} 12, turns below 10.5, 1.5 away`)
    expect(reasonWords(graph, { ...number, back: 1, value: NaN, names: ['a', 'x'] })).toContain('x 10.5, one bar before')
    expect(reasonWords(graph, { ...number, value: 3_600_000, threshold: 7_200_000, names: ['candles.time', null] })).toContain('Thu 02:00')
    expect(reasonWords(graph, { ...at, kind: 'condition', output: 'up', says: 0, needs: 1, back: 2 })).toContain(
      'no, turns with yes, 2 bars',
    )
    expect(reasonWords(graph, { ...at, kind: 'missing', names: ['judged'] })).toContain('not known yet')
  })

  test('the path of the money ends in an order and passes a gate', () => {
    const roles = moneyPath(graph, signal.path).map(({ definition }) => definition.role)
    expect(roles[0]).toBe('sizing')
    expect(roles).toContain('gate')
    expect(roles.at(-1)).toBe('order')
  })
})

describe('problems', () => {
  const store = () => createDocumentStore(sampleStrategy(), { name: undefined, hash: undefined, untrusted: false })

  test('what a run found is listed only where the window cannot tell it itself, and while its node is there', () => {
    const { document } = store().getState()
    const node = Object.keys(document.nodes)[0]!
    const of = (code: 'data.warm-up' | 'node.dead', at: string) => ({ code, severity: 'error' as const, message: 'm', node: at })
    const listed = allFindings(document, { findings: [of('data.warm-up', node), of('node.dead', node), of('data.warm-up', 'gone')] })
    expect(listed.filter(({ message }) => message === 'm')).toEqual([of('data.warm-up', node)])
    expect(countFindings(listed).errors).toBeGreaterThanOrEqual(1)
  })

  test('a problem inside a subgraph leads into it', () => {
    const documents = store()
    const [first, second] = Object.keys(documents.getState().document.nodes)
    const instance = documents.edit('group', (draft) => groupNodes(draft, top, new Set([first!, second!]), 'Both'))!
    const { document } = documents.getState()
    expect(entryTo(document, `${instance}/${first}`)).toEqual({ entered: [{ instance, subgraph: 'both' }], id: first })
    expect(entryTo(document, instance)).toEqual({ entered: [], id: instance })
    expect(entryTo(document, `${instance}/gone`)).toBeUndefined()
    expect(entryTo(document, 'gone/gone')).toBeUndefined()

    const view = createViewStore()
    view.goTo([{ instance, subgraph: 'both' }], [first!])
    const { entered } = view.getState()
    view.goTo([{ instance, subgraph: 'both' }], [second!])
    expect(view.getState().entered).toBe(entered)
    expect([...view.getState().selection]).toEqual([second])
  })

  test('a parameter out of range counts as an error', () => {
    const documents = store()
    const [id, node] = Object.entries(documents.getState().document.nodes).find(([, { type }]) => type === 'indicator.sma')!
    expect(node).toBeDefined()
    documents.edit('break', (draft) => setParam(draft, top, id, 'period', -1))
    expect(countFindings(allFindings(documents.getState().document, { findings: [] })).errors).toBe(1)
  })
})

describe('words', () => {
  test('every refusal has words', () => {
    for (const code of denialCodes) {
      expect(denialWords[code].title.length, code).toBeGreaterThan(3)
      expect(denialWords[code].help, code).toMatch(/\.$/)
    }
    for (const [code, { help }] of Object.entries(findingTable)) expect(help.length, code).toBeGreaterThan(10)
  })

  test('keys are written as on the keyboard, and no two commands of a place share one', () => {
    expect(keyText('$mod+Shift+z', false)).toBe('Ctrl+Shift+Z')
    expect(keyText('$mod+ArrowLeft', true)).toBe('⌘+←')
    for (const place of ['window', 'canvas'] as const) {
      const keys = commands.filter((command) => command.place === place).flatMap((command) => command.keys ?? [])
      expect(new Set(keys).size).toBe(keys.length)
    }
    const ids = commands.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })
})
