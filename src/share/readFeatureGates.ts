/** Checks that a value from outside sets feature gates, and says what is wrong with it when it does not. */
import { featureGates, type FeatureGates } from '#api/featureGates.ts';
import { check, record } from './checks.ts';

export function readFeatureGates(value: unknown): FeatureGates {
  const gates = record(value, 'featureGates');
  for (const name of Object.keys(gates)) {
    check(Object.hasOwn(featureGates, name), `there is no feature gate ${name} here; there are ${Object.keys(featureGates).join(', ')}`);
    check(typeof gates[name] === 'boolean', `feature gate ${name} must be true or false`);
  }
  return { ...gates } as FeatureGates;
}
