import { expect, test } from 'vitest';
import { rank } from './rank.ts';

function best(search: string, ...texts: readonly string[]): readonly string[] {
  return texts.filter((text) => rank(text, search) > 0).sort((a, b) => rank(b, search) - rank(a, search));
}

test('letters scattered over a text are no match; whole words are', () => {
  expect(best('by node', 'ServiceAccount kube-system node-controller', 'By node', 'By workload')).toEqual(['By node']);
  expect(best('redis-1', 'Pod default redis-10', 'Pod default redis-1', 'Service default web')).toEqual([
    'Pod default redis-1',
    'Pod default redis-10',
  ]);
});

test('a word of the group counts too, but less', () => {
  expect(rank('Play / Pause', 'timeline', ['Timeline'])).toBeGreaterThan(0);
  expect(rank('Play / Pause', 'play', ['Timeline'])).toBeGreaterThan(rank('Play / Pause', 'timeline', ['Timeline']));
});
