import { expect, test } from 'vitest';
import { windowFor, zoomed } from './store.ts';

test('without a zoom the whole run is shown', () => {
  expect(windowFor(undefined, 5_000, 12_000)).toEqual({ from: 0, to: 20_000 });
});

test('a zoomed stretch stands still until the playhead leaves it, and then goes along', () => {
  expect(windowFor({ from: 1_000, to: 2_000 }, 1_500, 9_000)).toEqual({ from: 1_000, to: 2_000 });
  expect(windowFor({ from: 1_000, to: 2_000 }, 2_100, 9_000)).toEqual({ from: 1_900, to: 2_900 });
  expect(windowFor({ from: 1_000, to: 2_000 }, 100, 9_000)).toEqual({ from: 0, to: 1_000 });
});

test('zooming keeps the moment under the pointer, and far enough out shows everything', () => {
  expect(zoomed({ from: 0, to: 20_000 }, 5_000, 0.5, 12_000)).toEqual({ from: 2_500, to: 12_500 });
  expect(zoomed({ from: 2_500, to: 12_500 }, 5_000, 4, 12_000)).toBeUndefined();
  expect(zoomed({ from: 0, to: 60 }, 30, 0.1, 12_000)).toEqual({ from: 5, to: 55 });
});
