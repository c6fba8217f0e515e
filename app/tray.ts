import { Menu, nativeImage, Tray } from 'electron'
import type { Channel, EngineRequests } from '../engine/protocol/channel.ts'

/** A weir in 16 by 16 points: three gates and the water behind them. */
const ICON =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAYAAAAf8/9hAAAAS0lEQVR42mNgGAWDAfxHwuSIYxfEphFdDJ8BxBhCrAF4DSHFALyGkGoATkPIMQCvIeQYgNcQUgwgyhBiDSDJEGIMINsQQgZQbMhwAAB0aVmnj2P4jAAAAABJRU5ErkJggg=='

export type TrayActs = { readonly show: () => void; readonly quit: () => void; readonly tell: (sentence: string) => void }

/** How often it is asked whether runs live, milliseconds. */
const LOOK_EVERY = 1000

/** An icon in the tray while runs live: Weir stays when its window is closed, and can be stopped from here. */
export function showTray(engine: Pick<Channel<EngineRequests>, 'request'>, { show, quit, tell }: TrayActs): void {
  let tray: Tray | undefined

  async function look(): Promise<void> {
    const { runs } = await engine.request('live.list', {})
    const alive = runs.filter(({ here, state }) => here && state !== 'ended')
    if (alive.length === 0) {
      tray?.destroy()
      tray = undefined
      return
    }
    tray ??= new Tray(nativeImage.createFromDataURL(ICON))
    tray.setToolTip(`Weir: ${alive.length} ${alive.length === 1 ? 'run' : 'runs'} at work`)
    tray.setContextMenu(
      Menu.buildFromTemplate([
        ...alive.map(({ strategy, mode, state }) => ({ label: `${strategy} (${mode}, ${state})`, enabled: false })),
        { type: 'separator' as const },
        { label: 'Show Weir', click: show },
        {
          label: 'Stop all runs',
          click: () => {
            for (const { run, strategy } of alive)
              engine
                .request('live.operate', { run, act: 'stop' })
                .catch((error: unknown) => tell(`"${strategy}" was not stopped: ${error instanceof Error ? error.message : String(error)}`))
          },
        },
        { label: 'Quit', click: quit },
      ]),
    )
  }

  // An engine that is being started again is asked the next time.
  setInterval(() => void look().catch(() => {}), LOOK_EVERY).unref()
}
