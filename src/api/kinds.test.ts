import { expect, test } from 'vitest';
import { apiVersionOf, groupResource, rowOfKind, rowOfResource, scheme } from './scheme.ts';

test('the scheme finds a row by kind and by resource', () => {
  expect(rowOfKind('StatefulSet')).toBe(scheme.StatefulSet);
  expect(rowOfResource('apps', 'statefulsets')).toBe(scheme.StatefulSet);
  expect(rowOfResource('', 'statefulsets')).toBeUndefined();
  expect(apiVersionOf(scheme.StatefulSet)).toBe('apps/v1');
  expect(groupResource(scheme.StatefulSet)).toBe('statefulsets.apps');
  expect(groupResource(scheme.Pod)).toBe('pods');
});
