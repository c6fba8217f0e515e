/** Takes secrets out of a text that leaves the house, under the mark the journal uses. `secrets`: every one this process holds. */
export function redact(text: string, secrets: readonly string[]): string {
  // The longest first: one that holds another must not leave its rest behind.
  const longestFirst = secrets.filter((secret) => secret !== '').toSorted((a, b) => b.length - a.length)
  let clean = text
  for (const secret of longestFirst)
    clean = clean.replaceAll(secret, '[removed]').replaceAll(JSON.stringify(secret).slice(1, -1), '[removed]')
  return clean
}
