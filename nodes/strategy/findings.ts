/**
 * Everything the checker can say about a strategy, in trading words: one table, from which messages, help and the
 * generated page come. A finding is listed, never thrown. `error` stops a run, `warning` does not.
 * In `text`, {name} is filled in with the finding's values.
 */
export type Severity = 'error' | 'warning' | 'note'

type Entry = { readonly severity: Severity; readonly title: string; readonly text: string; readonly help: string }

export const findingTable = {
  'document.unreadable': {
    severity: 'error',
    title: 'Not a strategy file',
    text: 'This file cannot be read as a Weir strategy: {problem}',
    help: 'A strategy is a JSON document whose "format" is "weir-strategy". Nothing was changed. Open it in a text editor or ask for it to be sent again.',
  },
  'document.invalid': {
    severity: 'error',
    title: 'Something in the file is not as it should be',
    text: '{where}: {problem}',
    help: 'The named place holds a value the format does not allow. Unknown names are errors too, so that a misspelt setting is never silently ignored.',
  },
  'document.newer-version': {
    severity: 'error',
    title: 'Made by a newer Weir',
    text: 'The file has format version {version}; this Weir reads up to {known}',
    help: 'Update Weir to open it. Nothing was changed.',
  },
  'slot.unknown': {
    severity: 'error',
    title: 'Unknown slot',
    text: 'The slot "{slot}" is not one of this strategy: {known}',
    help: 'Nodes speak of markets by slot. Choose one that the strategy has, or add the slot.',
  },
  'node.unknown-type': {
    severity: 'error',
    title: 'Unknown node',
    text: 'There is no node of type "{type}"',
    help: 'The strategy may come from a newer Weir, or the name is misspelt. The catalogue lists every node.',
  },
  'node.newer-version': {
    severity: 'error',
    title: 'Node made by a newer Weir',
    text: 'This node was saved as version {version} of "{type}"; this Weir has {known}',
    help: 'Update Weir, or put the node in anew.',
  },
  'node.migrated': {
    severity: 'note',
    title: 'Node brought up to date',
    text: 'This node was saved as version {version} of "{type}" and now is {known}',
    help: 'Its parameters were carried over. Save to keep the new form.',
  },
  'param.unknown': {
    severity: 'error',
    title: 'Unknown parameter',
    text: '"{type}" has no parameter "{param}"; it has {known}',
    help: 'A parameter that nothing reads would be silently ignored, so it is refused. Remove it or correct its name.',
  },
  'param.invalid': {
    severity: 'error',
    title: 'Parameter out of range',
    text: '{param} is {value}: {problem}',
    help: 'Give a value in the range the node allows.',
  },
  'param.unread': {
    severity: 'warning',
    title: 'Parameter has no effect',
    text: '{param} is set to {value}, but the wire into "{port}" is used instead',
    help: 'A wire replaces the written number. Remove the wire to use the number.',
  },
  'subgraph.unknown': {
    severity: 'error',
    title: 'Unknown subgraph',
    text: 'There is no subgraph "{name}" in this strategy',
    help: 'The instance refers to a definition that is not in the file.',
  },
  'subgraph.recursive': {
    severity: 'error',
    title: 'Subgraph contains itself',
    text: 'The subgraph "{name}" contains itself',
    help: 'A definition cannot use itself, directly or by way of another.',
  },
  'wire.malformed': {
    severity: 'error',
    title: 'Wire without two ends',
    text: 'The wire from "{from}" to "{to}" does not name two ports: {problem}',
    help: 'A wire goes from an output, "node.port", to an input, "node.port".',
  },
  'wire.missing': {
    severity: 'error',
    title: 'Missing wire',
    text: 'The input "{port}" needs a wire',
    help: 'Wire something into this input, or remove the node.',
  },
  'wire.too-many': {
    severity: 'error',
    title: 'Two wires into one input',
    text: 'The input "{port}" takes one wire and has {count}',
    help: 'Only signals and intents may be gathered by one input. Combine values with a node such as And, Or or Maximum.',
  },
  'wire.kind': {
    severity: 'error',
    title: 'Wire does not fit',
    text: '"{port}" takes {wanted}, but the wire brings {given}',
    help: 'Compare turns numbers into a condition; Enter and Exit turn a condition into a signal; only a gate makes an intent.',
  },
  'wire.unit': {
    severity: 'error',
    title: 'Units do not match',
    text: '"{port}" wants {wanted}, but the wire brings {given}',
    help: 'Prices compare with prices, oscillators with plain numbers. A converter (As price, As plain) says that you mean it.',
  },
  'wire.symbol': {
    severity: 'error',
    title: 'Price of another market',
    text: '"{port}" wants a price of "{wanted}", but the wire brings one of "{given}"',
    help: 'An order for one market cannot be priced from another. Use the price of the same slot or convert it openly.',
  },
  'wire.quote': {
    severity: 'error',
    title: 'Different currencies',
    text: 'These amounts are in {given} and {wanted}',
    help: 'Amounts in different quote currencies cannot be added or compared.',
  },
  'node.units': {
    severity: 'error',
    title: 'These units do not go together',
    text: '{given} cannot be combined here',
    help: 'Sums, differences, comparisons, minimum and maximum need the same unit on both sides.',
  },
  'clock.finer-timeframe': {
    severity: 'error',
    title: 'Timeframe finer than the slot',
    text: 'Slot "{slot}" runs on {own}; {asked} is finer',
    help: 'A strategy decides on the finest timeframe it reads. Set the slot to the finest one.',
  },
  'graph.cycle': {
    severity: 'error',
    title: 'Circle of wires',
    text: 'These nodes wait for each other: {nodes}',
    help: 'Put a Previous node into the circle: it hands on the value of the bar before.',
  },
  'graph.no-entry': {
    severity: 'error',
    title: 'Nothing is ever bought or sold',
    text: 'No entry signal reaches an order',
    help: 'Wire Enter → sizing → gate → order.',
  },
  'graph.no-exit': {
    severity: 'warning',
    title: 'Entry without exit',
    text: 'Slot "{slot}" is entered {side} but nothing ever leaves it: no exit signal, stop, target or time limit',
    help: 'Add an Exit signal, a bracket with a stop, or a trailing stop. A live run needs an exit for every entry.',
  },
  'graph.order-without-gate': {
    severity: 'error',
    title: 'Order without a gate',
    text: 'What reaches this order has passed no risk gate',
    help: 'Only a gate makes an intent. Put a gate such as Max position before the order.',
  },
  'gate.cannot-bind': {
    severity: 'warning',
    title: 'Gate that cannot bind',
    text: 'With these parameters this gate never refuses anything',
    help: 'A limit that nothing can reach protects nothing. Lower it or remove the gate.',
  },
  'node.dead': {
    severity: 'warning',
    title: 'Leads nowhere',
    text: 'Nothing this node says reaches an order',
    help: 'Wire its output onward, or remove it. Its values can still be looked at.',
  },
  'node.muted': {
    severity: 'note',
    title: 'Muted',
    text: 'This node is muted: what it says is not heard',
    help: 'Unmute it to take it back into the run.',
  },
  'node.bypassed': {
    severity: 'note',
    title: 'Bypassed',
    text: 'This node is led past: what it fed hears what feeds it',
    help: 'Take it back into the run with B on the canvas, or with the button here.',
  },
  'gate.bypassed': {
    severity: 'error',
    title: 'Gate led past',
    text: 'A gate cannot be bypassed: it stays in force',
    help: 'What reaches an order has to pass its gates. Take the mark off; if the gate is not meant, remove it.',
  },
  'lookahead.forming-bar': {
    severity: 'error',
    title: 'Decides on a bar that is still forming',
    text: 'What reaches "{port}" belongs to a bar that is not closed and may still change',
    help: 'A backtest would look better than life: the value seen at the close is not the one that was there to act on. Use the closed bar, or put Accept repaint in between; every report then says that the strategy repaints.',
  },
  'market.short-on-spot': {
    severity: 'error',
    title: 'Short on a spot market',
    text: 'Slot "{slot}" ({instrument}) cannot be sold short',
    help: 'Spot markets sell only what is held. Use a margin or derivatives market, or a long strategy.',
  },
  'data.warm-up': {
    severity: 'error',
    title: 'Not enough history',
    text: 'This needs {needed} bars of {stream} before it says anything; there are {bars}',
    help: 'Give more data, a longer range, or shorter periods.',
  },
  'data.unsettled': {
    severity: 'warning',
    title: 'Early values still depend on the start',
    text: '{stream} has {bars} bars; values settle after {needed}',
    help: 'Recursive averages need a long lead-in. Decisions before that are counted in the report.',
  },
} as const satisfies Record<string, Entry>

