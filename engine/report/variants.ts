import { counted } from './format.ts'

/**
 * What to say about how many variants were tried. It stands beside a report and not in it: the count grows while the report stays the same.
 * Null: not counted.
 */
export function variantsSentence(tried: number | null): string {
  if (tried === null) return 'Variants tried: not counted.'
  if (tried <= 1) return 'Variants tried: this is the first result shown of this strategy.'
  return `Variants tried: ${counted(tried, 'different result')} of this strategy have been shown. The best of many looks good by luck alone.`
}
