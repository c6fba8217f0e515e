import type { SeriesNode } from '../../../nodes/define/node.ts'
import type { CandleColumns } from '../../../nodes/define/ports.ts'
import { nodes } from '../../../nodes/index.ts'
import type { GivenColumns } from '../../kit/run-node.ts'

/** Every indicator of the palette. */
export const indicators = nodes.filter((node): node is SeriesNode => node.role === 'series' && node.category === 'indicators')

/** Parameter sets worth trying: the defaults, every whole number at its least, at two odd values, and each other option of a choice or switch. */
export function variantsOf(node: SeriesNode): readonly Readonly<Record<string, unknown>>[] {
  const names = Object.keys(node.params)
  const whole = names.filter((name) => node.params[name]?.kind === 'int')
  const withAll = (value: (least: number) => number) =>
    Object.fromEntries(whole.map((name) => [name, value(node.params[name]?.form.min ?? 1)]))
  const switched = names.flatMap((name): Record<string, unknown>[] => {
    const param = node.params[name]
    if (param?.kind === 'flag') return [{ [name]: !param.default }]
    return param?.kind === 'choice' ? (param.form.options ?? []).map((option) => ({ [name]: option })) : []
  })
  const sizes = [{}, withAll((least) => least), withAll((least) => Math.max(least, 5)), withAll((least) => Math.max(least, 33))]
  return sizes.flatMap((size) => [size, ...switched.map((one) => ({ ...size, ...one }))])
}

/** What the node reads when its numbers are closes (volumes where it asks for volume). */
export function inputsFor(node: SeriesNode, bars: CandleColumns): GivenColumns {
  return Object.fromEntries(
    Object.entries(node.inputs).map(([name, input]) => [
      name,
      input.kind === 'candles' ? bars : name === 'volume' ? bars.volume : bars.close,
    ]),
  )
}
