import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

/** Whether certificates can be made here. */
export const hasOpenssl = (() => {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()

/** A private key and its certificate (PEM), as a TLS server takes them. */
export type Identity = { readonly key: string; readonly cert: string }

/** An authority made for one test file, which issues certificates for 127.0.0.1 unless another name is asked for. */
export type Authority = {
  readonly cert: string
  readonly file: string
  issue(options?: { name?: string; sameKeyAs?: Identity; days?: number }): Identity
}

export function makeAuthority(): Authority {
  const folder = mkdtempSync(join(tmpdir(), 'weir-identities-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const at = (name: string) => join(folder, name)
  const openssl = (...words: string[]) => execFileSync('openssl', words, { stdio: ['ignore', 'ignore', 'pipe'] })
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  openssl('req', '-x509', ...newKey, '-keyout', at('ca.key'), '-out', at('ca.pem'), '-subj', '/CN=authority of a test', '-days', '2')
  let count = 0
  return {
    cert: readFileSync(at('ca.pem'), 'utf8'),
    file: at('ca.pem'),
    issue({ name = 'IP:127.0.0.1', sameKeyAs, days = 2 } = {}) {
      const [key, request, cert, extensions] = ['key', 'csr', 'pem', 'ext'].map((end) => at(`${count}.${end}`))
      count += 1
      if (sameKeyAs) writeFileSync(key, sameKeyAs.key)
      openssl('req', '-new', ...(sameKeyAs ? ['-key', key] : [...newKey, '-keyout', key]), '-out', request, '-subj', '/CN=venue')
      writeFileSync(extensions, `subjectAltName=${name}\n`)
      const signed = ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial', '-extfile', extensions]
      openssl('x509', '-req', '-in', request, ...signed, '-out', cert, '-days', String(days))
      return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
    },
  }
}
