import { createHmac } from 'node:crypto'
import type { Account } from '../../engine/demo-exchange/accounts.ts'
import type { Request } from '../../engine/demo-exchange/requests.ts'

/** A request as the holder of a key would send it. */
export function signedRequest(
  account: Account,
  method: string,
  path: string,
  params: Readonly<Record<string, string>>,
  time: number,
): Request {
  const plain = new URLSearchParams({ ...params, timestamp: String(time), recvWindow: '5000' }).toString()
  const signature = createHmac('sha256', account.secret).update(plain).digest('hex')
  return { method, path, query: `${plain}&signature=${signature}`, headers: { 'x-mbx-apikey': account.key }, body: '' }
}
