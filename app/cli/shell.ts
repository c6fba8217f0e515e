import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { Engine, EngineOptions } from '../../engine/main.ts'
import { keySource } from '../key-source.ts'
import type { Interrupt } from './interrupt.ts'

/** What every command gets from the program around it. */
export type Shell = {
  readonly interrupt: Interrupt
  /** Folder of data and past runs. */
  readonly workspace: () => string
}

/** What a command's file gives: its options, help and action, put on the command the program made for it. */
export type CommandFile = { readonly define: (command: Command, shell: Shell) => void }

/** The keychain of the workspace named on the command line, for the engine. */
export const keysOf = (shell: Shell) => keySource(resolve(shell.workspace()))

/** Opens the engine for one piece of work and closes it after. The engine is loaded here and nowhere else: help and the catalogue do without. */
export async function withEngine<Result>(
  shell: Shell,
  work: (engine: Engine) => Promise<Result>,
  options: Pick<EngineOptions, 'keys'> = {},
): Promise<Result> {
  const { openEngine } = await import('../../engine/main.ts')
  const engine = openEngine({ workspace: shell.workspace(), ...options })
  try {
    return await work(engine)
  } finally {
    await engine.close()
  }
}
