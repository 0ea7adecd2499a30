import { expect, test } from 'vitest';
import type { ObjectChange } from '#api/frame.ts';
import { createPast, type Past } from './past.ts';

/** `+a 1 10`: object a, revision 1, at 10 ms; `~` changes it, `-` ends it. */
function tell(past: Past, ...lines: readonly string[]): void {
  const read = lines.map((line) => line.split(' ') as [string, string, string]);
  const types = { '+': 'ADDED', '~': 'MODIFIED', '-': 'DELETED' } as const;
  const changes = read.map(([name, resourceVersion]) => ({
    type: types[name[0] as '+'],
    cluster: 'c',
    object: { apiVersion: 'v1', kind: 'Pod', metadata: { name: name.slice(1), uid: name.slice(1), resourceVersion } },
  })) as unknown as ObjectChange[];
  const history = read.map(([, revision, at]) => ({ cluster: 'c', revision: Number(revision), at: Number(at) })) as never[];
  past.record({ reset: false, changes, history }, Number(read.at(-1)![2]));
}

const at = (past: Past, moment: number) =>
  past
    .goTo(moment)
    ?.map(({ place, object }) => `${place.split('/').at(-1)} ${object?.metadata.resourceVersion ?? 'gone'}`)
    .sort();

function begun(): Past {
  const past = createPast();
  tell(past, '+a 1 10', '+b 2 20');
  tell(past, '~a 3 30', '-b 4 40');
  return past;
}

test('any moment of the way is told as what is not as it was', () => {
  const past = begun();
  expect(at(past, 25)).toEqual(['a 1', 'b 2']);
  expect(at(past, 25)).toEqual([]);
  expect(at(past, 5)).toEqual(['a gone', 'b gone']);
  expect(at(past, 40)).toEqual(['a 3', 'b gone']);
  expect(at(past, 1_000)).toBeUndefined();
});

test('playing the same way again adds nothing to it; another way ends the first', () => {
  const past = begun();
  at(past, 15);
  tell(past, '+b 2 20');
  expect(at(past, 40)).toEqual(['a 3', 'b gone']);
  at(past, 15);
  past.cut(15);
  tell(past, '+c 2 25');
  expect(at(past, 25)).toEqual([]);
  expect(at(past, 0)).toEqual(['a gone', 'c gone']);
});

test('a moment before the way is not known', () => {
  const past = createPast();
  past.forget(100);
  tell(past, '+a 1 110');
  expect(at(past, 50)).toBeUndefined();
  expect(at(past, 105)).toEqual(['a gone']);
});
