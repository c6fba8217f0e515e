import { afterAll } from 'vitest'
import { openSecretService, type SecretService } from '../kit/throw-away-keyring.ts'

/** A throw-away keyring, gone after the test file. */
export async function startSecretService(kind: 'unlocked' | 'empty' = 'unlocked'): Promise<SecretService> {
  const session = await openSecretService(kind)
  afterAll(session.close)
  return session
}