export type FindingCode = keyof typeof findingTable

/** One thing to say about a strategy. `node` is a path, `port` one of its ports. `fix` names an edit the window can offer. */
export type Finding = {
  readonly code: FindingCode
  readonly severity: Severity
  readonly message: string
  readonly node?: string
  readonly port?: string
  readonly fix?: Fix
}

/** An edit that would mend a finding. */
export type Fix =
  | { readonly kind: 'remove-node' | 'unmute' | 'unbypass' }
  | { readonly kind: 'remove-param'; readonly param: string }
  | { readonly kind: 'set-param'; readonly param: string; readonly value: number | string | boolean }
  | { readonly kind: 'insert-converter'; readonly type: string }

type Place = { readonly node?: string | undefined; readonly port?: string | undefined; readonly fix?: Fix | undefined }

/** Builds a finding: the table's words with the values filled in. */
export function finding(code: FindingCode, values: Readonly<Record<string, string | number>>, place: Place = {}): Finding {
  const entry = findingTable[code]
  const message = entry.text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole))
  return {
    code,
    severity: entry.severity,
    message,
    ...(place.node === undefined ? {} : { node: place.node }),
    ...(place.port === undefined ? {} : { port: place.port }),
    ...(place.fix === undefined ? {} : { fix: place.fix }),
  }
}

/** True where no finding stops a run. */
export function runnable(findings: readonly Finding[]): boolean {
  return findings.every((one) => one.severity !== 'error')
}
