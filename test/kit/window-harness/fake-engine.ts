import type { EngineClient, Shell } from '../../../renderer/engine.ts'
import type { Result } from '../../../renderer/stores/run.ts'
import type { StrategyDocument } from '../../../nodes/strategy/document.ts'
import { checkedOf } from '../../../renderer/stores/check.ts'

const hour = 3_600_000
const harnessTimes = Float64Array.from({ length: 400 }, (_, i) => 1_700_000_000_000 + i * hour)

/** A walk per wire, the same at every start: what the canvas shows without an engine behind it. */
function walkOf(wire: string, row: number, condition: boolean): number {
  let seed = 7
  for (const letter of wire) seed = (seed * 31 + letter.charCodeAt(0)) % 9973
  return condition
    ? Math.sin((row + seed) / 9) > 0.4
      ? 1
      : 0
    : 40_000 + seed + 900 * Math.sin((row + seed) / 17) + 200 * Math.sin((row + seed) / 3)
}

/** Answers about values as the engine does, from made-up walks. Everything else stays unanswered. */
export function fakeEngine(documentNow: () => StrategyDocument): EngineClient {
  const wires = () => {
    const { graph } = checkedOf(documentNow())
    return graph.nodes.flatMap(({ path, definition }) =>
      Object.entries(definition.outputs).flatMap(([port, { kind }]) =>
        kind === 'number' || kind === 'condition' ? [{ wire: `${path}.${port}`, kind }] : [],
      ),
    )
  }
  const rowAt = (time: number) => harnessTimes.findLastIndex((one) => one <= time)
  const answer = (
    name: string,
    input: {
      readonly time?: number
      readonly from?: number
      readonly to?: number
      readonly wires?: readonly string[]
      readonly last?: number
    },
  ) => {
    if (name === 'values.at') {
      const row = rowAt(input.time ?? 0)
      return Promise.resolve({
        time: input.time,
        values: Object.fromEntries(wires().map(({ wire, kind }) => [wire, walkOf(wire, row, kind === 'condition')])),
      })
    }
    if (name === 'values.range') {
      const to = rowAt(input.to ?? 0)
      const from = Math.max(rowAt(input.from ?? 0), 0, to + 1 - (input.last ?? Infinity))
      const asked = new Set(input.wires)
      const found = wires().flatMap(({ wire, kind }) =>
        asked.has(wire)
          ? [
              {
                wire,
                kind,
                times: harnessTimes.slice(from, to + 1),
                values: Float64Array.from({ length: to - from + 1 }, (_, i) => walkOf(wire, from + i, kind === 'condition')),
              },
            ]
          : [],
      )
      return Promise.resolve({ wires: found, unknown: [] })
    }
    return new Promise(() => undefined)
  }
  const client = { request: answer, on: () => () => undefined, onState: () => () => undefined }
  return client as unknown as EngineClient
}

/** A shell that keeps nothing and never answers. */
export function silentShell(): Shell {
  return { request: () => new Promise(() => undefined), on: () => () => undefined }
}

/** As much of a result as the canvas reads. */
export const harnessResult = {
  kind: 'run',
  outcome: { runId: 'harness', lastClose: harnessTimes.at(-1), streams: [], denials: [] },
  findings: [],
  wires: [],
} as unknown as Result
