/** What custom objects are refused for beside their schemas' own words. upstream: apiextensions-apiserver, pkg/registry/customresource */
import { expect, test } from 'vitest';
import type { Json } from '#api/immutable.ts';
import type { Request, Status } from '#api/request.ts';
import { controlPlane, type ControlPlane } from './testing/controlPlane.ts';

type Fields = { readonly [key: string]: Json };

const embedded = { type: 'object', 'x-kubernetes-embedded-resource': true, 'x-kubernetes-preserve-unknown-fields': true };
const schema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      properties: {
        replicas: { type: 'integer' },
        mode: { type: 'string', enum: ['a', 'b'] },
        inner: embedded,
        set: { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set' },
      },
      'x-kubernetes-validations': [{ rule: '!has(self.replicas) || self.replicas < 9', message: 'too many' }],
    },
    status: { type: 'object', properties: { replicas: { type: 'integer' }, selector: { type: 'string' } } },
  },
};
const scale = { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas', labelSelectorPath: '.status.selector' };
const version = { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema }, subresources: { scale } };
const spec = { group: 'ex.io', scope: 'Namespaced', names: { plural: 'foos', kind: 'Foo' }, versions: [version] };

function withFoos(changes: Fields = {}): ControlPlane {
  const it = controlPlane();
  it.create('CustomResourceDefinition', 'foos.ex.io', { spec: { ...spec, ...changes } as unknown as Json });
  it.wait(1);
  return it;
}

function foos(it: ControlPlane, rest: Partial<Request>): { readonly code: number; readonly message: string | undefined } {
  const { code, body } = it.request({ verb: 'create', group: 'ex.io', version: 'v1', resource: 'foos', namespace: 'default', ...rest });
  return { code, message: (body as Partial<Status>).message };
}

function created(object: Fields): string | undefined {
  return foos(withFoos(), { object: { apiVersion: 'ex.io/v1', kind: 'Foo', metadata: { name: 'a' }, ...object } }).message;
}

const notAsked =
  '<nil>: Invalid value: "null": some validation rules were not checked because the object was invalid; correct the existing errors to complete validation';
const must = 'must not be empty';
const unread = 'Foo in version "v1" cannot be handled as a Foo: spec.inner.';

test.each<readonly [Fields, string]>([
  [{ spec: { mode: 'c', replicas: 9 } }, `[spec.mode: Unsupported value: "c": supported values: "a", "b", ${notAsked}]`],
  [
    { spec: { replicas: 'x' }, status: { selector: 5 } },
    `[spec.replicas: Invalid value: "string": spec.replicas in body must be of type integer: "string", status.selector: Invalid value: "integer": status.selector in body must be of type string: "integer", .spec.replicas: Invalid value: 0: .spec.replicas accessor error: x is of the type string, expected int64, .status.selector: Invalid value: "": .status.selector accessor error: 5 is of the type int64, expected string, ${notAsked}]`,
  ],
  [{ spec: { replicas: -1 } }, '.spec.replicas: Invalid value: -1: should be a non-negative integer'],
  [{ status: { replicas: 2 ** 31 } }, '.status.replicas: Invalid value: 2147483648: should be less than or equal to 2147483647'],
  [{ spec: { inner: {} } }, `[spec.inner.apiVersion: Required value: ${must}, spec.inner.kind: Required value: ${must}, ${notAsked}]`],
  [
    { spec: { inner: { apiVersion: 'a/b/c', kind: 'P' } } },
    'spec.inner.apiVersion: Invalid value: "a/b/c": unexpected GroupVersion string: a/b/c',
  ],
  [
    { spec: { inner: { apiVersion: 'v1', kind: 'P', metadata: { name: 'a/b' } } } },
    `spec.inner.metadata.name: Invalid value: "a/b": may not contain '/'`,
  ],
])('%j is invalid', (object, words) => {
  expect(created(object)).toBe(`Foo.ex.io "a" is invalid: ${words}`);
});

