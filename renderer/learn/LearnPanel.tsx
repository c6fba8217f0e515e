import { Check, Circle } from 'lucide-react'
import { useRead } from '../stores/use.ts'
import type { Tab } from '../stores/workspace.ts'
import { say } from '../text/en.ts'
import { Button } from '../ui/button.tsx'
import { useWindow } from '../window.ts'
import { lessons, type Lesson } from './lessons.ts'
import { forgetStart } from './use-lesson.ts'
import './learn.css'

/** The lessons, and how far one has come in each. What they teach happens on the real canvas. */
export function LearnPanel({ tab }: { tab: Tab }) {
  return (
    <div className="learn" role="region" aria-label={say('dock.learn')} tabIndex={0}>
      {lessons.map((lesson) => (
        <LessonCard key={lesson.id} tab={tab} lesson={lesson} />
      ))}
    </div>
  )
}

function LessonCard({ tab, lesson }: { tab: Tab; lesson: Lesson }) {
  const { layout } = useWindow()
  const stands = useRead(layout, (state) => state.lessons[lesson.id])
  const isActive = useRead(layout, (state) => state.lesson === lesson.id)
  const done = typeof stands === 'number' ? stands : 0
  const isOver = done >= lesson.steps.length
  const begin = (from: number) => {
    forgetStart(tab, lesson.id)
    layout.setLesson(lesson.id, from)
    layout.beginLesson(lesson.id)
  }
  return (
    <section className="lesson" data-active={isActive || undefined} aria-labelledby={`lesson-${lesson.id}`}>
      <h2 id={`lesson-${lesson.id}`}>{lesson.title}</h2>
      <p className="soft">{lesson.promise}</p>
      <ol>
        {lesson.steps.map(({ words }, i) => (
          <li key={words} data-done={i < done || undefined} aria-current={isActive && i === done ? 'step' : undefined}>
            {i < done ? <Check size={12} role="img" aria-label={say('learn.done')} /> : <Circle size={12} aria-hidden />}
            {words}
          </li>
        ))}
      </ol>
      <div className="detail-actions">
        {isOver ? (
          <Button onPress={() => begin(0)}>{say('learn.again')}</Button>
        ) : isActive ? (
          <Button onPress={() => layout.endLesson()}>{say('learn.leave')}</Button>
        ) : (
          <>
            <Button kind="primary" onPress={() => begin(done)}>
              {done > 0 ? say('learn.go-on') : say('learn.begin')}
            </Button>
            {stands === 'skipped' ? (
              <span className="soft">{say('learn.skipped')}</span>
            ) : (
              <Button kind="quiet" onPress={() => layout.setLesson(lesson.id, 'skipped')}>
                {say('learn.skip')}
              </Button>
            )}
          </>
        )}
      </div>
    </section>
  )
}
