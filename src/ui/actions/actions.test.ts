import { expect, test } from 'vitest';

Object.assign(globalThis, { window: { addEventListener: () => undefined, matchMedia: () => ({ addEventListener: () => undefined }) } });
const { actionsIn } = await import('./actions.ts');

test('a served cluster has a clock that nobody moves: what would move it is not offered', () => {
  const ids = (isLive: boolean) => actionsIn({ isLive }).map(({ id }) => id);
  const hidden = ids(false).filter((id) => !ids(true).includes(id));
  expect(hidden).toEqual(['play', 'step', 'step-back', 'step-event', 'step-reconcile', 'faster', 'slower', 'start']);
});
