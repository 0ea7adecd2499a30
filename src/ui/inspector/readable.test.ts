import { expect, test } from 'vitest';
import type { KubeObject } from '#api/meta.ts';
import { readable } from './readable.ts';

const secret = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: {
    name: 's',
    managedFields: [{ manager: 'm' }],
    annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{"data":{"password":"aHVudGVyMg=="}}' },
  },
  data: { password: 'aHVudGVyMg==' },
} as unknown as KubeObject;

test("a Secret's values are hidden everywhere they stand, until they are asked for", () => {
  expect(JSON.stringify(readable(secret, false))).not.toContain('aHVudGVy');
  expect(readable(secret, false)).toMatchObject({ data: { password: '••• (12)' } });
  expect(readable(secret, true)).toMatchObject({ data: { password: 'aHVudGVyMg==' } });
});

test('managedFields are there only when they are wanted', () => {
  expect(JSON.stringify(readable(secret, true))).not.toContain('managedFields');
  expect(JSON.stringify(readable(secret, true, true))).toContain('managedFields');
});
