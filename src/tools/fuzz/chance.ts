/** Chance for a fuzz run: everything drawn from one seed. */
import { nextBelow, seedRandom, type RandomState } from '#sim/random.ts';

export type Chance = RandomState;

export function chanceOf(seed: number): Chance {
  return seedRandom(seed, 'fuzz');
}

/** One time in `n`. */
export function oneIn(chance: Chance, n: number): boolean {
  return nextBelow(chance, n) === 0;
}

export function below(chance: Chance, n: number): number {
  return nextBelow(chance, n);
}

export function pick<T>(chance: Chance, list: readonly T[]): T {
  return list[nextBelow(chance, list.length)] as T;
}

export function times<T>(count: number, make: (i: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => make(i));
}
