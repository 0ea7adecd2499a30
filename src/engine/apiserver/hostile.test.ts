/** What the fuzz runs found, each as the smallest request that did it. */
import { expect, test } from 'vitest';
import type { Json } from '#api/immutable.ts';
import type { Kind } from '#api/kinds.ts';
import { ask, body, create, testServer } from './testServer.ts';

test('a version that is no text is refused in the words of the decoder', () => {
  const answer = create(testServer(), 'ConfigMap', 'a', { apiVersion: [{}], kind: 'ConfigMap' });
  expect(answer.code).toBe(400);
  expect(body(answer)['message']).toContain(
    "couldn't get version/kind; json parse error: json: cannot unmarshal array into Go struct field .apiVersion of type string",
  );
});

test('a value nested beyond reason is refused before anybody walks it', () => {
  let deep: Json = 1;
  for (let i = 0; i < 20_000; i += 1) deep = { a: deep };
  const it = testServer();
  expect(create(it, 'ConfigMap', 'a', { data: deep }).code).toBe(400);
  expect(ask(it, 'ConfigMap', { verb: 'patch', name: 'a', patch: { type: 'merge', body: deep } }).code).toBe(400);
});

test.each<readonly [Kind, object]>([
  ['FlowSchema', { spec: { matchingPrecedence: 1, priorityLevelConfiguration: { name: 'x' }, rules: [{}] } }],
  ['StorageClass', { provisioner: 'x', allowedTopologies: [{ matchLabelExpressions: [{}] }] }],
  ['Secret', { type: 'valueOf' }],
])('a %s that lacks a list, or is called as something that every object has, gets a Status', (kind, fields) => {
  expect([201, 422]).toContain(create(testServer(), kind, 'a', fields as never).code);
});

test('an apiVersion that is called as something that every object has is no version', () => {
  const answer = create(testServer(), 'ConfigMap', 'a', { apiVersion: 'constructor', kind: 'ConfigMap' });
  expect(body(answer)).toMatchObject({ code: 400, message: expect.stringContaining('is registered for version "constructor"') as string });
});
