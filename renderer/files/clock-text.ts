/** When something was done by a person, on the clock of the person: "2026-01-31 14:05:09". Times of bars are UTC; this is not one. */
export function clockText(time: number): string {
  const at = new Date(time)
  const two = (part: number) => String(part).padStart(2, '0')
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-')
  return `${day} ${[at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':')}`
}
