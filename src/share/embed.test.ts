import { expect, test } from 'vitest';
import { readEmbedMessage } from './embed.ts';

test.each([
  [{ orrery: 1, id: 7, do: 'apply', yaml: 'kind: Pod' }],
  [{ orrery: 1, do: 'kubectl', argv: ['get', 'pods'] }],
  [{ orrery: 1, do: 'seek', at: 1200 }],
  [{ orrery: 1, do: 'play' }],
])('%j is understood', (message) => {
  expect(readEmbedMessage(message)).toEqual(message);
});

test.each([
  [undefined],
  ['play'],
  [{ do: 'play' }],
  [{ orrery: 1, do: 'eval', code: 'alert(1)' }],
  [{ orrery: 1, do: 'seek', at: -1 }],
  [{ orrery: 1, do: 'seek', at: Number.NaN }],
  [{ orrery: 1, do: 'kubectl', argv: 'get pods' }],
  [{ orrery: 1, do: 'apply', yaml: { toString: 'x' } }],
  [{ orrery: 1, do: 'apply', yaml: 'x'.repeat(300_000) }],
])('%j is dropped', (message) => {
  expect(readEmbedMessage(message)).toBeUndefined();
});
