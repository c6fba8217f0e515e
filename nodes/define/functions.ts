/**
 * exp, log, pow, sin, cos and atan built from + − × ÷ and bit patterns alone, so that every V8 gives the same bits.
 * (`Math.exp` and its kin may differ from one engine version to the next, and a run must be repeatable to the byte.)
 * Algorithms and coefficients: fdlibm 5.3, Sun Microsystems (e_exp, e_log, e_pow, k_sin, k_cos, e_rem_pio2, s_atan).
 * Error below 1 unit in the last place within the stated domains. Special values answer as their namesakes in `Math` do.
 */

const double = new Float64Array(1)
const words = new Int32Array(double.buffer)
double[0] = 1
/** Which half of a double holds sign and exponent: 1 on every little-endian machine. */
const HIGH = words[1] === 0x3ff00000 ? 1 : 0
const LOW = 1 - HIGH

function highWord(x: number): number {
  double[0] = x
  return words[HIGH]
}

/** The double with its low 32 bits cleared: the part of `x` whose products are exact. */
function truncated(x: number): number {
  double[0] = x
  words[LOW] = 0
  return double[0]
}

/** 2^k for k from −1074 (the smallest double) to 1023, at k + 1074: a look-up is several times faster than setting exponent bits. */
const powers = new Float64Array(2098)
powers[0] = 5e-324
for (let i = 1; i < powers.length; i++) powers[i] = powers[i - 1] * 2

/** `y`·2^k for y near 1, rounded once where the result is subnormal. */
function scaled(y: number, k: number): number {
  if (k > 1023) return y * 2 * powers[k + 1073]
  if (k < -1021) return y * powers[k + 2074] * powers[74]
  return y * powers[k + 1074]
}

const LN2_HIGH = 6.9314718036912381649e-1
const LN2_LOW = 1.90821492927058770002e-10
const INVERSE_LN2 = 1.442695040888963387

/** x·(eˣ+1)/(eˣ−1) on |x| ≤ ½·ln 2, the shared heart of `exp` and `pow`, in powers of t = x². */
function expKernel(t: number): number {
  return (
    t *
    (1.66666666666666019037e-1 +
      t * (-2.77777777770155933842e-3 + t * (6.61375632143793436117e-5 + t * (-1.6533902205465251539e-6 + t * 4.13813679705723846039e-8))))
  )
}

/** e to the power of `x`. Overflows to Infinity above 709.78, to 0 below −745.13. */
export function exp(x: number): number {
  if (x !== x) return NaN
  if (x > 709.782712893383973096) return Infinity
  if (x < -745.13321910194110842) return 0
  const magnitude = Math.abs(x)
  if (magnitude < 3.7252902984e-9) return 1 + x
  let k = 0
  let high = x
  let low = 0
  if (magnitude > 0.34657359027997264) {
    k = Math.floor(INVERSE_LN2 * x + 0.5)
    high = x - k * LN2_HIGH
    low = k * LN2_LOW
  }
  const r = high - low
  const c = r - expKernel(r * r)
  if (k === 0) return 1 - ((r * c) / (c - 2) - r)
  return scaled(1 - (low - (r * c) / (2 - c) - high), k)
}

/** Natural logarithm of `x`; −Infinity at 0, NaN below. */
export function log(x: number): number {
  if (x !== x || x < 0) return NaN
  if (x === 0) return -Infinity
  if (x === Infinity) return Infinity
  let k = 0
  if (x < 2.2250738585072014e-308) {
    k = -54
    x *= 18014398509481984
  }
  const high = highWord(x)
  // Bring the mantissa into [√½, √2), so that f is small on both sides of 1.
  const exponent = (high >> 20) - 1023 + (((high & 0xfffff) + 0x95f64) >> 20)
  const f = x * powers[1074 - exponent] - 1
  k += exponent
  if (f === 0) return k * LN2_HIGH + k * LN2_LOW
  const s = f / (2 + f)
  const z = s * s
  const w = z * z
  const even = w * (3.999999999940941908e-1 + w * (2.222219843214978396e-1 + w * 1.531383769920937332e-1))
  const odd = z * (6.66666666666673513e-1 + w * (2.857142874366239149e-1 + w * (1.818357216161805012e-1 + w * 1.479819860511658591e-1)))
  const half = 0.5 * f * f
  return k * LN2_HIGH - (half - (s * (half + even + odd) + k * LN2_LOW) - f)
}

const TWO_53 = 9007199254740992

/** Whether `y` is an integer: 0 no, 1 odd, 2 even. */
function parity(y: number): number {
  const magnitude = Math.abs(y)
  if (magnitude >= TWO_53) return 2
  if (Math.floor(magnitude) !== magnitude) return 0
  return magnitude % 2 === 1 ? 1 : 2
}

/**
 * `x` to the power of `y`. A negative `x` takes integer powers only, else NaN; any x to the power 0 is 1; powers of ±1 to
 * ±Infinity are NaN, as in `Math.pow`.
 */
