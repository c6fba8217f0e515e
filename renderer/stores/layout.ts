import { createStore } from 'zustand/vanilla'

export const dockPanels = ['chart', 'report', 'trades', 'orders', 'live', 'journal', 'runs', 'problems', 'code', 'data', 'learn'] as const
export type DockPanel = (typeof dockPanels)[number]

/** How the window is laid out. Kept by the shell, never in browser storage. */
export type LayoutState = {
  readonly theme: 'dark' | 'light'
  /** Whether what is opened here runs again after every edit. */
  readonly autoRun: boolean
  readonly dock: DockPanel
  readonly dockOpen: boolean
  readonly leftOpen: boolean
  readonly rightOpen: boolean
  /** What the left panel shows. */
  readonly left: 'nodes' | 'outline'
  /** The lesson under way. */
  readonly lesson: string | null
  /** Where each lesson stands: the number of steps done, or that it was skipped. */
  readonly lessons: Readonly<Record<string, number | 'skipped'>>
  /** Keys a person has given to commands, by the commands' ids. */
  readonly keys: Readonly<Record<string, readonly string[]>>
  /** Percentages of the splits, by group. */
  readonly sizes: Readonly<Record<string, Readonly<Record<string, number>>>>
  /** How often the layout was put back to how it came: the panels are laid out anew each time. */
  readonly resets: number
}

export const defaultLayout: LayoutState = {
  theme: 'dark',
  autoRun: true,
  dock: 'chart',
  dockOpen: true,
  leftOpen: true,
  rightOpen: true,
  left: 'nodes',
  lesson: null,
  lessons: {},
  keys: {},
  sizes: {},
  resets: 0,
}

export function createLayoutStore() {
  const store = createStore<LayoutState>(() => defaultLayout)
  return {
    ...store,
    show: (dock: DockPanel) => store.setState({ dock, dockOpen: true }),
    showLeft: (left: LayoutState['left']) => store.setState({ left, leftOpen: true }),
    beginLesson: (lesson: string) =>
      store.setState(({ lessons }) => ({ lesson, lessons: lessons[lesson] === 'skipped' ? { ...lessons, [lesson]: 0 } : lessons })),
    endLesson: () => store.setState({ lesson: null }),
    setLesson: (id: string, stands: number | 'skipped') => store.setState(({ lessons }) => ({ lessons: { ...lessons, [id]: stands } })),
    setTheme: (theme: LayoutState['theme']) => store.setState({ theme }),
    /** Puts panels and their sizes back to how they came. Settings and lessons are not part of it. */
    reset: () =>
      store.setState(({ theme, autoRun, lessons, keys, resets }) => ({
        ...defaultLayout,
        theme,
        autoRun,
        lessons,
        keys,
        resets: resets + 1,
      })),
    setAutoRun: (autoRun: boolean) => store.setState({ autoRun }),
    /** Gives a command other keys; undefined: those it comes with. */
    setKeys: (command: string, keys: readonly string[] | undefined) =>
      store.setState((old) => {
        const { [command]: _, ...others } = old.keys
        return { keys: keys === undefined ? others : { ...others, [command]: keys } }
      }),
    resetKeys: () => store.setState({ keys: {} }),
    setSizes: (group: string, sizes: Readonly<Record<string, number>>) =>
      store.setState((old) => ({ sizes: { ...old.sizes, [group]: sizes } })),
  }
}
export type LayoutStore = ReturnType<typeof createLayoutStore>
