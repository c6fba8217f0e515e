import { readFileSync } from 'node:fs'
import { Command } from 'commander'

/** The version in package.json, which stands one folder above the build. */
function readVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

const program = new Command('weir')
  .description('Wire a trading strategy as a graph, see what it would have done, rehearse it on paper, run it live.')
  .version(readVersion())

await program.parseAsync()
