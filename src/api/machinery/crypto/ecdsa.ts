/**
 * Whether an ECDSA signature is good, on the curves of NIST (y² = x³ - 3x + b). Nothing is signed here.
 * upstream: go crypto/ecdsa, crypto/elliptic, FIPS 186-4
 */
import { bigOf } from './bytes.ts';
import { inside, readElements, tags } from './der.ts';
import { inverse, mod } from './modular.ts';

export interface Curve {
  /** Bits of its numbers. */
  readonly size: number;
  readonly p: bigint;
  readonly b: bigint;
  readonly order: bigint;
  readonly x: bigint;
  readonly y: bigint;
}

const p256: Curve = {
  size: 256,
  p: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
  b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
  order: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  x: 0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296n,
  y: 0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5n,
};
const p384: Curve = {
  size: 384,
  p: 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
  b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
  order: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
  x: 0xaa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7n,
  y: 0x3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5fn,
};
const p521: Curve = {
  size: 521,
  p: 2n ** 521n - 1n,
  b: 0x051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00n,
  order:
    0x1fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409n,
  x: 0xc6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66n,
  y: 0x11839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd16650n,
};

/** By the names that certificates use. */
export const curves: Readonly<Record<string, Curve>> = { '1.2.840.10045.3.1.7': p256, '1.3.132.0.34': p384, '1.3.132.0.35': p521 };

interface Point {
  readonly x: bigint;
  readonly y: bigint;
}

/** A point as x / z², y / z³: adding needs no division then. z = 0 is the point at infinity. */
interface Projected extends Point {
  readonly z: bigint;
}

const infinity: Projected = { x: 1n, y: 1n, z: 0n };

/** The point that a public key is, in the uncompressed form; undefined when it is not on the curve. */
export function readPoint(curve: Curve, bits: Uint8Array): Point | undefined {
  const length = (curve.size + 7) >> 3;
  if (bits[0] !== 4 || bits.length !== 1 + 2 * length) return undefined;
  const [x, y] = [bigOf(bits.subarray(1, 1 + length)), bigOf(bits.subarray(1 + length))];
  const isOn = x < curve.p && y < curve.p && mod(y * y - x * x * x + 3n * x - curve.b, curve.p) === 0n;
  return isOn ? { x, y } : undefined;
}

export function ecdsaVerify(curve: Curve, key: Point, signed: { readonly digest: Uint8Array; readonly signature: Uint8Array }): boolean {
  const parts = inside(readElements(signed.signature)?.[0]);
  if (parts?.length !== 2 || parts.some(({ tag }) => tag !== tags.integer)) return false;
  const [r, s] = [bigOf(parts[0]!.content), bigOf(parts[1]!.content)];
  if (r < 1n || s < 1n || r >= curve.order || s >= curve.order) return false;
  const spare = BigInt(Math.max(0, signed.digest.length * 8 - curve.size));
  const message = bigOf(signed.digest) >> spare;
  const w = inverse(s, curve.order);
  const sum = sumOf(curve, [
    { times: mod(message * w, curve.order), point: curve },
    { times: mod(r * w, curve.order), point: key },
  ]);
  if (sum.z === 0n) return false;
  const scale = inverse(sum.z, curve.p);
  return mod(mod(sum.x * scale * scale, curve.p), curve.order) === r;
}

/** The sum of two points, each so many times. */
function sumOf(curve: Curve, terms: readonly { readonly times: bigint; readonly point: Point }[]): Projected {
  let sum = infinity;
  for (let bit = BigInt(curve.size - 1); bit >= 0n; bit -= 1n) {
    sum = double(curve, sum);
    for (const { times, point } of terms) if (((times >> bit) & 1n) === 1n) sum = add(curve, sum, { ...point, z: 1n });
  }
  return sum;
}

function double({ p }: Curve, { x, y, z }: Projected): Projected {
  if (z === 0n || y === 0n) return infinity;
  const zz = mod(z * z, p);
  const yy = mod(y * y, p);
  const s = mod(4n * x * yy, p);
  const m = mod(3n * (x - zz) * (x + zz), p);
  const newX = mod(m * m - 2n * s, p);
  return { x: newX, y: mod(m * (s - newX) - 8n * yy * yy, p), z: mod(2n * y * z, p) };
}

function add(curve: Curve, a: Projected, b: Projected): Projected {
  const { p } = curve;
  if (a.z === 0n) return b;
  const zz = mod(a.z * a.z, p);
  const h = mod(b.x * zz - a.x, p);
  const r = mod(b.y * zz * a.z - a.y, p);
  if (h === 0n) return r === 0n ? double(curve, a) : infinity;
  const hh = mod(h * h, p);
  const hhh = mod(hh * h, p);
  const v = mod(a.x * hh, p);
  const x = mod(r * r - hhh - 2n * v, p);
  return { x, y: mod(r * (v - x) - a.y * hhh, p), z: mod(a.z * h, p) };
}
