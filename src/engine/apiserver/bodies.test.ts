/** Bodies that are not of the resource's own kind, as the real server read them. */
import { expect, test } from 'vitest';
import type { Json } from '#api/immutable.ts';
import type { Request } from '#api/request.ts';
import { ask, body, create, testServer } from './testServer.ts';

const pod = { spec: { containers: [{ name: 'c', image: 'i' }] } };

function server() {
  const it = testServer();
  create(it, 'ServiceAccount', 'default');
  create(it, 'Pod', 'p', pod);
  return it;
}

const field = 'json: cannot unmarshal string into Go struct field';
const legacy = 'in scheme "pkg/api/legacyscheme/scheme.go:30"';
const meta = 'in scheme "k8s.io/apimachinery/pkg/apis/meta/internalversion/scheme/register.go:27"';
const noArray =
  'couldn\'t get version/kind; json parse error: json: cannot unmarshal array into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

test.each<readonly [Json, number, string]>([
  [{ gracePeriodSeconds: '1' }, 500, `${field} DeleteOptions.gracePeriodSeconds of type int64`],
  [{ dryRun: 'All' }, 500, `${field} DeleteOptions.dryRun of type []string`],
  [
    { preconditions: { uid: [] } },
    500,
    'json: cannot unmarshal array into Go struct field Preconditions.preconditions.uid of type types.UID',
  ],
  [[], 500, noArray],
  [
    { kind: 1 },
    500,
    "couldn't get version/kind; json parse error: json: cannot unmarshal number into Go struct field .kind of type string",
  ],
  [{ kind: 'Pod', apiVersion: 'v1' }, 500, `no kind "Pod" is registered for version "v1" ${meta}`],
  [{ kind: 'Pod' }, 500, `no kind "Pod" is registered for version "meta.k8s.io/v1" ${meta}`],
  [{ kind: 'ListOptions' }, 500, 'converting (v1.ListOptions) to (v1.DeleteOptions): unknown conversion'],
  [{ kind: 'DeleteOptions', apiVersion: 'no/such' }, 404, 'configmaps "a" not found'],
  [{ propagationPolicy: '', preconditions: { uid: null }, unknown: 1, kind: null }, 422, ''],
  [{ preconditions: { uid: null }, unknown: 1, kind: null }, 404, 'configmaps "a" not found'],
  [null, 404, 'configmaps "a" not found'],
])('the options %j of a deletion', (object, code, message) => {
  const answer = ask(server(), 'ConfigMap', { verb: 'delete', name: 'a', object });
  expect([answer.code, body(answer)['message']]).toEqual([code, message === '' ? expect.any(String) : message]);
  // An error that only the handler says has no reason.
  expect(body(answer)['reason'] === undefined).toBe(code === 500);
});

test('options in the body count instead of all of the query', () => {
  const it = server();
  create(it, 'ConfigMap', 'a');
  const options = { dryRun: ['All'], delete: { preconditions: { uid: 'x' } } };
  expect(ask(it, 'ConfigMap', { verb: 'delete', name: 'a', options, object: { orphanDependents: false } }).code).toBe(200);
  expect(ask(it, 'ConfigMap', { verb: 'get', name: 'a' }).code).toBe(404);
});

test.each<readonly [string, Json, string]>([
  ['eviction', [], `the object provided is unrecognized (must be of type Eviction): ${noArray} (5b5d)`],
  [
    'eviction',
    { kind: 'Pod', apiVersion: 'v1' },
    'Pod in version "v1" cannot be handled as a Eviction: converting (v1.Pod) to (policy.Eviction): unknown conversion',
  ],
  [
    'eviction',
    { kind: 'Pod' },
    `Pod in version "v1" cannot be handled as a Eviction: no kind "Pod" is registered for version "policy/v1" ${legacy}`,
  ],
  [
    'eviction',
    { kind: 'Eviction', apiVersion: 'v1' },
    `Eviction in version "v1" cannot be handled as a Eviction: no kind "Eviction" is registered for version "v1" ${legacy}`,
  ],
  [
    'eviction',
    { deleteOptions: { dryRun: 'All' } },
    `Eviction in version "v1" cannot be handled as a Eviction: ${field} DeleteOptions.deleteOptions.dryRun of type []string`,
  ],
  ['eviction', { metadata: { name: 'q' } }, 'name in URL does not match name in Eviction object'],
  [
    'binding',
    { target: 'x' },
    `Binding in version "v1" cannot be handled as a Binding: ${field} Binding.target of type v1.ObjectReference`,
  ],
  [
    'binding',
    { kind: 'Eviction', apiVersion: 'policy/v1' },
    'Eviction in version "v1" cannot be handled as a Binding: converting (v1.Eviction) to (core.Binding): unknown conversion',
  ],
])('the %s %j of a pod', (subresource, object, message) => {
  const answer = ask(server(), 'Pod', { verb: 'create', name: 'p', subresource, object });
  expect([answer.code, body(answer)['message']]).toEqual([400, message]);
});

test.each<readonly [Json, number]>([
  [{ metadata: { name: 'p' } }, 201],
  [{ apiVersion: 'policy/v1beta1', metadata: { name: 'p' } }, 201],
  [{ metadata: { name: 'p' }, deleteOptions: { propagationPolicy: 'x' } }, 422],
])('an eviction %j', (object, code) => {
  expect(ask(server(), 'Pod', { verb: 'create', name: 'p', subresource: 'eviction', object }).code).toBe(code);
});

test('a binding without a name in its URL names the pod itself, and says first what is wrong with its target', () => {
  const bindings: Partial<Request> = { verb: 'create', group: '', version: 'v1', resource: 'bindings' };
  expect(body(ask(server(), 'Pod', { ...bindings, object: {} }))).toMatchObject({ code: 500, message: 'target.name: Required value' });
  expect(ask(server(), 'Pod', { ...bindings, object: { metadata: { name: 'p' }, target: { name: 'n' } } }).code).toBe(201);
});

test('what is asked of a service account or a review has its types too', () => {
  const it = server();
  const token = ask(it, 'ServiceAccount', { verb: 'create', name: 'default', subresource: 'token', object: { spec: { audiences: 1 } } });
  expect(body(token)['message']).toContain('Go struct field TokenRequestSpec.spec.audiences of type []string');
  const review = {
    group: 'authorization.k8s.io',
    version: 'v1',
    resource: 'selfsubjectaccessreviews',
    object: { spec: { resourceAttributes: 7 } },
  };
  expect(body(ask(it, 'Node', { verb: 'create', ...review }))['message']).toContain('of type v1.ResourceAttributes');
});

test.each(['.', '..', 'a%b'])('%s names nothing', (name) => {
  const message = `Name parameter invalid: "${name}": may not ${name === 'a%b' ? "contain '%'" : `be '${name}'`}`;
  for (const verb of ['get', 'update', 'patch', 'delete'] as const) {
    const answer = ask(server(), 'ConfigMap', { verb, name, object: {}, patch: { type: 'merge', body: {} } });
    expect(body(answer)).toMatchObject({ code: 400, reason: 'BadRequest', message });
  }
});
