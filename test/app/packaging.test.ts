import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const require = createRequire(join(root, 'package.json'))

/** electron-builder's own reader and judge of its configuration: what a package is built with, checked where none can be built. */
const builder = createRequire(require.resolve('electron-builder/package.json'))
const library = createRequire(builder.resolve('app-builder-lib/package.json'))
const { getConfig, validateConfiguration } = library(
  join(dirname(builder.resolve('app-builder-lib/package.json')), 'out/util/config/config.js'),
) as {
  getConfig(folder: string, path: string, given: null): Promise<Record<string, unknown>>
  validateConfiguration(config: object, log: object): Promise<void>
}
const { DebugLogger } = library('builder-util') as { DebugLogger: new (on: boolean) => object }
const judge = (config: object) => validateConfiguration(config, new DebugLogger(false))

describe('electron-builder.yml', async () => {
  const config = await getConfig(root, 'electron-builder.yml', null)

  test('is what electron-builder takes, and a misspelt word in it is not', async () => {
    await expect(judge(config)).resolves.toBeUndefined()
    await expect(judge({ ...config, electronFusez: {} })).rejects.toThrow('electronFusez')
  })

  test('builds for Linux, Windows and macOS, with the file type, and burns off what could be turned against us', () => {
    expect(config).toMatchObject({
      linux: { target: ['AppImage', 'deb'] },
      win: { target: ['nsis'] },
      mac: { target: ['dmg'] },
      npmRebuild: false,
      asarUnpack: ['**/*.node'],
      fileAssociations: [{ ext: 'weir' }],
      electronFuses: {
        runAsNode: false,
        enableNodeOptionsEnvironmentVariable: false,
        enableNodeCliInspectArguments: false,
        onlyLoadAppFromAsar: true,
        enableEmbeddedAsarIntegrityValidation: true,
        grantFileProtocolExtraPrivileges: false,
      },
    })
  })

  test('every library the program loads late is one that is installed with it', () => {
    const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { dependencies: Record<string, string> }
    expect(Object.keys(dependencies)).not.toContain('electron')
    expect(Object.keys(dependencies)).toEqual(expect.arrayContaining(['ws', 'zod', 'papaparse']))
  })
})
