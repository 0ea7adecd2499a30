import { expect, test } from 'vitest';
import { create, testServer } from '../testServer.ts';
import { nominalSeats } from './seats.ts';

test('levels share the seats of the server', () => {
  const it = testServer();
  const shown = () => nominalSeats(it.server.store).map(({ level, seats }) => `${level} ${seats}`);
  expect(shown()).toEqual([
    'catch-all 13',
    'exempt 0',
    'global-default 49',
    'leader-election 25',
    'node-high 98',
    'system 74',
    'workload-high 98',
    'workload-low 245',
  ]);
  create(it, 'PriorityLevelConfiguration', 'own', {
    spec: { type: 'Limited', limited: { nominalConcurrencyShares: 55, limitResponse: { type: 'Reject' } } },
  });
  expect(shown()).toEqual(expect.arrayContaining(['own 110', 'workload-low 200', 'exempt 0']));
});
