/** Why tables of upstream's tests are not replayed: they are about what Go or its test has, and what we have no use for. */
import { clientReasons } from './clientReasons.ts';
import { componentReasons } from './componentReasons.ts';
import { controllerReasons } from './controllerReasons.ts';
import { machineryReasons } from './machineryReasons.ts';

/** A reason, and the places that it holds for: a whole package, or some tests of it. */
export type Reasons = readonly (readonly [reason: string, ...places: readonly (readonly [name: string, ...tests: readonly string[]])[]])[];

const reasons: Reasons = [...controllerReasons, ...machineryReasons, ...componentReasons, ...clientReasons];

const known: ReadonlyMap<string, string> = new Map(
  reasons.flatMap(([reason, ...places]) =>
    places.flatMap(([name, ...tests]) =>
      (tests.length === 0 ? [name] : tests.map((test) => `${name} ${test}`)).map((place) => [place, reason]),
    ),
  ),
);

/** Why the rows of a test without an adapter are left out; `name` is the package's file. */
export function reasonOf(name: string, test: string): string {
  return knownReason(name, test) ?? `no function of this project is mapped to ${name} ${test} yet`;
}

/** The reason of a test or of its whole package: it says more than that rows hold Go functions. */
export function knownReason(name: string, test: string): string | undefined {
  return known.get(`${name} ${test}`) ?? known.get(name);
}