test.each<readonly [Fields, string]>([
  [{ spec: { inner: { apiVersion: 1, kind: 'P' } } }, `${unread}apiVersion: Invalid value: 1: must be a string`],
  [
    { spec: { inner: { apiVersion: 'v1', kind: 'P', metadata: { labels: { a: 1 } } } } },
    `${unread}metadata: Invalid value: map[string]interface {}{"labels":map[string]interface {}{"a":1}}: json: cannot unmarshal number into Go struct field ObjectMeta.labels of type string`,
  ],
  [
    { spec: { inner: { apiVersion: 'v1', kind: 'P', metadata: 'x' } } },
    `${unread}metadata: Invalid value: "x": json: cannot unmarshal string into Go value of type v1.ObjectMeta`,
  ],
  [{ kind: 'Bar' }, 'Bar.ex.io "a" is invalid: kind: Invalid value: "Bar": must be Foo'],
  [{ apiVersion: null }, 'the API version in the data () does not match the expected API version (ex.io/v1)'],
])('%j cannot be read', (object, message) => {
  expect(created(object)).toBe(message);
});

test('a custom object without a kind is nothing', () => {
  expect(foos(withFoos(), { object: { metadata: { name: 'a' } } })).toEqual({
    code: 400,
    message: `the object provided is unrecognized (must be of type Foo): Object 'Kind' is missing in '{"metadata":{"name":"a"}}' ({"metadata":{"name":"a"}})`,
  });
});

test('items that were repeated before the list was a set may stay', () => {
  const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  const it = withFoos({ versions: [{ ...version, schema: { openAPIV3Schema: open } }] as unknown as Json });
  const object = { apiVersion: 'ex.io/v1', kind: 'Foo', metadata: { name: 'a' }, spec: { set: ['x', 'x'] } };
  expect(foos(it, { object }).code).toBe(201);
  const definition = { verb: 'patch', group: 'apiextensions.k8s.io', version: 'v1', resource: 'customresourcedefinitions' } as const;
  it.request({
    ...definition,
    name: 'foos.ex.io',
    patch: { type: 'merge', body: { spec: { versions: spec.versions } } as unknown as Json },
  });
  it.wait(1);
  const patch = { type: 'merge', body: { spec: { mode: 'a' } } } as const;
  expect(foos(it, { verb: 'patch', name: 'a', patch }).code).toBe(200);
  expect(foos(it, { object: { ...object, metadata: { name: 'b' } } }).code).toBe(422);
});

test('versions that will go say so, and which to use', () => {
  const other = { ...version, storage: false };
  const versions = [version, { ...other, name: 'v2' }, { ...other, name: 'v1beta1', deprecated: true }];
  const it = withFoos({
    versions: [...versions, { ...other, name: 'v3', deprecated: true, deprecationWarning: 'old' }] as unknown as Json,
  });
  const warnings = (name: string): unknown =>
    it.request({ verb: 'list', group: 'ex.io', version: name, resource: 'foos', namespace: 'default' }).warnings;
  expect(['v1', 'v1beta1', 'v3'].map(warnings)).toEqual([undefined, ['ex.io/v1beta1 Foo is deprecated; use ex.io/v2 Foo'], ['old']]);
});

test('a kind that goes gets no more objects', () => {
  const it = withFoos();
  const object = { apiVersion: 'ex.io/v1', kind: 'Foo', metadata: { name: 'a', finalizers: ['x.io/y'] } };
  expect(foos(it, { object }).code).toBe(201);
  it.request({ verb: 'delete', group: 'apiextensions.k8s.io', version: 'v1', resource: 'customresourcedefinitions', name: 'foos.ex.io' });
  expect(foos(it, { object: { ...object, metadata: { name: 'b' } } })).toEqual({
    code: 405,
    message: 'create not allowed while custom resource definition is terminating',
  });
});
