import { expect, test } from 'vitest';
import type { Json } from '#api/immutable.ts';
import { ask, create, testServer } from '../testServer.ts';

/** Asks a bound claim of 1Gi to grow. */
function grow(allowVolumeExpansion: boolean) {
  const it = testServer();
  create(it, 'StorageClass', 'c', { provisioner: 'p', allowVolumeExpansion });
  const storage = (amount: string) => ({ requests: { storage: amount } });
  create(it, 'PersistentVolumeClaim', 'data', {
    spec: { storageClassName: 'c', accessModes: ['ReadWriteOnce'], volumeName: 'v', resources: storage('1Gi') },
  });
  const patch = (patched: Json) => ({ verb: 'patch', name: 'data', patch: { type: 'merge', body: patched } }) as const;
  ask(it, 'PersistentVolumeClaim', {
    ...patch({ status: { phase: 'Bound', capacity: { storage: '1Gi' } } }),
    subresource: 'status',
  });
  return ask(it, 'PersistentVolumeClaim', patch({ spec: { resources: storage('2Gi') } }));
}

test('a bound claim grows only if its class allows it', () => {
  expect(grow(true).code).toBe(200);
  expect(grow(false)).toMatchObject({
    code: 403,
    body: {
      message:
        'persistentvolumeclaims "data" is forbidden: only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
    },
  });
});
