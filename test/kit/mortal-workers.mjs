import { syncBuiltinESMExports } from 'node:module'
import threads from 'node:worker_threads'

// Loaded before the product: at SIGUSR2 every worker thread of it ends on the spot, as one does that crashes.
if (threads.isMainThread) {
  /** @type {Set<threads.Worker>} */
  const alive = new Set()
  threads.Worker = class extends threads.Worker {
    /** @param {ConstructorParameters<typeof threads.Worker>} whole */
    constructor(...whole) {
      super(...whole)
      alive.add(this)
      this.once('exit', () => alive.delete(this))
    }
  }
  syncBuiltinESMExports()
  process.on('SIGUSR2', () => alive.forEach((worker) => void worker.terminate()))
}
