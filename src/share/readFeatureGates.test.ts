import { expect, test } from 'vitest';
import { readFeatureGates } from './readFeatureGates.ts';

test('gates that are well set are taken as they are', () => {
  const gates = { JobBackoffLimitPerIndex: true, MaxUnavailableStatefulSet: false };
  expect(readFeatureGates(gates)).toEqual(gates);
});

test.each<[why: string, value: unknown]>([
  ['featureGates must be an object', 3],
  ['there is no feature gate Magic here', { Magic: true }],
  ['there is no feature gate toString here', { toString: true }],
  ['feature gate JobSuccessPolicy must be true or false', { JobSuccessPolicy: 'yes' }],
])('%s', (why, value) => expect(() => readFeatureGates(value)).toThrow(why));
