import { openDocuments } from '../../app/documents.ts'

/** Saves a document over and over, each time longer and of one letter alone, until it is killed. */
const [workspace] = process.argv.slice(2)
const documents = openDocuments({ workspace: workspace!, now: Date.now, changed() {} })
let basedOn: string | null = null
for (let i = 0; ; i++) {
  const written = await documents.write('mine', String.fromCharCode(97 + (i % 26)).repeat(100_000 + i * 1000), basedOn)
  if (!written.ok) throw new Error(written.message)
  basedOn = written.hash
  process.stdout.write('.')
}
