/** What a patched object can be refused for. upstream: endpoints/handlers/patch.go */
import { expect, test } from 'vitest';
import type { Request } from '#api/request.ts';
import { ask, body, create, testServer, type Loose } from './testServer.ts';

function patched(patch: Request['patch'], rest: Partial<Request> = {}): Loose {
  const it = testServer();
  create(it, 'ConfigMap', 'a', { data: { k: '1' } });
  return body(
    ask(it, 'ConfigMap', {
      verb: 'patch',
      name: 'a',
      ...(patch === undefined ? {} : { patch }),
      options: { fieldValidation: 'Strict' },
      ...rest,
    }),
  );
}

test('unknown fields make a patch invalid', () => {
  const answer = patched({ type: 'strategic', body: { dataa: { x: 'y' } } });
  expect(answer).toMatchObject({
    code: 422,
    reason: 'Invalid',
    message: ' "" is invalid: patch: Invalid value: "map[dataa:map[x:y]]": strict decoding error: unknown field "dataa"',
  });
  const merged = patched({ type: 'merge', body: { dataa: 1 } });
  expect(merged['message']).toMatch(/^ "" is invalid: patch: Invalid value: "\{.*\}": strict decoding error: unknown field "dataa"$/);
});

test('values of the wrong type make a patch invalid', () => {
  expect(patched({ type: 'merge', body: { immutable: 'x' } })).toMatchObject({ code: 422, reason: 'Invalid' });
});

test('a patch cannot rename', () => {
  expect(patched({ type: 'merge', body: { metadata: { name: 'b' } } })).toMatchObject({
    code: 400,
    message: 'the name of the object (b) does not match the name on the URL (a)',
  });
});

test('repeated fields of an apply are told in the words of a YAML reader', () => {
  const yaml = 'yaml: unmarshal errors:\n  line 5: key "k" already set in map';
  const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { z: '2' } };
  const options = { fieldManager: 'm', fieldValidation: 'Strict' };
  expect(patched({ type: 'apply', body: config }, { repeated: { yaml }, options })).toMatchObject({
    code: 400,
    message: `error strict decoding YAML: error converting YAML to JSON: ${yaml}`,
  });
});

test.each([
  ['merge', [], 'error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}'],
  ['merge', null, 'Invalid JSON Patch'],
  ['strategic', 'x', 'json: cannot unmarshal string into Go value of type map[string]interface {}'],
] as const)('a %s patch that is no object: %j', (type, content, message) => {
  expect(patched({ type, body: content })).toMatchObject({ code: 400, message });
});

test.each<readonly [string, Partial<Request>, number, string]>([
  [
    'a text',
    { verb: 'patch', patch: { type: 'merge', body: { spec: { replicas: 'x' } } } },
    422,
    'json: cannot unmarshal string into Go struct field ScaleSpec.spec.replicas of type int32',
  ],
  [
    'an unknown field',
    { verb: 'patch', patch: { type: 'merge', body: { spec: { x: 1 } } } },
    422,
    'strict decoding error: unknown field "spec.x"',
  ],
  [
    'another name',
    { verb: 'update', object: { metadata: { name: 'e' } } },
    400,
    'the name of the object (e) does not match the name on the URL (d)',
  ],
  [
    'another kind',
    { verb: 'update', object: { apiVersion: 'apps/v1', kind: 'Deployment' } },
    400,
    'Deployment in version "v1" cannot be handled as a Scale: ',
  ],
])('a scale with %s is refused', (_, request, code, message) => {
  const it = testServer();
  const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }] } };
  create(it, 'Deployment', 'd', { spec: { selector: { matchLabels: { a: 'b' } }, template } });
  const answer = ask(it, 'Deployment', { name: 'd', subresource: 'scale', options: { fieldValidation: 'Strict' }, ...request });
  expect(body(answer)).toMatchObject({ code, message: expect.stringContaining(message) });
});

test('a namespace with a generated name has it as its label', () => {
  const { metadata } = body(ask(testServer(), 'Namespace', { verb: 'create', object: { metadata: { generateName: 'n-' } } }));
  expect(metadata?.['labels']).toEqual({ 'kubernetes.io/metadata.name': metadata?.['name'] });
});
