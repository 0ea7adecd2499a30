import { expect, test } from 'vitest';
import type { Json } from '#api/immutable.ts';
import type { VirtualMs } from '#api/meta.ts';
import type { Request } from '#api/request.ts';
import type { TapeInput } from '#api/tape.ts';
import { withLastApplied } from '#kubectl/lastApplied.ts';
import { freshTape } from '#share/freshTape.ts';
import { sourcesOf } from './sources.ts';

const config = (name: string, data: Json = {}) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data });
const set = { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'db' }, spec: { replicas: 2 } };
const at = (moment: number, request: Partial<Request>): TapeInput => ({
  at: moment as VirtualMs,
  cluster: 'orrery',
  input: { type: 'request', request: { verb: 'create', group: '', version: 'v1', resource: 'things', ...request } },
});
const sources = (...inputs: TapeInput[]) => sourcesOf({ ...freshTape(), inputs });

test('what was given together is one file, named after its workload; later words about it are in it', () => {
  const applied = withLastApplied(config('settings', { a: '1' }) as never) as unknown as Json;
  const changed = withLastApplied(config('settings', { a: '2' }) as never) as unknown as Json;
  const found = sources(
    at(100, { object: applied }),
    at(120, { object: set }),
    at(9_000, { verb: 'patch', name: 'settings', patch: { type: 'strategic', body: changed } }),
    at(9_100, { verb: 'delete', name: 'db' }),
    at(20_000, { object: config('more') }),
  );
  expect(found.map(({ name }) => name)).toEqual(['db.yaml', 'more.yaml']);
  expect(found[0]?.text).toContain('a: "2"');
  expect(found[0]?.text).not.toContain('last-applied');
  expect(found[0]?.text.split('---')).toHaveLength(2);
});

test('what was only changed, asked or broken is no file', () => {
  expect(
    sources(
      at(1, { verb: 'patch', name: 'db', patch: { type: 'merge', body: { spec: { replicas: 3 } } } }),
      at(2, { subresource: 'eviction', object: { kind: 'Eviction', metadata: { name: 'p' } } }),
      at(3, { object: { apiVersion: 'orrery.dev/v1', kind: 'Fault', metadata: { name: 'f' } } }),
      at(4, { object: null }),
    ),
  ).toEqual([]);
});

test('two files have two names', () => {
  expect(
    sources(at(1, { object: config('a/b') }), at(5_000, { object: { ...set, metadata: { name: 'a-b' } } })).map(({ name }) => name),
  ).toEqual(['a-b.yaml', 'a-b-2.yaml']);
});
