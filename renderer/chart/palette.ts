/** The theme's colours as a canvas needs them: read from the page, so both themes and any later one hold. */
export type Palette = {
  readonly background: string
  readonly line: string
  readonly lineStrong: string
  readonly ink: string
  readonly inkSoft: string
  readonly inkFaint: string
  readonly accent: string
  readonly accentInk: string
  readonly gain: string
  readonly loss: string
  readonly attention: string
  readonly sell: string
  /** Colours of indicator lines, in order; after the last they begin again with another dash. */
  readonly lines: readonly string[]
  readonly font: string
}

const lineColours = ['--wire-number', '--family-signals', '--family-indicators', '--family-logic', '--family-sizing', '--family-risk']

export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element)
  const colour = (name: string) => style.getPropertyValue(name).trim()
  return {
    background: colour('--bg'),
    line: colour('--line'),
    lineStrong: colour('--line-strong'),
    ink: colour('--ink'),
    inkSoft: colour('--ink-soft'),
    inkFaint: colour('--ink-faint'),
    accent: colour('--accent'),
    accentInk: colour('--accent-ink'),
    gain: colour('--gain'),
    loss: colour('--loss'),
    attention: colour('--attention'),
    sell: colour('--family-signals'),
    lines: lineColours.map(colour),
    font: `11px ${style.fontFamily}`,
  }
}

/** The name of the colour of the n-th line, for what is drawn by the page itself. */
export function lineColourName(index: number): string {
  return `var(${lineColours[index % lineColours.length]!})`
}

/** Lines beyond the palette are told apart by their dash as well. */
export function lineDash(index: number): number[] {
  return [[], [5, 3], [2, 2]][Math.floor(index / lineColours.length) % 3]!
}
