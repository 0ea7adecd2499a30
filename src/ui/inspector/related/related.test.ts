import { expect, test } from 'vitest';
import { cluster } from '#scene/testing/notation.ts';
import { relatedTo } from './related.ts';

const mirror = cluster(
  'node n1',
  'sts web 1 data',
  'pod web-0 Running n1 data-web-0 @StatefulSet/web',
  'pvc data-web-0 Bound pv-0',
  'pv pv-0 Bound',
  'svc web None',
  'slice web web-0',
  'pdb calm web',
  'sa bot',
  'role reader',
  'binding bot-reads Role/reader bot',
);

function told(kind: string, name: string): Record<string, readonly string[]> {
  const object = [...(mirror.kinds.get(kind)?.values() ?? [])].find((one) => one.metadata.name === name);
  if (object === undefined) throw new Error(`no ${kind} ${name}`);
  return Object.fromEntries(
    Object.entries(relatedTo(object, mirror)).map(([relation, refs]) => [relation, refs.map((ref) => `${ref.kind}/${ref.name}`)]),
  );
}

test.each([
  [
    'Pod',
    'web-0',
    {
      ownedBy: ['StatefulSet/web'],
      uses: ['Node/n1', 'PersistentVolumeClaim/data-web-0'],
      selectedBy: ['Service/web', 'PodDisruptionBudget/calm'],
    },
  ],
  ['StatefulSet', 'web', { owns: ['Pod/web-0'], uses: ['Service/web'] }],
  ['PersistentVolumeClaim', 'data-web-0', { uses: ['PersistentVolume/pv-0'], usedBy: ['Pod/web-0'] }],
  ['Service', 'web', { usedBy: ['StatefulSet/web'], selects: ['Pod/web-0'] }],
  ['Node', 'n1', { usedBy: ['Pod/web-0'] }],
  ['Role', 'reader', { usedBy: ['RoleBinding/bot-reads'] }],
  ['RoleBinding', 'bot-reads', { uses: ['ServiceAccount/bot', 'Role/reader'] }],
  ['ServiceAccount', 'bot', { usedBy: ['RoleBinding/bot-reads'] }],
] as const)('%s %s leads to what it has to do with', (kind, name, expected) => {
  expect(told(kind, name)).toEqual(expected);
});
