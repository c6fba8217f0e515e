/** A request the exchange turns down, in the venue's own numbers and words. */
export class Refusal extends Error {
  readonly status: number
  readonly code: number
  /** What the exchange adds to some. */
  readonly data: unknown

  constructor(code: number, message: string, status = 400, data?: unknown) {
    super(message)
    this.code = code
    this.status = status
    this.data = data
  }
}

export const refusals = {
  unknownParameter: (name: string) => new Refusal(-1104, `Not all sent parameters were read; read '${name}' was not expected.`),
  missing: (name: string) => new Refusal(-1102, `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`),
  malformed: (name: string) => new Refusal(-1100, `Illegal characters found in parameter '${name}'.`),
  symbol: () => new Refusal(-1121, 'Invalid symbol.'),
  interval: () => new Refusal(-1120, 'Invalid interval.'),
  side: () => new Refusal(-1117, 'Invalid side.'),
  type: () => new Refusal(-1116, 'Invalid orderType.'),
  timeInForce: () => new Refusal(-1115, 'Invalid timeInForce.'),
  combination: () => new Refusal(-1128, 'Combination of optional parameters invalid.'),
  filter: (name: string) => new Refusal(-1013, `Filter failure: ${name}`),
  engine: (words: string) => new Refusal(-2010, words),
  balance: () => new Refusal(-2010, 'Account has insufficient balance for requested action.'),
  cancelUnknown: () => new Refusal(-2011, 'Unknown order sent.'),
  replacedInPart: (data: unknown) => new Refusal(-2021, 'Order cancel-replace partially failed.', 409, data),
  notReplaced: (data: unknown) => new Refusal(-2022, 'Order cancel-replace failed.', 400, data),
  noOrder: () => new Refusal(-2013, 'Order does not exist.'),
  key: () => new Refusal(-2015, 'Invalid API-key, IP, or permissions for action.', 401),
  signature: () => new Refusal(-1022, 'Signature for this request is not valid.'),
  time: () => new Refusal(-1021, 'Timestamp for this request is outside of the recvWindow.'),
  ahead: () => new Refusal(-1021, "Timestamp for this request was 1000ms ahead of the server's time."),
  weight: () =>
    new Refusal(-1003, 'Too much request weight used; please use WebSocket Streams for live updates to avoid polling the API.', 429),
  orders: () => new Refusal(-1015, 'Too many new orders; current limit is 100 orders per 10 SECOND.', 429),
} as const
