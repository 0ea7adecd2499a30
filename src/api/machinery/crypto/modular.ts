/** Arithmetic modulo a number. It takes no care to take the same time for every key: it is for a model's keys. */

export function mod(value: bigint, modulus: bigint): bigint {
  const rest = value % modulus;
  return rest < 0n ? rest + modulus : rest;
}

const windowBits = 5;

/** base^exponent, five bits of the exponent at a time. */
export function modPow(base: bigint, exponent: bigint, modulus: bigint): bigint {
  const powers = [1n];
  for (let i = 1; i < 1 << windowBits; i += 1) powers.push((powers[i - 1]! * base) % modulus);
  const bits = exponent.toString(2);
  const padded = '0'.repeat((windowBits - (bits.length % windowBits)) % windowBits) + bits;
  let result = 1n;
  for (let at = 0; at < padded.length; at += windowBits) {
    if (at > 0) for (let i = 0; i < windowBits; i += 1) result = (result * result) % modulus;
    const digit = Number.parseInt(padded.slice(at, at + windowBits), 2);
    if (digit > 0) result = (result * powers[digit]!) % modulus;
  }
  return result % modulus;
}

/** The number that gives 1 with this one; 0 when there is none. */
export function inverse(value: bigint, modulus: bigint): bigint {
  let [low, high] = [mod(value, modulus), modulus];
  let [factor, before] = [1n, 0n];
  while (low > 1n) {
    const times = high / low;
    [low, high] = [high - times * low, low];
    [factor, before] = [before - times * factor, factor];
  }
  return low === 1n ? mod(factor, modulus) : 0n;
}
