import { defineConstant } from '../define/node.ts'
import { decimal } from '../define/params.ts'
import { measured } from '../define/ports.ts'

export const constant = defineConstant({
  type: 'market.constant',
  version: 1,
  title: 'Number',
  category: 'market',
  summary: 'A number you write down, for as many wires as you like',
  docs: `The same number on every bar. It takes the unit of whatever it is wired to: 30 may be a level for RSI as well as a price.

Most inputs have a number box of their own; use this node where **one** number feeds several places, so that it is changed in one.`,
  params: { value: decimal({ label: 'Value', default: 0, min: -1e12, max: 1e12 }) },
  inputs: {},
  outputs: { value: measured('literal') },
  value: ({ value }) => value,
  examples: [{ title: 'On every bar', params: { value: 30 }, inputs: {}, outputs: { value: [30, 30, 30] } }],
})
