import { say } from '../text/en.ts'
import type { Command } from './command.ts'

export const runBacktest: Command = {
  id: 'run.run',
  title: say('run.run'),
  keys: ['$mod+Enter'],
  place: 'window',
  enabled: ({ tab }) => tab !== undefined,
  run: ({ tab }) => tab?.run.run(),
}

export const stopRun: Command = {
  id: 'run.stop',
  title: say('run.stop'),
  place: 'window',
  enabled: ({ tab }) => tab?.run.getState().running !== undefined,
  run: ({ tab }) => tab?.run.stop(),
}
