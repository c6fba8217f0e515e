/**
 * The modes of a run: one engine, told apart by what is plugged in at its ends. Nothing else knows these words' meaning.
 * Only `live` is handed a venue that can reach an exchange.
 */
export const modes = {
  backtest: { feed: 'stored', venue: 'simulated', clock: 'simulated' },
  replay: { feed: 'journal', venue: 'recorded', clock: 'recorded' },
  paper: { feed: 'live', venue: 'simulated', clock: 'wall' },
  live: { feed: 'live', venue: 'exchange', clock: 'wall' },
} as const

export type Mode = keyof typeof modes
