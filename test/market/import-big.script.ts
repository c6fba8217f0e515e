import { importCandleFile } from '../../engine/market/import.ts'
import { openCandleStore } from '../../engine/market/store.ts'
import { taken } from './taken.ts'

/** Imports the file into the workspace and prints what it did, how long it took and the most memory it ever held. */
const [file, workspace] = process.argv.slice(2)
const begin = performance.now()
const { written } = taken(await importCandleFile(file, openCandleStore(workspace)))
const seconds = (performance.now() - begin) / 1000
process.stdout.write(JSON.stringify({ ...written, seconds, megabytes: process.resourceUsage().maxRSS / 1024 }))
