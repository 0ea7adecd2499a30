import { expect, test } from 'vitest';
import type { KubeObject, OwnerReference, Uid } from '../meta.ts';
import { addOwner, controllerReference, hasOwner, isControlledBy, removeOwner } from './ownerReferences.ts';

function object(name: string, ownerReferences?: readonly OwnerReference[]): KubeObject {
  const metadata = { name, uid: `uid-${name}`, ...(ownerReferences === undefined ? {} : { ownerReferences }) };
  return { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata } as unknown as KubeObject;
}

test('owners come and go', () => {
  const owner = object('web');
  const reference = controllerReference(owner);
  expect(reference).toEqual({
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    name: 'web',
    uid: 'uid-web',
    controller: true,
    blockOwnerDeletion: true,
  });
  const references = addOwner([{ apiVersion: 'v1', kind: 'Node', name: 'n', uid: 'uid-n' as Uid }], reference);
  const owned = object('web-0', references);
  expect(isControlledBy(owned, owner)).toBe(true);
  expect(isControlledBy(owned, object('n'))).toBe(false);
  expect(hasOwner(owned, 'uid-n' as Uid)).toBe(true);
  expect(addOwner(references, { ...reference, controller: false })).toHaveLength(2);
  expect(removeOwner(references, 'uid-n' as Uid)).toEqual([reference]);
  expect(removeOwner([reference], reference.uid)).toBeUndefined();
  expect(removeOwner(undefined, reference.uid)).toBeUndefined();
  expect(hasOwner(object('free'), 'uid-n' as Uid)).toBe(false);
});
