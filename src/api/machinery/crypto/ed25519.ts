/** Ed25519 signatures, checked. upstream: go crypto/ed25519 (Verify), RFC 8032 */
import { bigOf, bytesOf, concat, equalBytes } from './bytes.ts';
import { inverse, mod, modPow } from './modular.ts';
import { sha512 } from './sha512.ts';

/** Where coordinates live, and how many times the base point leads back to nothing. */
const prime = 2n ** 255n - 19n;
const order = 2n ** 252n + 27_742_317_777_372_353_535_851_937_790_883_648_493n;
const d = mod(-121_665n * inverse(121_666n, prime), prime);
const rootOfMinusOne = modPow(2n, (prime - 1n) / 4n, prime);

/** In extended coordinates: x = X/Z, y = Y/Z, xy = T/Z. */
interface Point {
  readonly X: bigint;
  readonly Y: bigint;
  readonly Z: bigint;
  readonly T: bigint;
}

const zero: Point = { X: 0n, Y: 1n, Z: 1n, T: 0n };
const base = pointAt(mod(4n * inverse(5n, prime), prime), 0n) ?? zero;

/** Whether a signature was made over a message with the key. */
export function ed25519Verify(
  key: Uint8Array,
  { message, signature }: { readonly message: Uint8Array; readonly signature: Uint8Array },
): boolean {
  const A = readPoint(key);
  if (A === undefined || signature.length !== 64) return false;
  const R = signature.subarray(0, 32);
  const s = littleEndian(signature.subarray(32));
  if (s >= order) return false;
  const k = littleEndian(sha512(concat([R, key, message]))) % order;
  const minusA: Point = { ...A, X: mod(-A.X, prime), T: mod(-A.T, prime) };
  return equalBytes(pointBytes(sum(times(s, base), times(k, minusA))), R);
}

/** The point that a key says; undefined when there is none there. */
function readPoint(bytes: Uint8Array): Point | undefined {
  if (bytes.length !== 32) return undefined;
  const value = littleEndian(bytes);
  // Go takes a y that is written with more than it needs.
  return pointAt(mod(value & (2n ** 255n - 1n), prime), value >> 255n);
}

/** x² = (y² - 1) / (dy² + 1), of which there are two; `sign` is the last bit of the one that is meant. */
function pointAt(y: bigint, sign: bigint): Point | undefined {
  const y2 = mod(y * y, prime);
  const square = mod((y2 - 1n) * inverse(mod(d * y2 + 1n, prime), prime), prime);
  const found = [1n, rootOfMinusOne].map((by) => mod(modPow(square, (prime + 3n) / 8n, prime) * by, prime));
  const root = found.find((x) => mod(x * x, prime) === square);
  if (root === undefined) return undefined;
  const x = (root & 1n) === sign ? root : mod(-root, prime);
  return { X: x, Y: y, Z: 1n, T: mod(x * y, prime) };
}

function sum(a: Point, b: Point): Point {
  const A = (a.Y - a.X) * (b.Y - b.X);
  const B = (a.Y + a.X) * (b.Y + b.X);
  const C = 2n * mod(a.T * b.T, prime) * d;
  const D = 2n * a.Z * b.Z;
  const [E, F, G, H] = [B - A, D - C, D + C, B + A].map((value) => mod(value, prime)) as [bigint, bigint, bigint, bigint];
  return { X: mod(E * F, prime), Y: mod(G * H, prime), Z: mod(F * G, prime), T: mod(E * H, prime) };
}

function times(scalar: bigint, point: Point): Point {
  let result = zero;
  for (const bit of scalar.toString(2)) {
    result = sum(result, result);
    if (bit === '1') result = sum(result, point);
  }
  return result;
}

function pointBytes({ X, Y, Z }: Point): Uint8Array {
  const over = inverse(Z, prime);
  const [x, y] = [mod(X * over, prime), mod(Y * over, prime)];
  return bytesOf(y | ((x & 1n) << 255n), 32).reverse();
}

function littleEndian(bytes: Uint8Array): bigint {
  return bigOf(bytes.toReversed());
}
