import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

/** Whether a Secret Service can be started for a test. */
export const hasSecretService = ['dbus-run-session', 'gnome-keyring-daemon', 'bash'].every((program) => isThere(program))

export type SecretService = {
  /** Where the service keeps what it is given, encrypted. */
  readonly folder: string
  /** What a process needs in its environment to reach it. */
  readonly env: { readonly DBUS_SESSION_BUS_ADDRESS: string }
}

const unlocked = 'eval "$(printf "throw-away\\n" | gnome-keyring-daemon --unlock --components=secrets 2>/dev/null)"'

/** A session bus of its own with an unlocked, throw-away keyring, gone after the test file; `empty` is a bus nobody serves secrets on. */
export async function startSecretService(kind: 'unlocked' | 'empty' = 'unlocked'): Promise<SecretService> {
  const folder = mkdtempSync(join(tmpdir(), 'weir-keyring-'))
  const home = (part: string) => mkdirSync(join(folder, part), { recursive: true, mode: 0o700 }) ?? join(folder, part)
  const [XDG_DATA_HOME, XDG_CACHE_HOME, XDG_CONFIG_HOME, XDG_RUNTIME_DIR] = ['data', 'cache', 'config', 'run'].map(home)
  const env = { PATH: process.env.PATH, HOME: folder, XDG_DATA_HOME, XDG_CACHE_HOME, XDG_CONFIG_HOME, XDG_RUNTIME_DIR }
  // Activation by name would start a locked keyring on the empty bus.
  const emptyBus = ['--config-file', busWithoutServices(folder)]
  const script = `${kind === 'unlocked' ? unlocked : ':'}; echo "$DBUS_SESSION_BUS_ADDRESS"; cat`
  const child = spawn('dbus-run-session', [...(kind === 'empty' ? emptyBus : []), '--', 'bash', '-c', script], {
    env,
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  // The session lasts as long as its shell, which reads from us.
  afterAll(async () => {
    child.stdin.end()
    if (child.exitCode === null) await once(child, 'exit')
    rmSync(folder, { recursive: true, force: true })
  })
  const [address] = (await once(child.stdout, 'data')) as [Buffer]
  return { folder, env: { DBUS_SESSION_BUS_ADDRESS: address.toString().trim() } }
}

function busWithoutServices(folder: string): string {
  const path = join(folder, 'bus.conf')
  const policy =
    '<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>'
  writeFileSync(path, `<busconfig><type>session</type><listen>unix:tmpdir=${folder}</listen>${policy}</busconfig>`)
  return path
}

/** Whether this machine has a program. */
export function isThere(program: string): boolean {
  try {
    execFileSync('which', [program], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
