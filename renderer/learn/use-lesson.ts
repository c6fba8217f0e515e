import { useEffect } from 'react'
import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import { useRead } from '../stores/use.ts'
import type { Tab } from '../stores/workspace.ts'
import { useWindow } from '../window.ts'
import { lessons, type Lesson, type LessonStep } from './lessons.ts'

export type Taught = {
  readonly lesson: Lesson
  /** Steps done, and the next one; undefined when the lesson is over. */
  readonly done: number
  readonly step: LessonStep | undefined
}

/** The strategy as it was when a lesson began on it, by tab and lesson. */
const starts = new WeakMap<Tab, Map<string, StrategyDocument>>()

function startOf(tab: Tab, lesson: string): StrategyDocument {
  const known = starts.get(tab) ?? new Map<string, StrategyDocument>()
  starts.set(tab, known)
  const start = known.get(lesson) ?? tab.document.getState().document
  known.set(lesson, start)
  return start
}

/** The lesson under way, moved on by itself whenever its next step is done, on whatever panel that was. */
export function useLesson(tab: Tab): Taught | undefined {
  const { layout } = useWindow()
  const id = useRead(layout, (state) => state.lesson)
  const stands = useRead(layout, (state) => (id === null ? undefined : state.lessons[id]))
  const dock = useRead(layout, (state) => state.dock)
  const { document, saved } = useRead(tab.document, (state) => state)
  const run = useRead(tab.run, (state) => state)
  const view = useRead(tab.view, (state) => state)
  const lesson = lessons.find((one) => one.id === id)
  const done = typeof stands === 'number' ? stands : 0
  const step = lesson?.steps[done]
  const isDone =
    lesson && step ? step.done({ start: startOf(tab, lesson.id), document, isSaved: document === saved, run, view, dock }) : false
  useEffect(() => {
    if (isDone && id !== null) layout.setLesson(id, done + 1)
  }, [isDone, id, done, layout])
  return lesson && { lesson, done, step }
}

/** Begins a lesson on the strategy as it stands now. */
export function forgetStart(tab: Tab, lesson: string): void {
  starts.get(tab)?.delete(lesson)
}
