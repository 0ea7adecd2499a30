import { expect, test } from 'vitest';

Object.assign(globalThis, { window: { addEventListener: () => undefined, matchMedia: () => ({ addEventListener: () => undefined }) } });
const { placeOf } = await import('./flight.ts');

test.each([
  [{ kind: 'ServiceAccount', namespace: 'default', name: 'bot' }, 'network', '', { lens: 'rbac' }],
  [{ kind: 'ServiceAccount', namespace: 'default', name: 'bot' }, 'rbac', '', {}],
  [{ kind: 'StorageClass', name: 'fast' }, 'network', '', { lens: 'storage' }],
  [{ kind: 'Pod', namespace: 'kube-system', name: 'coredns' }, 'network', '', { namespace: '*' }],
  [{ kind: 'Pod', namespace: 'shop', name: 'web' }, 'network', 'default', { namespace: '*' }],
  [{ kind: 'Lease', namespace: 'kube-node-lease', name: 'node-1' }, 'network', '', {}],
] as const)('%j is found from the %s lens', (ref, lens, namespace, expected) => {
  expect(placeOf(ref, { lens, namespace })).toEqual(expected);
});
