import inspector from 'node:inspector'
import { setTimeout } from 'node:timers/promises'
import { openKeychain } from '../../app/keychain.ts'

/** Opens a keychain, or does not, and is sent the signal that opens Node's inspector. Says whether it did. */
const [, , folder, isGuarded] = process.argv
if (isGuarded === 'guarded') await openKeychain(folder!)
process.kill(process.pid, 'SIGUSR1')
// A signal is taken within a turn; the inspector opens in a thread of its own.
for (let waited = 0; inspector.url() === undefined && waited < 1000; waited += 50) await setTimeout(50)
process.stdout.write(JSON.stringify(inspector.url() !== undefined), () => process.exit())