export function pow(x: number, y: number): number {
  if (y === 0) return 1
  if (x !== x || y !== y) return NaN
  const magnitude = Math.abs(x)
  const integer = x < 0 || Object.is(x, -0) ? parity(y) : 2
  if (y === Infinity || y === -Infinity) {
    if (magnitude === 1) return NaN
    return magnitude > 1 === y > 0 ? Infinity : 0
  }
  const sign = integer === 1 ? -1 : 1
  if (magnitude === 0 || magnitude === Infinity) return sign * ((magnitude === 0) === y > 0 ? 0 : Infinity)
  if (x < 0 && integer === 0) return NaN
  if (magnitude === 1) return sign
  if (y === 1) return x
  if (y === 2) return x * x
  if (y === -1) return 1 / x
  if (y === 0.5 && x > 0) return Math.sqrt(x)
  // Beyond these the result over- or underflows whatever x is.
  if (Math.abs(y) > 2 ** 63) return sign * (magnitude > 1 === y > 0 ? Infinity : 0)
  return sign * positivePower(magnitude, y)
}

/** pow for finite x > 0, x ≠ 1: log2(x) in two doubles, times y in two doubles, then 2 to that power. */
function positivePower(x: number, y: number): number {
  const logHigh = logTwo(x)
  const logLow = logTwoTail
  const yHigh = truncated(y)
  const productLow = (y - yHigh) * logHigh + y * logLow
  const productHigh = yHigh * logHigh
  const z = productLow + productHigh
  if (z >= 1024 && (z > 1024 || productLow + 8.0085662595372944372e-17 > z - productHigh)) return Infinity
  if (z <= -1075) return 0
  const n = Math.floor(z + 0.5)
  const rest = productHigh - n
  const t = truncated(productLow + rest)
  const u = t * 6.93147182464599609375e-1
  const v = (productLow - (t - rest)) * 6.93147180559945286227e-1 + t * -1.90465429995776804525e-9
  const w = u + v
  const tail = v - (w - u)
  const c = w - expKernel(w * w)
  const fraction = (w * c) / (c - 2) - (tail + w * tail)
  return scaled(1 - (fraction - w), n)
}

/** What `logTwo` could not fit into its answer: log2(x) = answer + tail, good to about 2⁻⁶⁵. */
let logTwoTail = 0

function logTwo(x: number): number {
  let n = 0
  if (x < 2.2250738585072014e-308) {
    x *= TWO_53
    n = -53
  }
  const high = highWord(x)
  const mantissa = high & 0xfffff
  // Three intervals: around 1, around 1.5, and the rest halved back to around 1.
  const near = mantissa > 0x3988e && mantissa < 0xbb67a ? 1 : 0
  const exponent = (high >> 20) - 1023 + (mantissa >= 0xbb67a ? 1 : 0)
  n += exponent
  const m = x * powers[1074 - exponent]
  const centre = near === 1 ? 1.5 : 1
  const u = m - centre
  const v = 1 / (m + centre)
  const s = u * v
  const sHigh = truncated(s)
  // The sum m + centre split in two, so that the remainder of s is exact.
  const sumHigh = truncated(m + centre)
  const sumLow = m - (sumHigh - centre)
  const sLow = v * (u - sHigh * sumHigh - sHigh * sumLow)
  const square = s * s
  const series =
    square *
      square *
      (5.99999999999994648725e-1 +
        square *
          (4.28571428578550184252e-1 +
            square *
              (3.33333329818377432918e-1 +
                square * (2.72728123808534006489e-1 + square * (2.30660745775561754067e-1 + square * 2.06975017800338417784e-1))))) +
    sLow * (sHigh + s)
  const headSquare = sHigh * sHigh
  const sumOfThree = truncated(3 + headSquare + series)
  const rest = series - (sumOfThree - 3 - headSquare)
  const a = sHigh * sumOfThree
  const b = sLow * sumOfThree + rest * s
  const pHigh = truncated(a + b)
  const pLow = b - (pHigh - a)
  // 2 / (3 ln 2) in two doubles, and log2(1.5) in two.
  const zHigh = 9.61796700954437255859e-1 * pHigh
  const zLow = -7.02846165095275826516e-9 * pHigh + pLow * 9.61796693925975554329e-1 + (near === 1 ? 1.35003920212974897128e-8 : 0)
  const offset = near === 1 ? 5.84962487220764160156e-1 : 0
  const answer = truncated(zHigh + zLow + offset + n)
  logTwoTail = zLow - (answer - n - offset - zHigh)
  return answer
}

/** Largest |x| that `sin` and `cos` take: beyond it the angle itself is no longer known to a double's precision. */
const ANGLE_LIMIT = 823549.6645

let angleHigh = 0
let angleLow = 0

