import { z } from 'zod'
import { timeframes } from '../define/timeframe.ts'

/** Version of the file format. A change here comes with a migration in `migrate.ts`. */
export const formatVersion = 1

/** Ids of nodes, slots and subgraphs: short, safe in paths ("instance/node") and in wires ("node.port"). */
const id = z.string().regex(/^[a-z][a-z0-9-]{0,47}$/, 'a short lower-case name such as fast-average')
/** Ports of a node, and of an instance, which are named like ids. */
const portName = z.string().regex(/^[a-zA-Z][a-zA-Z0-9-]{0,47}$/, 'the name of a port')
const paramValue = z.union([z.number(), z.string(), z.boolean()])
const position = z.tuple([z.number(), z.number()])
const area = z.tuple([z.number(), z.number(), z.number(), z.number()])
/** Name of the subgraph a frame or note lies in; absent: the strategy itself. */
const within = id.optional()

/** A market the strategy speaks of. The run's binding may put another instrument in its place; never a venue or an account. */
export const slotSchema = z.strictObject({
  /** Default instrument, "BASE/QUOTE". */
  instrument: z.string().regex(/^[A-Z0-9.]{1,20}\/[A-Z0-9.]{1,20}$/, 'BASE/QUOTE, such as BTC/USDT'),
  timeframe: z.enum(timeframes),
})

/** One node: its type with the version it was saved at, and the parameters that differ from the defaults or all of them. */
export const nodeSchema = z.strictObject({
  type: z.string().max(80),
  version: z.int().min(1),
  params: z.record(z.string(), paramValue),
  /** Taken out of the run for now: its consumers see nothing. */
  muted: z.literal(true).optional(),
  /**
   * Led past for now: what hears an output hears what feeds an input instead, output → input by name. Other outputs fall silent.
   * A gate cannot be led past.
   */
  bypassed: z.record(portName, portName).optional(),
})

/** A wire, "node.port" to "node.port"; inside a subgraph the names "in.NAME" and "out.NAME" are its own ports. */
export const wireSchema = z.strictObject({ from: z.string().max(120), to: z.string().max(120) })

const graph = {
  nodes: z.record(id, nodeSchema),
  wires: z.array(wireSchema),
}

/** A subgraph definition. Instances are nodes of type "subgraph.NAME"; `promoted` maps an instance's parameter to an inner "node.param". */
const subgraphSchema = z.strictObject({
  title: z.string().max(120),
  inputs: z.array(id),
  outputs: z.array(id),
  promoted: z.record(id, z.string().max(120)),
  ...graph,
})

/** How the graph is laid out. Nothing here changes what a strategy does. */
const viewSchema = z.strictObject({
  positions: z.record(z.string(), position),
  frames: z.array(
    z.strictObject({
      id,
      label: z.string().max(200),
      colour: z.string().max(24),
      area,
      within,
    }),
  ),
  notes: z.array(z.strictObject({ id, text: z.string().max(10_000), area, within })),
  colours: z.record(z.string(), z.string().max(24)),
  collapsed: z.array(z.string()),
})

/** Choices of the strategy as a whole. None yet: what a strategy means is said by its nodes. */
const settingsSchema = z.strictObject({})

export const documentSchema = z.strictObject({
  format: z.literal('weir-strategy'),
  formatVersion: z.literal(formatVersion),
  id: z.string().regex(/^[a-z0-9-]{1,64}$/),
  name: z.string().max(200),
  description: z.string().max(20_000).optional(),
  revision: z.int().min(0),
  slots: z.record(id, slotSchema),
  ...graph,
  subgraphs: z.record(id, subgraphSchema),
  settings: settingsSchema,
  view: viewSchema,
})

export type Slot = z.output<typeof slotSchema>
export type DocumentNode = z.output<typeof nodeSchema>
export type Wire = z.output<typeof wireSchema>
export type StrategyDocument = z.output<typeof documentSchema>
