import { expect, test } from 'vitest';
import { createKeys } from './keys.ts';
import type { Action } from './actions.ts';

const action = (id: string, key: string): Action => ({ id, key, group: 'go', name: () => id, run: () => undefined });
const press = (key: string, ctrlKey = false) => ({ key, ctrlKey, metaKey: false, altKey: false });

const table = [action('play', 'k'), action('palette', 'Ctrl+K'), action('terminal', 'g t'), action('table', 't')];

test('a key finds its action, and text fields keep their letters', () => {
  const find = createKeys(table);
  expect(find(press('k'), false, 0)?.id).toBe('play');
  expect(find(press('k'), true, 0)).toBeUndefined();
  expect(find(press('k', true), true, 0)?.id).toBe('palette');
});

test('two keys one after the other are one; too late, the second stands for itself', () => {
  const find = createKeys(table);
  expect(find(press('g'), false, 0)).toBeUndefined();
  expect(find(press('t'), false, 300)?.id).toBe('terminal');
  expect(find(press('g'), false, 1_000)).toBeUndefined();
  expect(find(press('t'), false, 3_000)?.id).toBe('table');
});
