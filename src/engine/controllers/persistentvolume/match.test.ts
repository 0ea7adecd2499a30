import { expect, test } from 'vitest';
import type { PersistentVolume, PersistentVolumeClaim } from '#api/kinds.ts';
import { bestMatch, mismatch } from './match.ts';

/** `a 5Gi RWO,RWX class=fast for=ns/claim label=tier:gold bound` */
function volume(line: string): PersistentVolume {
  const [name, storage, modes, ...words] = line.split(' ');
  const value = (key: string) => words.find((it) => it.startsWith(`${key}=`))?.slice(key.length + 1);
  const [namespace, claim] = value('for')?.split('/') ?? [];
  const label = value('label')?.split(':');
  return {
    metadata: { name, labels: label === undefined ? {} : { [label[0]!]: label[1] } },
    spec: {
      capacity: { storage },
      accessModes: modes!.split(','),
      storageClassName: value('class') ?? '',
      ...(claim === undefined ? {} : { claimRef: { namespace, name: claim } }),
    },
    status: { phase: words.includes('bound') ? 'Bound' : 'Available' },
  } as unknown as PersistentVolume;
}

/** `2Gi RWO class=fast label=tier:gold` */
function claim(line: string): PersistentVolumeClaim {
  const [storage, modes, ...words] = line.split(' ');
  const value = (key: string) => words.find((it) => it.startsWith(`${key}=`))?.slice(key.length + 1);
  const label = value('label')?.split(':');
  return {
    metadata: { name: 'data', namespace: 'ns', uid: 'u' },
    spec: {
      resources: { requests: { storage } },
      accessModes: modes!.split(','),
      storageClassName: value('class') ?? '',
      ...(label === undefined ? {} : { selector: { matchLabels: { [label[0]!]: label[1] } } }),
    },
  } as unknown as PersistentVolumeClaim;
}

test.each([
  ['the smallest that is large enough', '2Gi RWO', ['a 1Gi RWO', 'b 10Gi RWO', 'c 5Gi RWO'], 'c'],
  ['fewer access modes before smaller', '2Gi RWO', ['a 2Gi RWX,RWO', 'b 3Gi RWO'], 'b'],
  ['more access modes when there is no other', '2Gi RWX', ['a 2Gi RWX,RWO', 'b 3Gi RWO'], 'a'],
  ['the same class', '1Gi RWO class=fast', ['a 1Gi RWO', 'b 1Gi RWO class=fast'], 'b'],
  ['the one that is reserved for it, however large', '1Gi RWO', ['a 1Gi RWO', 'b 9Gi RWO for=ns/data'], 'b'],
  ['not what is reserved for another', '1Gi RWO', ['a 1Gi RWO for=ns/other'], undefined],
  ['what its selector asks for', '1Gi RWO label=tier:gold', ['a 1Gi RWO', 'b 2Gi RWO label=tier:gold'], 'b'],
  ['not what is bound', '1Gi RWO', ['a 1Gi RWO bound'], undefined],
])('a claim gets %s', (_, wanted, volumes, name) => {
  expect(bestMatch(claim(wanted), volumes.map(volume), false)?.metadata.name).toBe(name);
});

test('a claim that waits for its first consumer takes only what is reserved for it', () => {
  expect(bestMatch(claim('1Gi RWO'), [volume('a 1Gi RWO')], true)).toBeUndefined();
  expect(bestMatch(claim('1Gi RWO'), [volume('a 1Gi RWO for=ns/data')], true)?.metadata.name).toBe('a');
});

test.each([
  ['9Gi RWO', 'requested PV is too small'],
  ['1Gi RWO class=fast', 'storageClassName does not match'],
  ['1Gi RWX', 'incompatible accessMode'],
  ['1Gi RWO', undefined],
])('a volume asked for by name: %s', (wanted, problem) => {
  expect(mismatch(volume('a 2Gi RWO'), claim(wanted))).toBe(problem);
});
