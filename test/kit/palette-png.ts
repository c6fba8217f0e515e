import { crc32, deflateSync, inflateSync } from 'node:zlib'

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const MOST_COLOURS = 256

/** A picture of a browser (PNG, eight bits a channel, not interlaced) with 256 colours: a third of its size, and the eye sees no difference. */
export function palettePng(png: Buffer): Buffer {
  const { width, height, pixels } = readPng(png)
  const counts = new Map<number, number>()
  for (const colour of pixels) counts.set(colour, (counts.get(colour) ?? 0) + 1)
  const palette = choosePalette(counts)
  const nearest = new Map([...counts.keys()].map((colour) => [colour, nearestIn(palette, colour)]))
  const rows = Buffer.alloc(height * (width + 1))
  pixels.forEach((colour, i) => (rows[Math.floor(i / width) * (width + 1) + 1 + (i % width)] = nearest.get(colour) ?? 0))
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  // Eight bits an entry, a palette, no interlacing.
  head.set([8, 3, 0, 0, 0], 8)
  const colours = Buffer.alloc(palette.length * 3)
  palette.forEach((colour, i) => colours.writeUIntBE(colour, i * 3, 3))
  const content = deflateSync(rows, { level: 9, memLevel: 9 })
  return Buffer.concat([SIGNATURE, chunk('IHDR', head), chunk('PLTE', colours), chunk('IDAT', content), chunk('IEND')])
}

/** Each next colour is the one furthest from those chosen, the more so the more of it there is: a small red badge is kept, a shade of grey is not. */
function choosePalette(counts: ReadonlyMap<number, number>): number[] {
  const colours = [...counts].sort(([, a], [, b]) => b - a)
  const palette = colours.slice(0, 1).map(([colour]) => colour)
  const far = colours.map(([colour]) => distance(colour, palette[0] ?? 0))
  while (palette.length < Math.min(MOST_COLOURS, colours.length)) {
    let best = 0
    colours.forEach(([, count], i) => {
      if (far[i]! * Math.sqrt(count) > far[best]! * Math.sqrt(colours[best]![1])) best = i
    })
    const chosen = colours[best]![0]
    palette.push(chosen)
    colours.forEach(([colour], i) => (far[i] = Math.min(far[i]!, distance(colour, chosen))))
  }
  return palette
}

function nearestIn(palette: readonly number[], colour: number): number {
  let best = 0
  palette.forEach((one, i) => {
    if (distance(one, colour) < distance(palette[best]!, colour)) best = i
  })
  return best
}

function distance(a: number, b: number): number {
  const [red, green, blue] = [(a >> 16) - (b >> 16), ((a >> 8) & 255) - ((b >> 8) & 255), (a & 255) - (b & 255)]
  return red * red + green * green + blue * blue
}

function chunk(type: string, content: Uint8Array = new Uint8Array(0)): Buffer {
  const whole = Buffer.alloc(content.length + 12)
  whole.writeUInt32BE(content.length, 0)
  whole.write(type, 4, 'latin1')
  whole.set(content, 8)
  whole.writeUInt32BE(crc32(whole.subarray(4, 8 + content.length)), 8 + content.length)
  return whole
}

/** Colours of a picture as 0xRRGGBB, row by row. */
function readPng(png: Buffer): { readonly width: number; readonly height: number; readonly pixels: Uint32Array } {
  const parts: Buffer[] = []
  for (let at = SIGNATURE.length; at < png.length; at += 12 + png.readUInt32BE(at))
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)))
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)]
  const step = png[25] === 6 ? 4 : 3
  const raw = inflateSync(Buffer.concat(parts))
  const length = width * step
  const bytes = Buffer.alloc(height * length)
  for (let row = 0; row < height; row++) {
    const filter = raw[row * (length + 1)]!
    for (let i = 0; i < length; i++) {
      const at = row * length + i
      const left = i >= step ? bytes[at - step]! : 0
      const above = row > 0 ? bytes[at - length]! : 0
      const corner = i >= step && row > 0 ? bytes[at - length - step]! : 0
      bytes[at] = raw[row * (length + 1) + 1 + i]! + predicted(filter, left, above, corner)
    }
  }
  return { width, height, pixels: Uint32Array.from({ length: width * height }, (_, i) => bytes.readUIntBE(i * step, 3)) }
}

/** What the filters of PNG expect in a place, by what is left of it, above it and above left (PNG specification, 9.2). */
function predicted(filter: number, left: number, above: number, corner: number): number {
  if (filter === 1) return left
  if (filter === 2) return above
  if (filter === 3) return (left + above) >> 1
  if (filter !== 4) return 0
  const [a, b, c] = [Math.abs(above - corner), Math.abs(left - corner), Math.abs(left + above - 2 * corner)]
  return a <= b && a <= c ? left : b <= c ? above : corner
}
