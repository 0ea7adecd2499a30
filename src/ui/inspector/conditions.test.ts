import { expect, test } from 'vitest';
import type { KubeObject } from '#api/meta.ts';
import { conditionsOf } from './conditions.ts';

test.each([
  ['Ready', 'True', 'ready'],
  ['Ready', 'False', 'bad'],
  ['Ready', 'Unknown', 'moving'],
  ['DiskPressure', 'False', 'ready'],
  ['ReplicaFailure', 'True', 'bad'],
  ['Failed', 'True', 'bad'],
  ['ScalingLimited', 'False', 'idle'],
  ['NamespaceDeletionContentFailure', 'True', 'bad'],
])('%s %s is %s', (type, status, tone) => {
  const object = { status: { conditions: [{ type, status, reason: 'Because', message: 'it is so' }] } } as unknown as KubeObject;
  expect(conditionsOf(object)).toEqual([{ type, status, reason: 'Because', message: 'it is so', tone }]);
});
