import { writeFileSync } from 'node:fs'
import { expectedFile, type GoldenOutcome } from './golden-case.ts'

/** Writes an outcome so that a change of one trade or fill is a change of one line. Only what the reference gave may come here. */
export function writeExpected(name: string, outcome: GoldenOutcome): void {
  const { trades, fills, ...figures } = outcome
  const lines = (rows: readonly unknown[]) => rows.map((row) => `    ${JSON.stringify(row)}`).join(',\n')
  const head = JSON.stringify(figures, null, 2).replace(/\n\}$/, '')
  writeFileSync(expectedFile(name), `${head},\n  "trades": [\n${lines(trades)}\n  ],\n  "fills": [\n${lines(fills)}\n  ]\n}\n`)
}
