import { createHash } from 'node:crypto'
import { openKeychain } from '../../app/keychain.ts'

/** Opens a keychain, or does not, holds a planted secret, and crashes in the folder it was given. */
const [, , folder, isGuarded] = process.argv
process.chdir(folder!)
Object.assign(process.report!, { reportOnFatalError: true, reportOnUncaughtException: true, reportOnSignal: true })
if (isGuarded === 'guarded') await openKeychain(folder!)
// Made here: in an argument it would be in the dump for everybody to see.
const held = Buffer.from(`canary-${createHash('sha256').update('planted').digest('hex')}`)
const { reportOnFatalError, reportOnUncaughtException, reportOnSignal } = process.report!
process.stdout.write(JSON.stringify([reportOnFatalError, reportOnUncaughtException, reportOnSignal]), () => {
  if (held.length > 0) process.abort()
})
