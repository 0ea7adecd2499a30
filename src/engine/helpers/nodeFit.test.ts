import type { Node } from '#api/kinds.ts';
import { matchesTerm } from './nodeFit.ts';
import { expect, it } from 'vitest';

it('a term with a value that could not be a label matches nothing', () => {
  const node = { metadata: { name: 'n', labels: { a: 'b' } } } as unknown as Node;
  const term = (value: string) => ({ matchExpressions: [{ key: 'a', operator: 'NotIn' as const, values: [value] }] });
  expect([matchesTerm(term('c'), node), matchesTerm(term('no label: @'), node)]).toEqual([true, false]);
});
