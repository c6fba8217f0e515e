import * as editor from 'monaco-editor/editor'
import 'monaco-editor/features/register.all'
import * as json from 'monaco-editor/languages/features/json/register'
import EditorWorker from 'monaco-editor/editor/editor.worker?worker'
import JsonWorker from 'monaco-editor/languages/features/json/json.worker?worker'
import { editorSchema } from './schema.ts'

/** The editor and its workers come with the page: nothing is loaded from elsewhere. */
self.MonacoEnvironment = { getWorker: (_, label) => (label === 'json' ? new JsonWorker() : new EditorWorker()) }

json.jsonDefaults.setDiagnosticsOptions({
  validate: true,
  allowComments: false,
  enableSchemaRequest: false,
  schemas: [{ uri: 'weir:strategy', fileMatch: ['*.weir'], schema: editorSchema() }],
})

export { editor as monaco }
