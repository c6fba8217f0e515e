import { readFileSync } from 'node:fs'
import { openTransport } from '../../engine/exchange/transport.ts'

/** Sends one request to a port of this machine and prints what came of it; trusts the authority in a file where one is named. */
const [port, file] = process.argv.slice(2)
const origin = `https://127.0.0.1:${port}`
const transport = openTransport({
  origins: [origin],
  pins: { get: () => [], learn() {} },
  ...(file === undefined ? {} : { authorities: [readFileSync(file, 'utf8')] }),
})
process.stdout.write(JSON.stringify(await transport.send({ method: 'GET', url: `${origin}/` })))
transport.close()
