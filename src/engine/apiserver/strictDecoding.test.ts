/** Unknown and repeated fields. upstream: test/e2e/apimachinery/field_validation.go */
import { expect, test } from 'vitest';
import type { Json } from '#api/immutable.ts';
import { integerOf } from '#api/machinery/exactInteger.ts';
import type { Request, Response } from '#api/request.ts';
import { ask, body, create as createOf, testServer } from './testServer.ts';

const containers = [{ name: 'c', image: 'nginx', unknownNested: 'x', imagePullPolicy: 'Never' }];
const template = { metadata: { labels: { app: 'x' } }, spec: { containers } };
const spec = { unknown1: 'a', unknownDupe: 'b', paused: true, selector: { matchLabels: { app: 'x' } }, template };
const object: Json = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'd' }, spec };
const repeated = { fields: ['spec.unknownDupe', 'spec.paused', 'spec.template.spec.containers[0].imagePullPolicy'] };
const words = [
  'unknown field "spec.unknown1"',
  'unknown field "spec.unknownDupe"',
  'duplicate field "spec.paused"',
  'unknown field "spec.template.spec.containers[0].unknownNested"',
  'duplicate field "spec.template.spec.containers[0].imagePullPolicy"',
];

function create(fieldValidation: string): Response {
  return ask(testServer(), 'Deployment', { verb: 'create', object, repeated, options: { fieldValidation } });
}

test('Strict refuses with everything that it found', () => {
  expect(body(create('Strict'))).toMatchObject({
    code: 400,
    message: `Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: ${words.join(', ')}`,
  });
});

test('Warn tells of it, Ignore does not', () => {
  expect(create('Warn')).toMatchObject({ code: 201, warnings: words });
  expect(create('').warnings).toEqual(words);
  expect(create('Ignore').warnings).toBeUndefined();
});

test('a YAML reader has words of its own', () => {
  const yaml = 'yaml: unmarshal errors:\n  line 3: key "paused" already set in map';
  const answer = ask(testServer(), 'ConfigMap', {
    verb: 'create',
    object: { metadata: { name: 'a' } },
    repeated: { yaml },
    options: { fieldValidation: 'Strict' },
  });
  expect(body(answer)['message']).toBe(`ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: ${yaml}`);
});

const given: Json = { data: { k: '1' } };

test.each<readonly [NonNullable<Request['patch']>, readonly string[], readonly string[]]>([
  [{ type: 'merge', body: { data: { k: '2' }, x: 1 } }, ['data.k'], ['duplicate field "data.k"', 'unknown field "x"']],
  [{ type: 'strategic', body: { data: { k: '2' } } }, ['data.k'], ['duplicate field "data.k"']],
  [
    { type: 'json', body: [{ op: 'add', path: '/x', value: 1, to: 1 }] },
    ['[0].path', '[0].to'],
    ['json patch unknown field "[0].to"', 'json patch duplicate field "[0].path"', 'unknown field "x"'],
  ],
])('the text of a patch is read strictly too: %j', (patch, fields, expected) => {
  const it = testServer();
  ask(it, 'ConfigMap', { verb: 'create', object: { metadata: { name: 'a' }, ...given } });
  const asked = (fieldValidation: string): Response =>
    ask(it, 'ConfigMap', { verb: 'patch', name: 'a', patch, repeated: { fields }, options: { fieldValidation } });
  expect(body(asked('Strict'))).toMatchObject({
    code: 422,
    message: expect.stringContaining(`: strict decoding error: ${expected.join(', ')}`),
  });
  expect(asked('Warn')).toMatchObject({ code: 200, warnings: expected });
});

const scheme = 'in scheme "pkg/api/legacyscheme/scheme.go:30"';

test.each([
  ['v1', 'Cat', `Cat in version "v1" cannot be handled as a ConfigMap: no kind "Cat" is registered for version "v1" ${scheme}`],
  [
    'v2',
    'ConfigMap',
    `ConfigMap in version "v2" cannot be handled as a ConfigMap: no kind "ConfigMap" is registered for version "v2" ${scheme}`,
  ],
  [
    'apps/v1beta1',
    'Deployment',
    'Deployment in version "v1beta1" cannot be handled as a ConfigMap: converting (v1beta1.Deployment) to (core.ConfigMap): unknown conversion',
  ],
  [
    'v1',
    'PodList',
    'PodList in version "v1" cannot be handled as a ConfigMap: converting (v1.PodList) to (core.ConfigMap): unknown conversion',
  ],
])('%s %s is no ConfigMap', (apiVersion, kind, message) => {
  const answer = ask(testServer(), 'ConfigMap', { verb: 'create', object: { apiVersion, kind, metadata: { name: 'a' } } });
  expect(body(answer)).toMatchObject({ code: 400, message });
});

test('a version of old is no version of the resource', () => {
  const answer = ask(testServer(), 'Deployment', { verb: 'create', object: { apiVersion: 'apps/v1beta1', kind: 'Deployment' } });
  expect(body(answer)['message']).toBe('the API version in the data (apps/v1beta1) does not match the expected API version (apps/v1)');
});

test.each([
  ['9223372036854775807', 9223372036854774784],
  ['-9223372036854775808', -(2 ** 63)],
  ['9007199254740993', 2 ** 53],
])('%s is taken for a field of 64 bits, and what comes out is one that 64 bits hold', (digits, seconds) => {
  const toleration = { operator: 'Exists', effect: 'NoExecute', tolerationSeconds: integerOf(digits) };
  const spec = { containers: [{ name: 'c', image: 'i' }], tolerations: [toleration] };
  const it = testServer();
  createOf(it, 'ServiceAccount', 'default');
  const answer = createOf(it, 'Pod', 'p', { spec });
  expect(answer.code).toBe(201);
  expect(body(answer)['spec']?.['tolerations']?.[0]).toMatchObject({ tolerationSeconds: seconds });
});
