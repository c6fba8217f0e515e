import { join } from 'node:path'
import { guardMemory } from './guarded-memory.ts'
import type { Keychain, Secrets } from './keychain/contract.ts'
import { openRegister } from './keychain/register.ts'
import { openSystemSecrets } from './keychain/secrets.ts'
import { openSystemKeychain, StoreError, type Store } from './keychain/system.ts'
import { hasCredentials, openCredentials, openCredentialSecrets } from './keychain/systemd-credentials.ts'

/** What the keychain of the system files our keys under. */
const SERVICE = 'weir'

const stores: Readonly<Record<string, string>> = {
  linux: 'Secret Service',
  darwin: 'macOS Keychain',
  win32: 'Windows Credential Manager',
}

/**
 * The keychain of a workspace whose own folder (`host`) is `own`. In a systemd unit with credentials of ours it is those, read-only;
 * everywhere else the keychain of the system.
 */
export async function openKeychain(own: string): Promise<Keychain> {
  guardMemory()
  const unit = await unitFolder()
  return unit === undefined ? openSystemKeychain(openRegister(join(own, 'keys')), systemStore) : openCredentials(unit)
}

/** What the same keychain keeps for Weir itself: the key of journals, secrets of alerts, marks. */
export async function openSecrets(own: string): Promise<Secrets> {
  guardMemory()
  const unit = await unitFolder()
  return unit === undefined ? openSystemSecrets(join(own, 'keys'), systemStore) : openCredentialSecrets(unit)
}

/** Where systemd decrypted credentials of ours for the unit this process runs in. */
async function unitFolder(): Promise<string | undefined> {
  const folder = process.env.CREDENTIALS_DIRECTORY
  return (await hasCredentials(folder)) ? folder : undefined
}

const systemStore: Store = {
  name: stores[process.platform] ?? process.platform,
  set: (account, text) =>
    asked(async () => {
      const entry = await entryOf(account)
      await entry.setPassword(text)
      if ((await entry.getPassword()) === text && !(await isInKernel(account))) return
      await entry.deleteCredential()
      throw new StoreError(`${advice()} (what was kept did not come back as it was)`)
    }),
  get: (account) => asked(async () => (await entryOf(account)).getPassword()),
  remove: (account) =>
    asked(async () => {
      await (await entryOf(account)).deleteCredential()
    }),
}

/**
 * Pinned: without it the package falls back to the kernel's keyring in silence, which forgets everything at the next start of the machine.
 * Loaded late: a system the package has no binary for gets a sentence.
 */
async function entryOf(account: string, store: 'secret-service' | 'keyutils' = 'secret-service') {
  const { AsyncEntry } = await import('@napi-rs/keyring')
  return new AsyncEntry(SERVICE, account, { linux: { store } })
}

/** True when what was kept lies in the kernel's forgetful keyring: the pin was not heeded. */
async function isInKernel(account: string): Promise<boolean> {
  if (process.platform !== 'linux') return false
  try {
    return (await (await entryOf(account, 'keyutils')).getPassword()) !== null
  } catch {
    return false // a kernel without a keyring, or closed to us, has kept nothing
  }
}

/** Asks the keychain. Its refusals are plain errors with nothing to tell them apart but their words, which quote no secret. */
async function asked<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof StoreError) throw error
    throw new StoreError(`${advice()} (it says: ${error instanceof Error ? error.message.split('\n')[0] : String(error)})`)
  }
}

function advice(): string {
  if (process.platform === 'darwin') return 'the macOS Keychain gives no access: unlock it in Keychain Access and allow Weir'
  if (process.platform === 'win32') return 'the Windows Credential Manager gives no access: sign in as the user Weir runs as'
  return 'no Secret Service keeps keys here: install gnome-keyring (or KWallet, KeePassXC) and unlock it in a desktop session; on a machine without one give keys to a systemd unit with LoadCredentialEncrypted=weir-key-NAME'
}
