/** A requirement: what went wrong for users of other engines, as what must not happen here. */
export type Requirement = {
  readonly text: string
  /** How it is meant here, where that is not plain. */
  readonly note?: string
}

/** The requirements by section and number; docs/requirements.md shows which test holds which. */
export const requirements: Readonly<Record<string, Readonly<Record<string, Requirement>>>> = {
  'Orders, twice or lost': {
    '01': { text: 'An order whose answer was lost exists once at the exchange, whatever happens to the answer.' },
    '02': {
      text: 'A server error to an order leaves its fate unknown, never failed; a fill that comes later is booked and raises no other order.',
    },
    '03': { text: 'What changes something at an exchange is sent once, by every library on the way as well.' },
    '04': {
      text: 'A client id names one order for ever, also at an exchange that would take it a second time once the first order has filled.',
    },
    '05': {
      text: 'After a kill at any step of an order and a restart no id comes back and nothing that was sent is sent again.',
    },
    '06': { text: 'Orders survive a restart and a stop; a stop tells the proven end of each, or that it is unknown.' },
    '07': { text: 'A replacement leaves when the order before it has ended with a known filled quantity.' },
    '08': {
      text: 'What works towards closing is never more than what is held; with nothing held its stops are withdrawn, and proven to be.',
    },
    '09': { text: 'No order is forgotten or declared dead: a cancel without proof stays unknown.' },
    '10': { text: 'A call that never comes back ends at a deadline of our own, and its outcome is unknown.' },
    '11': {
      text: 'Ids carry at least 120 bits of a hash; one that would name a second order is refused.',
    },
    '12': { text: 'At most six cancels of an order in ten minutes; then it is unknown and a person is told.' },
    '13': { text: 'After a stop nothing that adds to a position leaves.' },
  },
  'Fills, lost or wrong': {
    '20': { text: 'A fill that arrives before the answer to its order gives the same position as one that arrives after it.' },
    '21': { text: 'Fills of a time without a connection are fetched afterwards and booked once.' },
    '22': {
      text: 'A fill that the stream left out while it seemed alive is found within a minute; equal exits in quick succession halt.',
    },
    '23': { text: 'An order that ends keeps what was filled, what is left and at what average; the first two make the whole.' },
    '24': { text: 'An order said to be done without a trade makes no position.' },
    '25': {
      text: 'A real trade takes the place of one that was inferred before it, and the position stays.',
      note: 'nothing is inferred: a fill whose trade is not here waits for it',
    },
    '26': {
      text: 'Ids made here for want of real ones are the same after every restart.',
      note: 'none are made: an order has its own, a trade has that of the exchange',
    },
    '27': { text: 'A fill that comes after the end of its order counts.' },
    '28': { text: 'A fee taken in the bought asset is taken off what can be sold, down to whole lots.' },
    '29': { text: 'A stream is a hint: what it left out of a burst of changes is found by asking.' },
  },
  'Position after a restart': {
    '30': { text: 'A restart with nothing changed at the exchange adjusts nothing and sends nothing.' },
    '31': { text: 'Comparing with the exchange never sends an order.' },
    '32': { text: 'A full page of a list is not its end: the next is asked for, or nothing is concluded.' },
    '33': { text: 'A question that failed is no empty answer.' },
    '34': { text: '"Not found" proves nothing by itself, whatever the age of the order.' },
    '35': { text: 'An order the exchange has filed away without a fill has ended; one it does not know is looked for among the trades.' },
    '36': { text: 'What is sent is on record first.' },
  },
  'Exact amounts': {
    '40': { text: 'Rounding never makes a price worse than the one asked for.' },
    '41': { text: 'Money and quantities are compared exactly, not as binary fractions.' },
    '42': { text: 'No order is made larger to satisfy a filter of the exchange.' },
    '43': { text: 'A market order names the quantity it wants, not the money it may spend.' },
    '44': { text: 'Ids larger than 2^53 stay apart, in lists as well.' },
    '45': { text: 'A rest that no order can sell is told as dust, and no exit runs after it.' },
  },
  'Time, limits, repeats': {
    '50': {
      text: "The exchange's time is known within half the shortest round trip; a refused time sets the clock anew and sends no order again.",
    },
    '51': { text: 'After 429 nothing leaves that costs of that limit, after 418 nothing at all, until the time the exchange names.' },
    '52': { text: 'A cancel leaves within a second though the clock of the machine is set back.' },
    '53': {
      text: 'What waits for the limits is bounded, market data goes first and cancels never.',
    },
    '54': { text: 'A second run with the same key does not start; a sign of one elsewhere halts.' },
    '55': {
      text: 'Too many orders a minute, or the same one again and again, halt everything.',
      note: 'where the profile enforces: more in a minute than twenty seconds at its rate, or the same one three times',
    },
    '56': { text: 'In a backtest an order that meets a gap in the data waits for the next price.' },
  },
  Streams: {
    '60': {
      text: 'A stream that is silent though its connection stands is noticed: market data within 15 s, the private one within 60 s.',
      note: 'silent also when it is asked; a bar that a stream leaves out is asked for 0.6 s after its close',
    },
    '61': { text: 'A stream is renewed before the exchange ends it, without a bar lost or told twice.' },
    '62': { text: 'An event that arrives between two looks is delivered at once.' },
    '63': {
      text: 'While the private stream is silent the account is asked for more often.',
      note: 'silence alone is normal: every 5 s while it is away, or once it has left out a trade, until it is heard again',
    },
    '64': { text: 'No order comes of a bar that is too old.' },
  },
  'Honest backtests': {
    '70': { text: 'A decision never meets a price of the bar it was taken on, nor knows a later one.' },
    '71': { text: 'The volume of a bar is given out once.' },
    '72': { text: 'What a stop and a limit do within one bar is a table, with a test a cell.' },
    '73': {
      text: 'Paper fills by the same rules as a backtest, and each session is compared with its own.',
    },
    '74': { text: 'Checks for looking ahead find every planted case and blame no clean strategy.' },
    '75': { text: 'The state of an order is that of its facts, in whatever order they come.' },
  },
  'Keys and records': {
    '80': {
      text: 'A key that may withdraw, or whose rights cannot be known, is refused at the start, daily, and after a permission error.',
    },
    '81': {
      text: 'A planted secret turns up in no journal, log, crash dump, message or window.',
      note: 'the memory of the window is looked through in test/e2e/live.spec.ts; that of the engine holds the key while a live run goes on, and goes into no core dump on Linux',
    },
    '82': { text: 'TLS 1.3 at least; with another key than the pinned one not a byte of a request leaves; no redirect is followed.' },
    '83': { text: 'A flipped byte in a journal is found, and so is a journal cut off at the end of a record.' },
    '84': { text: 'A full disk halts within one event, and cancels still leave.' },
    '85': { text: 'Nothing reaches an exchange but an order that account risk has let through.' },
  },
}
