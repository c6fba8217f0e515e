/**
 * Text cut to a width, with an ellipsis; empty where not even three letters fit. By the font's average letter: measuring or clipping
 * in the page would cost every node a layer or a layout.
 */
export function fitText(text: string, width: number, letter: number): string {
  const most = Math.floor(width / letter)
  if (text.length <= most) return text
  return most < 4 ? '' : `${text.slice(0, most - 1).trimEnd()}…`
}

/** Average width of a letter of the node's fonts, pixels at scale 1. */
export const letters = { title: 6.9, small: 5.9 } as const
