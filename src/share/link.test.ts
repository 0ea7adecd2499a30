import { expect, test } from 'vitest';
import type { Tape } from '#api/tape.ts';
import { freshTape } from './freshTape.ts';
import { decodeLink, encodeLink } from './link.ts';

const inputs = [
  {
    at: 1500,
    cluster: 'orrery',
    input: {
      type: 'request',
      request: { verb: 'delete', group: '', version: 'v1', resource: 'pods', namespace: 'default', name: 'web-0' },
    },
  },
] as unknown as Tape['inputs'];

test('a tape comes back from its link as it was', () => {
  const tape = { ...freshTape({ seed: 7 }), inputs };
  expect(decodeLink(`#${encodeLink({ tape, at: 2000 })}`)).toEqual({ tape, at: 2000 });
  expect(decodeLink(encodeLink({ tape }))).toEqual({ tape });
});

test('a small scenario makes a small link', () => {
  expect(encodeLink({ tape: { ...freshTape(), inputs } }).length).toBeLessThan(120);
});

test.each([
  ['zz:abc', 'made by a newer Orrery'],
  ['a:!!!', 'damaged'],
  [encodeLink({ tape: freshTape() }).slice(0, -4), 'damaged'],
  [encodeLink({ tape: { ...freshTape(), version: 2 as 1 } }).replace('a:', 'b:'), 'newer'],
  [encodeLink({ tape: { ...freshTape(), inputs: [{ at: -1, cluster: 'orrery', input: {} }] as never } }), 'needs a time'],
  [encodeLink({ tape: { ...freshTape(), inputs: [{ at: 1, cluster: 'elsewhere', input: {} }] as never } }), 'not there'],
])('a link that is not a tape is refused: %s', (link, problem) => {
  expect(() => decodeLink(link)).toThrow(problem);
});
