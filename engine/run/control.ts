import { createHash, randomUUID } from 'node:crypto'
import { chmodSync, lstatSync, mkdirSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { acts, type Act } from '../protocol/live-requests.ts'

/**
 * How another process of the same user reaches a run: one line of JSON on a socket in the run's folder, one line back.
 * Kill works with the window gone, and from any terminal.
 */

const askSchema = z.strictObject({ act: z.enum(['status', ...acts]) })
export type ControlAct = Act | 'status'

/** Longest path of a socket every system takes. */
const LONGEST_PATH = 100
const LONGEST_LINE = 1024

/** The socket of a run: in its folder, or where that path is too long, under a name made from it. */
function controlPath(folder: string): string {
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 24)
  if (process.platform === 'win32') return `\\\\.\\pipe\\weir-${name}`
  const inside = join(folder, 'control')
  if (Buffer.byteLength(inside) <= LONGEST_PATH) return inside
  const own = join(process.env['XDG_RUNTIME_DIR'] ?? tmpdir(), `weir-${userInfo().uid}`)
  mkdirSync(own, { recursive: true, mode: 0o700 })
  // A folder that somebody else put there is not ours to speak in.
  const { uid, mode } = lstatSync(own)
  if (uid !== userInfo().uid || (mode & 0o077) !== 0) throw new Error(`"${own}" is not this user's alone`)
  return join(own, name)
}

export type ControlServer = { close(): void }

/** Answers what other processes ask of a run. `act` answers once it holds. `failed` is told when no other process can reach it. */
export function serveControl(folder: string, act: (act: ControlAct) => Promise<unknown>, failed: (why: string) => void): ControlServer {
  const path = controlPath(folder)
  if (process.platform !== 'win32') rmSync(path, { force: true })
  const server = createServer((socket) => {
    let text = ''
    socket.setEncoding('utf8')
    socket.on('error', () => {})
    socket.on('data', (chunk: string) => {
      text += chunk
      if (text.length > LONGEST_LINE) return void socket.destroy()
      const end = text.indexOf('\n')
      if (end === -1) return
      const line = text.slice(0, end)
      text = ''
      void answer(line).then((reply) => socket.end(`${JSON.stringify(reply)}\n`))
    })
  })
  async function answer(line: string): Promise<unknown> {
    try {
      const { act: asked } = askSchema.parse(JSON.parse(line))
      return { ok: true, status: await act(asked) }
    } catch (error) {
      return {
        ok: false,
        message: error instanceof z.ZodError || error instanceof SyntaxError ? 'not an act this run knows' : String(error),
      }
    }
  }
  server.on('error', (error) => failed(error.message))
  server.listen(path, () => {
    if (process.platform !== 'win32') chmodSync(path, 0o600)
  })
  server.unref()
  return { close: () => void server.close() }
}

/** Asks a run in another process. Undefined when nobody answers there. */
export function askControl(folder: string, act: ControlAct, patience = 10_000): Promise<unknown> {
  return new Promise((resolve) => {
    const socket = connect(controlPath(folder))
    let text = ''
    const give = (value: unknown) => {
      socket.destroy()
      resolve(value)
    }
    socket.setTimeout(patience, () => give(undefined))
    socket.setEncoding('utf8')
    socket.on('error', () => give(undefined))
    socket.on('connect', () => socket.write(`${JSON.stringify({ act })}\n`))
    socket.on('data', (chunk: string) => (text += chunk))
    socket.on('end', () => {
      try {
        give(JSON.parse(text))
      } catch {
        give(undefined)
      }
    })
  })
}

/** An id for a run that lives: no two are the same, however alike they begin. */
export function newRunId(parts: readonly string[]): string {
  return createHash('sha256')
    .update(JSON.stringify([...parts, randomUUID()]))
    .digest('hex')
    .slice(0, 32)
}
