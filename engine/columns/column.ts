/**
 * One column of values on one clock, oldest row first. Numbers are NaN where missing, conditions 2 where unknown.
 * `validFrom` and `holes` describe what was written so far: rows before `validFrom` are missing, and when `holes` is
 * false every row from there on is present, which lets kernels run without looking.
 */
export type Column = {
  readonly data: Float64Array | Uint8Array
  validFrom: number
  holes: boolean
}

/** A column of numbers over shared memory. */
export function numberColumn(length: number): Column & { readonly data: Float64Array } {
  return { data: new Float64Array(new SharedArrayBuffer(length * 8)), validFrom: 0, holes: false }
}

/** A column of conditions (0 no, 1 yes, 2 unknown) over shared memory. */
export function conditionColumn(length: number): Column & { readonly data: Uint8Array } {
  return { data: new Uint8Array(new SharedArrayBuffer(length)), validFrom: 0, holes: false }
}

/** Bytes a column holds. */
export function columnBytes(column: Column): number {
  return column.data.byteLength
}

/** True where the row holds a value. */
export function isPresent(data: Float64Array | Uint8Array, row: number): boolean {
  const value = data[row]!
  return data instanceof Uint8Array ? value !== 2 : value - value === 0
}

/** What stands for "missing" in a column of this kind. */
export function missingValue(data: Float64Array | Uint8Array): number {
  return data instanceof Uint8Array ? 2 : NaN
}
