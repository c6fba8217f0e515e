import { chmod, mkdir } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { lockWorkspace, type Holder, type Lock } from './workspace-lock.ts'
import { clearUnfinished, fileProblem } from './written-file.ts'

/** A workspace that this process holds: strategies, drafts, runs and imported data in one folder, and `host` for what is the shells' own. */
export type Workspace = {
  readonly name: string
  readonly folder: string
  /** Settings, state, sessions, lock: readable by this user only. */
  readonly own: string
  readonly lock: Lock
}

/** Opens the workspace in a folder, made if need be, for a shell of this name. What stands against it comes back as a sentence. */
export async function openWorkspace(
  folder: string,
  shell: string,
): Promise<
  { readonly ok: true; readonly workspace: Workspace } | { readonly ok: false; readonly message: string; readonly holder?: Holder }
> {
  const whole = resolve(folder)
  const own = join(whole, 'host')
  try {
    await mkdir(own, { recursive: true, mode: 0o700 })
    await chmod(own, 0o700)
    const locked = await lockWorkspace(join(own, 'lock.json'), shell)
    if ('holder' in locked) return { ok: false, message: sentence(whole, locked.holder), holder: locked.holder }
    for (const part of ['strategies', 'revisions', 'drafts', 'host']) await clearUnfinished(join(whole, part))
    return { ok: true, workspace: { name: basename(whole), folder: whole, own, lock: locked.lock } }
  } catch (error) {
    return { ok: false, message: `the workspace "${whole}" cannot be used: ${fileProblem(error)}` }
  }
}

function sentence(folder: string, { pid, address }: Holder): string {
  const where = address === null ? 'look for its window' : `open ${address}`
  return `the workspace "${folder}" is in use by a Weir that runs already (process ${pid}): ${where}, or end it, or choose another with --workspace`
}