/** Leaves x − n·π/2 in `angleHigh + angleLow`, |·| ≤ π/4, and answers n modulo 4. π/2 is taken in three pieces of 33 bits. */
function reduceAngle(x: number): number {
  const n = Math.floor(x * 6.36619772367581382433e-1 + 0.5)
  let head = x - n * 1.57079632673412561417
  let tail = n * 6.07710050650619224932e-11
  let wanted = (highWord(x) >> 20) & 0x7ff
  angleHigh = head - tail
  if (wanted - ((highWord(angleHigh) >> 20) & 0x7ff) > 16) {
    let before = head
    let piece = n * 6.0771005063039659e-11
    head = before - piece
    tail = n * 2.02226624879595063154e-21 - (before - head - piece)
    angleHigh = head - tail
    if (wanted - ((highWord(angleHigh) >> 20) & 0x7ff) > 49) {
      before = head
      piece = n * 2.0222662487111664558e-21
      head = before - piece
      tail = n * 8.47842766036889956997e-32 - (before - head - piece)
      angleHigh = head - tail
    }
  }
  angleLow = head - angleHigh - tail
  return ((n % 4) + 4) % 4
}

function sineKernel(x: number, y: number): number {
  const z = x * x
  const v = z * x
  const r =
    8.33333333332248946124e-3 +
    z * (-1.98412698298579493134e-4 + z * (2.75573137070700676789e-6 + z * (-2.50507602534068634195e-8 + z * 1.58969099521155010221e-10)))
  return x - (z * (0.5 * y - v * r) - y - v * -1.66666666666666324348e-1)
}

function cosineKernel(x: number, y: number): number {
  const z = x * x
  const r =
    z *
    (4.16666666666666019037e-2 +
      z *
        (-1.38888888888741095749e-3 +
          z *
            (2.48015872894767294178e-5 +
              z * (-2.75573143513906633035e-7 + z * (2.0875723212981748279e-9 + z * -1.13596475577881948265e-11)))))
  const half = 0.5 * z
  const w = 1 - half
  return w + (1 - w - half + (z * r - x * y))
}

/** Sine of `x` radians, |x| ≤ 823,549; NaN beyond, where a double no longer says which angle is meant. */
export function sin(x: number): number {
  if (!(Math.abs(x) <= ANGLE_LIMIT)) return NaN
  if (Math.abs(x) < 7.450580596923828e-9) return x
  const quadrant = reduceAngle(x)
  if (quadrant === 0) return sineKernel(angleHigh, angleLow)
  if (quadrant === 1) return cosineKernel(angleHigh, angleLow)
  if (quadrant === 2) return -sineKernel(angleHigh, angleLow)
  return -cosineKernel(angleHigh, angleLow)
}

/** Cosine of `x` radians, |x| ≤ 823,549; NaN beyond. */
export function cos(x: number): number {
  if (!(Math.abs(x) <= ANGLE_LIMIT)) return NaN
  const quadrant = reduceAngle(x)
  if (quadrant === 0) return cosineKernel(angleHigh, angleLow)
  if (quadrant === 1) return -sineKernel(angleHigh, angleLow)
  if (quadrant === 2) return -cosineKernel(angleHigh, angleLow)
  return sineKernel(angleHigh, angleLow)
}

/** atan(½), atan(1), atan(1½) and π/2, each in two doubles. */
const arcHigh = [4.63647609000806093515e-1, 7.85398163397448278999e-1, 9.82793723247329054082e-1, 1.570796326794896558]
const arcLow = [2.26987774529616870924e-17, 3.06161699786838301793e-17, 1.39033110312309984516e-17, 6.12323399573676603587e-17]

/** Arc tangent of `x` in radians, within ±π/2. */
export function atan(x: number): number {
  if (x !== x) return NaN
  const magnitude = Math.abs(x)
  const sign = x < 0 ? -1 : 1
  if (magnitude >= 7.378697629483821e19) return sign * (arcHigh[3] + arcLow[3])
  if (magnitude < 1.862645149230957e-9) return x
  let piece = -1
  let t = magnitude
  if (magnitude >= 2.4375) {
    piece = 3
    t = -1 / magnitude
  } else if (magnitude >= 1.1875) {
    piece = 2
    t = (magnitude - 1.5) / (1 + 1.5 * magnitude)
  } else if (magnitude >= 0.6875) {
    piece = 1
    t = (magnitude - 1) / (magnitude + 1)
  } else if (magnitude >= 0.4375) {
    piece = 0
    t = (2 * magnitude - 1) / (2 + magnitude)
  }
  const z = t * t
  const w = z * z
  const odd =
    z *
    (3.33333333333329318027e-1 +
      w *
        (1.42857142725034663711e-1 +
          w *
            (9.09088713343650656196e-2 +
              w * (6.66107313738753120669e-2 + w * (4.97687799461593236017e-2 + w * 1.62858201153657823623e-2)))))
  const even =
    w *
    (-1.99999999998764832476e-1 +
      w * (-1.1111110405462355788e-1 + w * (-7.69187620504482999495e-2 + w * (-5.83357013379057348645e-2 + w * -3.6531572744216915527e-2))))
  if (piece < 0) return sign * (t - t * (odd + even))
  return sign * (arcHigh[piece] - (t * (odd + even) - arcLow[piece] - t))
}
