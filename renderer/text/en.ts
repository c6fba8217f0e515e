/**
 * The interface's words, by key. A node's words live in its node, findings in their table, figures in theirs.
 * `{name}` is filled in by `say`. Sentences say what happened, what it means for the money, and what to do.
 */
const words = {
  'app.title': 'Weir',
  'app.empty': 'No strategy is open. Take one of the examples, or open a file.',
  'mode.backtest': 'Backtest',
  'mode.paper': 'Paper',
  'mode.live': 'Live',
  'run.run': 'Run',
  'run.stop': 'Stop',
  'run.auto': 'Run on every edit',
  'run.auto-off': 'The last run took {seconds} s: runs on every edit are off',
  'run.stale': 'Result before {label}',
  'run.preview': 'Preview',
  'run.data': 'Data',
  'run.capital': 'Capital',
  'run.from': 'From',
  'run.to': 'To',
  'run.profile': 'Fills',
  'run.risk': 'Account limits',
  'region.tabs': 'Open strategies',
  'region.run': 'Run',
  'region.palette': 'Nodes',
  'region.outline': 'Outline',
  'region.canvas': 'Canvas',
  'region.inspector': 'Inspector',
  'region.dock': 'Results',
  'dock.chart': 'Chart',
  'dock.report': 'Report',
  'dock.trades': 'Trades',
  'dock.orders': 'Orders',
  'dock.problems': 'Problems',
  'dock.code': 'Code',
  'dock.runs': 'Runs',
  'dock.data': 'Data',
  'dock.learn': 'Learn',
  'inspector.many': '{count} nodes are chosen',
  'inspector.name': 'Name',
  'inspector.slot': 'Slot {slot}',
  'inspector.instrument': 'Default instrument',
  'inspector.timeframe': 'Timeframe',
  'status.clean': 'No problems',
  'status.findings': '{errors} errors, {warnings} warnings',
  'status.took': 'Last run {ms} ms',
  'edit.undo': 'Undo {label}',
  'edit.redo': 'Redo {label}',
  'tab.unsaved': 'not saved',
  'tab.close': 'Close {name}',
  'engine.connecting': 'Connecting to the engine',
  'engine.lost': 'The engine is not there: {reason}. It is tried again; nothing you drew is lost.',
  'engine.live': 'Engine {version}',
} as const

export type TextKey = keyof typeof words

/** The words of a key, with values filled in. */
export function say(key: TextKey, values: Readonly<Record<string, string | number>> = {}): string {
  return words[key].replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole))
}
