/** What a venue takes as client id: our 28 characters behind a prefix it demands, or a number of so many digits. */
export type ClientIdShape =
  | { readonly kind: 'text'; readonly prefix: string; readonly longest: number }
  | { readonly kind: 'digits'; readonly digits: number }

export const binanceClientId: ClientIdShape = { kind: 'text', prefix: '', longest: 36 }

/** Every id of ours begins so, wherever text is taken. */
const ours = /^wr[a-z2-7]{26}$/
const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'

/** An id as the venue wants it: always the same for the same order, and of the same hash (T-COID). Throws RangeError for what is no id of ours or does not fit. */
export function venueClientId(shape: ClientIdShape, clientId: string): string {
  if (!ours.test(clientId)) throw new RangeError(`"${clientId}" is not a client id of this house.`)
  if (shape.kind === 'text') {
    const id = shape.prefix + clientId
    if (id.length > shape.longest) throw new RangeError(`"${id}" is longer than the ${shape.longest} characters this venue takes.`)
    return id
  }
  let number = 0n
  for (const letter of clientId.slice(2)) number = number * 32n + BigInt(alphabet.indexOf(letter))
  let modulus = 1n
  for (let i = 0; i < shape.digits; i++) modulus *= 10n
  return String(number % modulus).padStart(shape.digits, '0')
}

/** Which order an id on the venue names. */
export type ClientIds = {
  /** Takes an order in. Throws RangeError for an id that already names another order: nothing is sent under a known id. */
  add(sequence: number, clientId: string): string
  venueId(sequence: number): string | undefined
  sequence(venueId: string): number | undefined
  /** An order of this run, of ours but of no order we know (a lost journal, another run), or someone else's. */
  whose(venueId: string): 'known' | 'house' | 'foreign'
}

export function createClientIds(shape: ClientIdShape): ClientIds {
  const sequences = new Map<string, number>()
  const ids = new Map<number, string>()
  return {
    add(sequence, clientId) {
      const id = venueClientId(shape, clientId)
      const known = sequences.get(id)
      if (known !== undefined && known !== sequence) throw new RangeError(`Client id ${id} already names order ${known}.`)
      sequences.set(id, sequence)
      ids.set(sequence, id)
      return id
    },
    venueId: (sequence) => ids.get(sequence),
    sequence: (venueId) => sequences.get(venueId),
    whose(venueId) {
      if (sequences.has(venueId)) return 'known'
      return shape.kind === 'text' && venueId.startsWith(shape.prefix) && ours.test(venueId.slice(shape.prefix.length))
        ? 'house'
        : 'foreign'
    },
  }
}
