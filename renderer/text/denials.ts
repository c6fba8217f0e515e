import type { DenialCode } from '../../nodes/define/trade.ts'

/** What each refusal means for the money and what to do about it: the words beside its code, and its help. */
export const denialWords: Readonly<Record<DenialCode, { readonly title: string; readonly help: string }>> = {
  SIGNAL_SHAPE: {
    title: 'Not an order that can be',
    help: 'The request contradicts itself, such as a stop on the wrong side of the price. Nothing was sent. Look at the prices wired into the order node.',
  },
  STATE: { title: 'Not taking entries', help: 'The run or the account was halted, so no new exposure was taken. Exits still pass.' },
  DUPLICATE: {
    title: 'The same order twice',
    help: 'An equal order was already given in this step. One is enough; the second was left out.',
  },
  ALREADY_IN: {
    title: 'Already in a position',
    help: 'The strategy was in the market on that side and the sizing node allows no further entries. Raise its additions to add to positions.',
  },
  NO_POSITION: {
    title: 'Nothing to leave',
    help: 'An exit came while nothing was held. It cost nothing. Often an exit condition that stays true for many bars.',
  },
  SHORT_ON_SPOT: {
    title: 'Short on a spot market',
    help: 'What is not held cannot be sold on a spot market. Trade long only, or a market that allows shorts.',
  },
  STALE_DATA: {
    title: 'The price was too old',
    help: 'The last price was known more than two expected bars ago. Nothing was bought or sold at a price that may be gone.',
  },
  FILTERS: {
    title: 'Smaller or finer than the market takes',
    help: 'The order was below the smallest quantity or value, or off the steps of the instrument. Use more capital or a larger share.',
  },
  UNSUPPORTED: { title: 'Not offered by this market', help: 'The venue has no order of this kind. Choose another order node.' },
  FAT_FINGER: {
    title: 'Price far from the market',
    help: 'The price was further from the last one than the account allows: it looked like a slip.',
  },
  RATE: {
    title: 'Too many orders at once',
    help: 'More orders a second than the account allows. Trade less often, or raise the limit of the account.',
  },
  BALANCE: {
    title: 'Not enough cash',
    help: 'Cash did not reach, with fees and the reserve kept back. Lower the size, or free cash first.',
  },
  MAX_NOTIONAL: { title: 'Order larger than allowed', help: 'One order may be worth only so much of the equity. Lower the size.' },
  MAX_POSITION: {
    title: 'Position larger than allowed',
    help: 'The position would have grown past its limit. Lower the size, or the number of additions.',
  },
  EXPOSURE: { title: 'Too much in the market', help: 'All positions and working orders together would have passed the limit on exposure.' },
  MAX_DRAWDOWN: {
    title: 'Drawdown limit reached',
    help: 'The account had fallen too far from its peak, or too far today. No new entries until that changes.',
  },
  VOLATILITY_SPIKE: {
    title: 'The market was too wild',
    help: 'The gate that watches volatility was closed, or could not yet judge. It opens when the market calms.',
  },
  LOSS_STREAK: { title: 'Too many losses in a row', help: 'A pause after a run of losing trades. Entries resume when the pause is over.' },
  COOLDOWN: { title: 'Pause after an exit', help: 'The strategy waits some bars after leaving a position before it enters again.' },
  MAX_OPEN_ORDERS: {
    title: 'Too many open orders',
    help: 'The account allows only so many working orders. Cancel some, or let them expire.',
  },
  SELF_CROSS: { title: 'Would have traded with itself', help: 'The order would have met another of this account. It was not sent.' },
  SIZE_UNKNOWN: {
    title: 'Size could not be worked out',
    help: 'A value that sizing needs was missing on that bar, often because an indicator was still warming up.',
  },
  SIZE_ZERO: {
    title: 'Size came to nothing',
    help: 'Rounded down to whole lots, nothing was left to buy or sell. Use more capital, a larger share, or a nearer stop.',
  },
  PRICE_UNKNOWN: {
    title: 'Price could not be worked out',
    help: 'The price wired into the order was missing on that bar. Nothing was guessed.',
  },
  NOT_ARMED: { title: 'Not armed', help: 'Live orders need a run that was armed by hand.' },
}
