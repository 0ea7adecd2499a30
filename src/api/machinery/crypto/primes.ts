/** The constants of the SHA-2 family: the fractional parts of roots of the first primes, found with integers alone. */

export function firstPrimes(count: number): readonly bigint[] {
  const primes: bigint[] = [];
  for (let candidate = 2n; primes.length < count; candidate += 1n) {
    if (primes.every((prime) => candidate % prime !== 0n)) primes.push(candidate);
  }
  return primes;
}

/** The first `bits` bits after the point of the square root (2) or the cube root (3). */
export function rootFraction(prime: bigint, root: bigint, bits: bigint): bigint {
  const target = prime << (bits * root);
  let low = 0n;
  let high = 1n << (bits + 8n);
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** root <= target) low = middle;
    else high = middle;
  }
  return low & ((1n << bits) - 1n);
}
