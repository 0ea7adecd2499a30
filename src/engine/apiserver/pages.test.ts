/** Pages of a list, and lists at a revision of the past. */
import { expect, test } from 'vitest';
import type { Request, Response } from '#api/request.ts';
import { handle } from './apiserver.ts';
import { ask, body, create, testServer, type TestServer } from './testServer.ts';

function filled(): TestServer {
  const it = testServer();
  for (const name of ['a', 'b', 'c', 'd']) create(it, 'ConfigMap', name, { data: { k: '1' } });
  return it;
}

function list(it: TestServer, options: Request['options']): Response {
  return ask(it, 'ConfigMap', { verb: 'list', options: { ...options } });
}

function names(response: Response): readonly string[] {
  const { items } = response.body as unknown as { readonly items: readonly { readonly metadata: { readonly name: string } }[] };
  return items.map(({ metadata }) => metadata.name);
}

test("later pages tell the objects of the first page's revision", () => {
  const it = filled();
  const first = list(it, { limit: 2 });
  expect(names(first)).toEqual(['a', 'b']);
  expect(body(first)['metadata']?.['remainingItemCount']).toBe(2);
  ask(it, 'ConfigMap', { verb: 'delete', name: 'd' });
  create(it, 'ConfigMap', 'bb');
  ask(it, 'ConfigMap', { verb: 'patch', name: 'c', patch: { type: 'merge', body: { data: { k: '2' } } } });
  const second = list(it, { limit: 9, continue: String(body(first)['metadata']?.['continue']) });
  expect(names(second)).toEqual(['c', 'd']);
  expect(body(second)['items']).toMatchObject([{ data: { k: '1' } }, {}]);
  expect(body(second)['metadata']?.['resourceVersion']).toBe(body(first)['metadata']?.['resourceVersion']);
});

test('a list can be asked for exactly as it was, unless that is too long ago', () => {
  const it = filled();
  const then = String(body(list(it, {}))['metadata']?.['resourceVersion']);
  ask(it, 'ConfigMap', { verb: 'delete', name: 'a' });
  expect(names(list(it, { resourceVersion: then, resourceVersionMatch: 'Exact' }))).toEqual(['a', 'b', 'c', 'd']);
  expect(names(list(it, { resourceVersion: then, resourceVersionMatch: 'NotOlderThan' }))).toEqual(['b', 'c', 'd']);
  expect(body(list(it, { resourceVersion: '1', resourceVersionMatch: 'Exact' }))).toMatchObject({
    code: 410,
    message: 'The resourceVersion for the provided list is too old.',
  });
});

test.each<readonly [string, (then: string, token: string) => Request['options'], readonly string[] | readonly [number, string]]>([
  ['the cache knows no pages', () => ({ limit: 1, resourceVersion: '0' }), ['b', 'c', 'd']],
  ['pages of a revision are exact', (then) => ({ limit: 3, resourceVersion: then }), ['a', 'b', 'c']],
  ['unless something newer will do', (then) => ({ limit: 2, resourceVersion: then, resourceVersionMatch: 'NotOlderThan' }), ['b', 'c']],
  ['a token goes with any revision', (_, token) => ({ continue: token, resourceVersion: '0' }), ['b', 'c', 'd']],
  [
    'a token knows its revision',
    (then, token) => ({ continue: token, resourceVersion: then }),
    [400, 'specifying resource version is not allowed when using continue'],
  ],
  [
    'the future, exactly',
    () => ({ resourceVersion: '99999', resourceVersionMatch: 'Exact' }),
    [500, 'etcdserver: mvcc: required revision is a future revision'],
  ],
  [
    'no number, of a page',
    () => ({ resourceVersion: 'x', limit: 1 }),
    [400, 'invalid resource version: resourceVersion: Invalid value: "x": strconv.ParseUint: parsing "x": invalid syntax'],
  ],
  [
    'no token',
    () => ({ continue: 'ab=c' }),
    [400, 'invalid continue token: continue key is not valid: illegal base64 data at input byte 2'],
  ],
  [
    'a token without a version',
    () => ({ continue: 'e30' }),
    [400, 'invalid continue token: continue key is not valid: server does not recognize this encoded version ""'],
  ],
])('revisions and pages: %s', (_, options, expected) => {
  const it = filled();
  const first = body(list(it, { limit: 1 }))['metadata'];
  ask(it, 'ConfigMap', { verb: 'delete', name: 'a' });
  const answer = list(it, options(String(first?.['resourceVersion']), String(first?.['continue'])));
  expect(answer.code === 200 ? names(answer) : [answer.code, body(answer)['message']]).toEqual(expected);
});

test.each([
  ['x', 500, /^resourceVersion: Invalid value: "x": strconv.ParseUint: parsing "x": invalid syntax$/],
  ['99999', 504, /^Timeout: Too large resource version: 99999, current: \d+$/],
])('one object cannot be had at the revision %s', (resourceVersion, code, message) => {
  const answer = ask(filled(), 'ConfigMap', { verb: 'get', name: 'a', options: { resourceVersion } });
  expect(body(answer)).toMatchObject({ code, message: expect.stringMatching(message) });
});

test('a token whose revision is gone is answered with one that goes on now', () => {
  const it = testServer();
  for (const name of ['a', 'b', 'c']) create(it, 'ConfigMap', name);
  const token = String(body(list(it, { limit: 1 }))['metadata']?.['continue']);
  create(it, 'ConfigMap', 'd');
  it.env.nowMs = 301_000;
  list(it, {});
  it.env.nowMs = 599_000;
  expect(names(list(it, { limit: 1, continue: token }))).toEqual(['b']);
  it.env.nowMs = 601_000;
  const gone = list(it, { limit: 1, continue: token });
  expect(gone.code).toBe(410);
  const next = String(body(gone)['metadata']?.['continue']);
  expect(names(list(it, { continue: next }))).toEqual(['b', 'c', 'd']);
});

test('whoever asks through another group is answered in the name of that group', () => {
  const it = testServer();
  const answer = handle(
    it.server,
    { verb: 'get', group: 'events.k8s.io', version: 'v1', resource: 'events', namespace: 'default', name: 'e' },
    it.env,
  );
  expect(body(answer)).toMatchObject({
    message: 'events.events.k8s.io "e" not found',
    details: { name: 'e', group: 'events.k8s.io', kind: 'events' },
  });
});
