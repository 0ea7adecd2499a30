/** Objects of custom kinds keep integers of 64 bits, whatever is done with them. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServer, type TestClient } from './testClient.test-helper.ts';

const big = '9007199254740993';
const path = '/apis/example.org/v1/numbers';
let client: TestClient;

const schema = `{"type":"object","properties":{"spec":{"type":"object","x-kubernetes-preserve-unknown-fields":true,
  "x-kubernetes-validations":[{"rule":"!has(self.odd) || self.odd % 2 == 1","message":"must be odd"}],"properties":{
  "a":{"type":"integer","format":"int64"},"text":{"type":"string"},"float":{"type":"number"},"odd":{"type":"integer"},
  "most":{"type":"integer","maximum":10},"by":{"type":"integer","multipleOf":3},"one":{"type":"integer","enum":[${big}]},
  "either":{"x-kubernetes-int-or-string":true},"set":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"integer"}},
  "given":{"type":"integer","default":${big}}}}}}`;

beforeAll(async () => {
  client = await startServer();
  const version = `{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":${schema}},"additionalPrinterColumns":[{"name":"A","type":"integer","jsonPath":".spec.a"}]}`;
  const names = '{"plural":"numbers","singular":"number","kind":"Number"}';
  const body = `{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"numbers.example.org"},"spec":{"group":"example.org","scope":"Cluster","names":${names},"versions":[${version}]}}`;
  const made = await client.ask('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', { method: 'POST', body });
  expect([made.code, made.text.includes(`"default":${big}`)]).toEqual([201, true]);
  for (let tries = 0; tries < 100 && (await client.ask(path)).code !== 200; tries += 1) await new Promise((done) => setTimeout(done, 20));
});
afterAll(() => client.close());

const objectOf = (name: string, spec: string) =>
  `{"apiVersion":"example.org/v1","kind":"Number","metadata":{"name":"${name}"},"spec":${spec}}`;
const patch = (type: string, name: string, body: string, query = '') =>
  client.ask(`${path}/${name}${query}`, { method: 'PATCH', headers: { 'content-type': `application/${type}` }, body });

test('they come back as they were said, in every form', async () => {
  const spec = `{"a":${big},"either":${big},"given":-9223372036854775808,"set":[9007199254740993,9007199254740992],"unknown":[1152921504606846976]}`;
  const made = await client.ask(path, { method: 'POST', body: objectOf('a', spec) });
  expect(made.text).toContain(`"spec":${spec}`);
  expect((await client.ask(path)).text).toContain(`"spec":${spec}`);
  expect((await client.ask(`${path}/a`, { headers: { accept: 'application/yaml' } })).text).toContain(`a: ${big}\n`);
  const table = await client.ask(path, { headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' } });
  expect(table.text).toContain(`"cells":["a",${big}]`);
  expect((await client.lines(`${path}?watch=1&timeoutSeconds=1`))[0]).toContain(`"a":${big}`);
});

test('a default, YAML, patches and applies keep them', async () => {
  const yaml = `apiVersion: example.org/v1\nkind: Number\nmetadata: {name: b}\nspec: {a: ${big}, text: "${big}"}\n`;
  const made = await client.ask(path, { method: 'POST', headers: { 'content-type': 'application/yaml' }, body: yaml });
  expect(made.text).toContain(`"spec":{"a":${big},"text":"${big}","given":${big}}`);
  expect((await patch('merge-patch+json', 'b', '{"spec":{"a":9007199254740995}}')).text).toContain('"a":9007199254740995');
  const test = (value: string) => patch('json-patch+json', 'b', `[{"op":"test","path":"/spec/a","value":${value}}]`);
  expect([(await test('9007199254740995')).code, (await test('9007199254740996')).code]).toEqual([200, 422]);
  const applied = await patch('apply-patch+yaml', 'z', objectOf('z', `{"set":[${big}]}`), '?fieldManager=m');
  expect(applied.text).toContain(`"f:set":{"v:${big}":{}}`);
  const more = await patch('apply-patch+yaml', 'z', objectOf('z', '{"set":[9007199254740992]}'), '?fieldManager=n');
  expect(more.text).toContain(`"set":[${big},9007199254740992]`);
});

test.each([
  [`{"text":${big}}`, 'spec.text in body must be of type string: \\"integer\\"'],
  [`{"most":${big}}`, `spec.most: Invalid value: ${big}: spec.most in body should be less than or equal to 10`],
  ['{"by":9007199254740995}', `spec.by: Invalid value: 9007199254740995: spec.by in body should be a multiple of 3`],
  [`{"one":9007199254740995}`, `spec.one: Unsupported value: 9007199254740995: supported values: \\"${big}\\"`],
  [`{"odd":9007199254740994}`, 'must be odd'],
  [`{"set":[${big},${big}]}`, `Duplicate value: ${big}`],
])('%s is refused', async (spec, message) => {
  const refused = await client.ask(path, { method: 'POST', body: objectOf('r', spec) });
  expect(refused.code).toBe(422);
  expect(refused.text).toContain(message);
});

test.each([`{"odd":${big}}`, `{"one":${big}}`, `{"by":${big}}`, `{"float":${big}}`])('%s is taken', async (spec) => {
  expect((await client.ask(`${path}?dryRun=All`, { method: 'POST', body: objectOf('t', spec) })).code).toBe(201);
});

test('what 64 bits do not hold is a double, and kinds that are built in know numbers where they are wanted', async () => {
  const made = await client.ask(path, {
    method: 'POST',
    body: objectOf('d', '{"unknown":[9223372036854775808,100000000000000000000000]}'),
  });
  expect(made.text).toContain('"unknown":[9223372036854776000,1e+23]');
  const refused = await client.ask('/api/v1/namespaces/default/configmaps', {
    method: 'POST',
    body: `{"metadata":{"name":"c"},"data":{"a":${big}}}`,
  });
  expect(refused.text).toContain('cannot unmarshal number into Go struct field ConfigMap.data of type string');
});
