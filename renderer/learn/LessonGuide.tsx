import { GraduationCap } from 'lucide-react'
import type { Tab } from '../stores/workspace.ts'
import { say } from '../text/en.ts'
import { Button } from '../ui/button.tsx'
import { useWindow } from '../window.ts'
import { lessons } from './lessons.ts'
import { useLesson } from './use-lesson.ts'
import './learn.css'

/** The next step of the lesson under way, above the results, whichever panel is open. */
export function LessonGuide({ tab }: { tab: Tab }) {
  const { layout } = useWindow()
  const taught = useLesson(tab)
  if (!taught) return null
  const { lesson, done, step } = taught
  const next = lessons[lessons.indexOf(lesson) + 1]
  return (
    <aside className="lesson-guide" aria-label={say('learn.guide')}>
      <GraduationCap size={16} aria-hidden />
      <p role="status">
        <b>{lesson.title}</b>{' '}
        {step ? (
          <>
            <span className="soft">{say('learn.step', { step: done + 1, steps: lesson.steps.length })}</span> {step.words}
          </>
        ) : (
          say('learn.over')
        )}
      </p>
      {step ? (
        <>
          <Button kind="quiet" onPress={() => layout.setLesson(lesson.id, done + 1)}>
            {say('learn.skip-step')}
          </Button>
          <Button kind="quiet" onPress={() => layout.endLesson()}>
            {say('learn.leave')}
          </Button>
        </>
      ) : (
        <>
          {next && (
            <Button kind="primary" onPress={() => layout.beginLesson(next.id)}>
              {say('learn.next', { title: next.title })}
            </Button>
          )}
          <Button onPress={() => layout.endLesson()}>{say('learn.close')}</Button>
        </>
      )}
    </aside>
  )
}
