import { openAlerts, type Alerts, type AlertsOptions } from './alerts.ts'
import { alertSettingsSchema, readAlertSettings } from './settings.ts'

/** Alerts as `alerts.json` of a workspace has them. */
export type WorkspaceAlerts = Alerts & {
  /** Goes on as the file says now. One that cannot be used changes nothing: the sentence says why, null that all is well. */
  refresh(): Promise<string | null>
}

/** Opened before the file is read: windows are told until the first `refresh`. Without a folder they alone are. */
export function openWorkspaceAlerts(folder: string | undefined, options: Omit<AlertsOptions, 'settings'>): WorkspaceAlerts {
  const alerts = openAlerts({ ...options, settings: alertSettingsSchema.parse({}) })
  return {
    ...alerts,
    async refresh() {
      if (folder === undefined) return null
      const read = await readAlertSettings(folder)
      if (!read.ok) return read.message
      alerts.change(read.settings)
      return null
    },
  }
}
