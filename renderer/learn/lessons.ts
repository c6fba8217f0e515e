import { findNode } from '../../nodes/index.ts'
import { endOf } from '../edit/scope.ts'
import { added, hasChangedNumber, hasNoErrors, hasResult, isAsBefore, leads, type Facts } from './facts.ts'

/** One thing to do on the real canvas. `done` reads how things stand: however it was done, it counts. */
export type LessonStep = { readonly words: string; readonly done: (facts: Facts) => boolean }
export type Lesson = { readonly id: string; readonly title: string; readonly promise: string; readonly steps: readonly LessonStep[] }

/** Five lessons, each of at most six steps, from reading a result to keeping a strategy of one's own. */
export const lessons: readonly Lesson[] = [
  {
    id: 'read',
    title: 'Read a result',
    promise: 'What the strategy would have done, and why.',
    steps: [
      { words: 'Press Run, top right, or Ctrl+Enter anywhere.', done: hasResult },
      {
        words: 'Open the Report below. Read the remarks before the figures: they say what the figures cannot.',
        done: ({ dock }) => dock === 'report',
      },
      {
        words: 'Open Trades and press one of them. The time cursor goes to its entry.',
        done: ({ view, dock }) => dock === 'trades' && view.cursor !== undefined,
      },
      {
        words: 'Beside the list stands why it was entered. Press one of the nodes named there.',
        done: ({ view }) => view.selection.size > 0,
      },
      { words: 'Open the Chart: the same moment is marked. Every node shows its value there.', done: ({ dock }) => dock === 'chart' },
    ],
  },
  {
    id: 'change',
    title: 'Change and see',
    promise: 'Every edit shows at once what it does to the money.',
    steps: [
      { words: 'Switch on "Run on every edit", beside Run.', done: ({ run }) => run.autoRun },
      { words: 'Choose an indicator and change its period in the inspector, with the box or the slider.', done: hasChangedNumber },
      {
        words: 'The strategy has run again. Look at the Report: did it get better, or only different?',
        done: (facts) => facts.dock === 'report' && hasResult(facts),
      },
      { words: 'Undo with Ctrl+Z until everything stands as before. Nothing is ever lost.', done: isAsBefore },
      {
        words: 'Change the capital or the first day of the run, in the run bar. That is the run, not the strategy.',
        done: ({ run: { settings } }) => (settings.capital ?? '10000') !== '10000' || (settings.from ?? null) !== null,
      },
    ],
  },
  {
    id: 'condition',
    title: 'Add a condition',
    promise: 'Buy only when a second thing is true as well.',
    steps: [
      {
        words: 'Add an RSI: drag it from Nodes, or press Ctrl+K and type "rsi".',
        done: (facts) => added(facts, 'indicator.rsi').length > 0,
      },
      {
        words: 'Draw a wire from the close of Candles to its source.',
        done: ({ document }) => leads(document, 'market.', 'indicator.rsi', 'source'),
      },
      {
        words: 'Add Compare and wire the RSI to its a. Set what it asks: below 70, say.',
        done: ({ document }) => leads(document, 'indicator.rsi', 'logic.compare', 'a'),
      },
      {
        words: 'Add And, and wire Compare and the condition that was there before into it.',
        done: ({ document }) => leads(document, 'logic.compare', 'logic.and') && inputsOf(document, 'logic.and') >= 2,
      },
      {
        words: 'Wire And to the when of Enter. The wire that was there goes.',
        done: ({ document }) => leads(document, 'logic.and', 'signal.enter', 'when'),
      },
      { words: 'Run. If Problems names something, go there and mend it first.', done: (facts) => hasNoErrors(facts) && hasResult(facts) },
    ],
  },
  {
    id: 'risk',
    title: 'Limit the risk',
    promise: 'A gate says no before the money does.',
    steps: [
      { words: 'Add a gate from the family Risk: Exposure, say.', done: (facts) => added(facts, 'risk.').length > 0 },
      {
        words: 'Drop it into the thick wire before the order, or wire it in between: its order from the left, its intent to the right.',
        done: (facts) => added(facts, 'risk.').some((id) => isInPath(facts, id)),
      },
      {
        words: 'Choose it and lower its limit in the inspector.',
        done: (facts) => added(facts, 'risk.').some((id) => hasOwnNumber(facts, id)),
      },
      { words: 'Run.', done: (facts) => hasNoErrors(facts) && hasResult(facts) },
      { words: 'Open Orders, then Denials: every no, with its reason and its numbers.', done: ({ dock }) => dock === 'orders' },
      {
        words: 'Lower the limit until the gate has refused something, and run again.',
        done: (facts) => hasResult(facts) && (facts.run.result?.outcome.denials ?? []).some(({ by }) => added(facts, 'risk.').includes(by)),
      },
    ],
  },
  {
    id: 'keep',
    title: 'Tidy up and keep it',
    promise: 'A strategy that can be read in a year.',
    steps: [
      {
        words: 'Choose two nodes or more: drag a box around them, or hold Shift while you press.',
        done: ({ view }) => view.selection.size >= 2,
      },
      {
        words: 'Make one node of them with Ctrl+G. What the strategy does stays the same.',
        done: ({ document, start }) => Object.keys(document.subgraphs).length > Object.keys(start.subgraphs).length,
      },
      { words: 'Go in: press the new node twice, or Enter.', done: ({ view }) => view.entered.length > 0 },
      { words: 'Come out again with Esc, or by the path above the canvas.', done: ({ view }) => view.entered.length === 0 },
      {
        words: 'With nothing chosen, give the strategy a name of its own in the inspector.',
        done: ({ document, start }) => document.name !== start.name,
      },
      { words: 'Save with Ctrl+S. The last fifty versions are kept.', done: ({ isSaved }) => isSaved },
    ],
  },
]

/** Which step of a lesson is next, given how many are done; undefined when it is over. */
export function nextStep(lesson: Lesson, done: number): LessonStep | undefined {
  return lesson.steps[done]
}

function inputsOf({ nodes, wires }: Facts['document'], type: string): number {
  return wires.filter(({ to }) => nodes[endOf(to).node]?.type === type).length
}

/** A gate that is fed and whose intent goes on. */
function isInPath({ document: { wires } }: Facts, id: string): boolean {
  return wires.some(({ to }) => to === `${id}.order`) && wires.some(({ from }) => from === `${id}.intent`)
}

/** True where a number of a node is set and is not the default. */
function hasOwnNumber({ document }: Facts, id: string): boolean {
  const node = document.nodes[id]
  return Object.entries(node?.params ?? {}).some(
    ([name, value]) => typeof value === 'number' && value !== findNode(node!.type)?.params[name]?.default,
  )
}
