/** Seeded random numbers whose state is four integers, the same in every engine (sfc32, integer arithmetic only). */
export type RandomState = [number, number, number, number];

/** A generator of its own for each name, so that one component's draws never shift another's. */
export function seedRandom(seed: number, name: string): RandomState {
  let hash = 2166136261 ^ seed;
  for (let i = 0; i < name.length; i += 1) hash = Math.imul(hash ^ name.charCodeAt(i), 16777619);
  const state: RandomState = [hash | 0, seed | 0, Math.imul(hash, 2654435761) | 0, 1];
  for (let i = 0; i < 12; i += 1) nextUint32(state);
  return state;
}

/** A uniform integer in [0, 2^32). Advances the state. */
export function nextUint32(state: RandomState): number {
  const [a, b, c, d] = state;
  const sum = (((a + b) | 0) + d) | 0;
  state[3] = (d + 1) | 0;
  state[0] = b ^ (b >>> 9);
  state[1] = (c + (c << 3)) | 0;
  state[2] = (((c << 21) | (c >>> 11)) + sum) | 0;
  return sum >>> 0;
}

/** A uniform integer in [0, below). `below` is at least 1. */
export function nextBelow(state: RandomState, below: number): number {
  return Math.floor((nextUint32(state) / 4294967296) * below);
}
