import { expect, test } from 'vitest';
import type { Request, Response } from '#api/request.ts';
import { busyMs, noteWrite, noWrites } from './writes.ts';

function wrote(...sorts: readonly string[]) {
  const writes = noWrites();
  for (const sort of sorts) {
    const [verb, resource] = sort.split(' ') as [Request['verb'], string];
    const request: Request = { verb, group: '', version: 'v1', resource };
    noteWrite(writes, {
      request,
      response: { code: 200, body: { metadata: { resourceVersion: '7' } } } as unknown as Response,
      revision: 7,
    });
  }
  return writes;
}

test.each([
  { sorts: [], rounds: 0 },
  { sorts: ['create pods'], rounds: 1 },
  { sorts: ['create replicasets', 'update deployments'], rounds: 2 },
  { sorts: Array<string>(3).fill('create pods'), rounds: 2 },
  { sorts: Array<string>(4).fill('create pods'), rounds: 3 },
  { sorts: ['create events', 'create events'], rounds: 0 },
])('$sorts keep a worker busy for $rounds writes', ({ sorts, rounds }) => {
  expect(busyMs(wrote(...sorts)) / busyMs(wrote('create pods'))).toBe(rounds);
});

test('events are counted, and nobody waits for his cache to show them', () => {
  expect(wrote('create events', 'create pods')).toMatchObject({ count: 2, unseen: new Map([['Pod', 7]]) });
});
