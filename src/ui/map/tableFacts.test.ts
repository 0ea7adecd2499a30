import { expect, test } from 'vitest';
import type { KubeObject } from '#api/meta.ts';
import { plainFacts } from './tableFacts.ts';

const metadata = { name: 'a', uid: 'u', labels: { app: 'web', tier: 'front' } };

test.each([
  [
    {
      kind: 'PersistentVolume',
      metadata,
      spec: { capacity: { storage: '100Mi' }, storageClassName: 'disks', claimRef: { namespace: 'default', name: 'data' } },
      status: { phase: 'Bound' },
    },
    { tone: 'ready', word: 'Bound', facts: '100Mi · disks · → default/data' },
  ],
  [
    {
      kind: 'EndpointSlice',
      metadata,
      endpoints: [
        { addresses: ['10.0.0.1'], conditions: { ready: true } },
        { addresses: ['10.0.0.2'], conditions: { ready: false } },
      ],
      ports: [{ port: 80, protocol: 'TCP' }],
    },
    { tone: 'ready', word: '1/2', facts: '10.0.0.1 10.0.0.2 · 80/TCP' },
  ],
  [
    { kind: 'ReplicaSet', metadata, spec: { replicas: 0 }, status: {} },
    { tone: 'idle', word: '0/0', facts: '' },
  ],
  [
    { kind: 'ClusterRole', metadata },
    { tone: 'idle', word: '', facts: 'app=web · tier=front' },
  ],
])('%j has something to say in the table', (object, facts) => {
  expect(plainFacts(object as unknown as KubeObject)).toEqual(facts);
});
