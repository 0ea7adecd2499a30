import { expect, test } from 'vitest';
import type { Json } from '#api/immutable.ts';
import type { Request, Response } from '#api/request.ts';
import { controlPlane, type ControlPlane } from './testing/controlPlane.ts';

type Fields = { readonly [key: string]: Json };

const schema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      required: ['cron'],
      properties: {
        cron: { type: 'string', pattern: '^(\\d+|\\*)(/\\d+)?(\\s+(\\d+|\\*)(/\\d+)?){4}$' },
        replicas: { type: 'integer', minimum: 1, maximum: 10, default: 1 },
        port: { 'x-kubernetes-int-or-string': true },
        mode: { type: 'string', enum: ['a', 'b'] },
        empty: { type: 'string', nullable: true },
        names: { type: 'array', items: { type: 'string', maxLength: 3 }, 'x-kubernetes-list-type': 'set', maxItems: 3 },
        open: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        either: {
          type: 'object',
          properties: { x: { type: 'string' }, y: { type: 'string' } },
          oneOf: [{ required: ['x'] }, { required: ['y'] }],
        },
      },
    },
    status: { type: 'object', properties: { replicas: { type: 'integer' }, selector: { type: 'string' } } },
  },
};

const scale = { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas', labelSelectorPath: '.status.selector' };
const version = { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema }, subresources: { status: {}, scale } };
const names = { plural: 'crontabs', kind: 'CronTab', shortNames: ['ct'] };
const spec = { group: 'stable.example.com', scope: 'Namespaced', names, versions: [version] };

function withCronTabs(changes: Fields = {}): ControlPlane {
  const it = controlPlane();
  it.create('CustomResourceDefinition', 'crontabs.stable.example.com', { spec: { ...spec, ...changes } as unknown as Json });
  it.wait(1);
  return it;
}

function cronTabs(it: ControlPlane, rest: Partial<Request>): Response {
  return it.request({ verb: 'get', group: 'stable.example.com', version: 'v1', resource: 'crontabs', namespace: 'default', ...rest });
}

function cronTab(fields: Json, name = 'c'): Json {
  return { apiVersion: 'stable.example.com/v1', kind: 'CronTab', metadata: { name }, spec: fields };
}

function created(it: ControlPlane, fields: Fields): Response {
  return cronTabs(it, { verb: 'create', object: cronTab({ cron: '* * * * */5', ...fields }) });
}

test('a definition has its names accepted, and is established then', () => {
  const it = withCronTabs();
  const { status, spec: stored } = it.get('CustomResourceDefinition', 'crontabs.stable.example.com')!;
  expect(stored.names).toEqual({ ...names, singular: 'crontab', listKind: 'CronTabList' });
  expect(status.acceptedNames).toEqual(stored.names);
  expect(status.conditions?.map(({ type, status: is, reason }) => `${type}=${is} ${reason}`)).toEqual([
    'NamesAccepted=True NoConflicts',
    'Established=True InitialNamesAccepted',
  ]);
});

test('a name that is taken is not given twice', () => {
  const it = withCronTabs();
  const rival = { ...spec, names: { plural: 'rivals', kind: 'CronTab', shortNames: ['ct'] } };
  it.create('CustomResourceDefinition', 'rivals.stable.example.com', { spec: rival as unknown as Json });
  it.wait(1);
  const { conditions } = it.get('CustomResourceDefinition', 'rivals.stable.example.com')!.status;
  expect(conditions?.map(({ type, status, reason }) => `${type}=${status} ${reason}`)).toEqual([
    'NamesAccepted=False ListKindConflict',
    'Established=False NotAccepted',
  ]);
  expect(cronTabs(it, { verb: 'list', resource: 'rivals' }).code).toBe(404);
});

test('short names that are taken are all told; a definition in a group of the project says whether it was approved', () => {
  const it = withCronTabs();
  const rival = { ...spec, names: { plural: 'rivals', kind: 'Rival', shortNames: ['ct', 'r', 'crontab'] } };
  it.create('CustomResourceDefinition', 'rivals.stable.example.com', { spec: rival as unknown as Json });
  const guarded = { ...spec, group: 'snapshots.k8s.io' } as unknown as Json;
  const annotations = { 'api-approved.kubernetes.io': 'unapproved, experimental' };
  it.create('CustomResourceDefinition', 'crontabs.snapshots.k8s.io', {
    metadata: { name: 'crontabs.snapshots.k8s.io', annotations },
    spec: guarded,
  } as never);
  it.wait(1);
  const told = (name: string) =>
    it.get('CustomResourceDefinition', name)!.status.conditions?.map(({ type, status, message }) => `${type}=${status} ${message}`);
  expect(told('rivals.stable.example.com')?.[0]).toBe('NamesAccepted=False ["ct" is already in use, "crontab" is already in use]');
  expect(told('crontabs.snapshots.k8s.io')).toContain(
    'KubernetesAPIApprovalPolicyConformant=False not approved: "unapproved, experimental"',
  );
});

test('custom objects are defaulted and pruned, and count their generations', () => {
  const it = withCronTabs();
  const response = created(it, { empty: null, unknown: 1, open: { any: 1 } });
  expect(response.code).toBe(201);
  expect(response.warnings).toEqual(['unknown field "spec.unknown"']);
  expect(response.body).toMatchObject({
    metadata: { generation: 1 },
    spec: { cron: '* * * * */5', replicas: 1, empty: null, open: { any: 1 } },
  });
  const patched = cronTabs(it, {
    verb: 'patch',
    name: 'c',
    patch: { type: 'merge', body: { spec: { replicas: 2 }, status: { replicas: 9 } } },
  });
  expect(patched.body).toMatchObject({ metadata: { generation: 2 }, spec: { replicas: 2 } });
  expect(patched.body).not.toHaveProperty('status');
  const status = cronTabs(it, {
    verb: 'patch',
    name: 'c',
    subresource: 'status',
    patch: { type: 'merge', body: { spec: { replicas: 3 }, status: { replicas: 9 } } },
  });
  expect(status.body).toMatchObject({ metadata: { generation: 2 }, spec: { replicas: 2 }, status: { replicas: 9 } });
  expect(cronTabs(it, { verb: 'patch', name: 'c', patch: { type: 'strategic', body: {} } }).code).toBe(415);
});

test.each<readonly [Fields, string]>([
  [
    { cron: '* * * *', replicas: 15 },
    `[spec.cron: Invalid value: "* * * *": spec.cron in body should match '^(\\d+|\\*)(/\\d+)?(\\s+(\\d+|\\*)(/\\d+)?){4}$', spec.replicas: Invalid value: 15: spec.replicas in body should be less than or equal to 10]`,
  ],
  [
    { replicas: 'two' },
    '[spec.replicas: Invalid value: "string": spec.replicas in body must be of type integer: "string", .spec.replicas: Invalid value: 0: .spec.replicas accessor error: two is of the type string, expected int64]',
  ],
  [{ port: true }, 'spec.port: Invalid value: "boolean": spec.port in body must be of type integer,string: "boolean"'],
  [{ mode: 'c' }, 'spec.mode: Unsupported value: "c": supported values: "a", "b"'],
  [{ names: ['abcd'] }, 'spec.names[0]: Too long: may not be longer than 3'],
  [{ names: ['a', 'b', 'c', 'd'] }, 'spec.names: Too many: 4: must have at most 3 items'],
  [{ names: ['a', 'b', 'a'] }, 'spec.names[2]: Duplicate value: "a"'],
  [
    { either: {} },
    '[<nil>: Invalid value: "": "spec.either" must validate one and only one schema (oneOf). Found none valid, spec.either.x: Required value]',
  ],
  [
    { either: { x: 'a', y: 'b' } },
    '<nil>: Invalid value: "": "spec.either" must validate one and only one schema (oneOf). Found 2 valid alternatives',
  ],
])('%j is refused', (fields, message) => {
  const response = created(withCronTabs(), fields);
  expect(response.code).toBe(422);
  expect((response.body as { readonly message: string }).message).toBe(`CronTab.stable.example.com "c" is invalid: ${message}`);
});

test('a required field is asked for; a strict client hears of unknown ones', () => {
  const it = withCronTabs();
  const bare = cronTabs(it, { verb: 'create', object: cronTab({}) });
  expect((bare.body as { readonly message: string }).message).toBe('CronTab.stable.example.com "c" is invalid: spec.cron: Required value');
  const strict = cronTabs(it, { verb: 'create', object: cronTab({ cron: '* * * * *', x: 1 }), options: { fieldValidation: 'Strict' } });
  expect((strict.body as { readonly message: string }).message).toBe(
    'CronTab in version "v1" cannot be handled as a CronTab: strict decoding error: unknown field "spec.x"',
  );
});

test('what is stored gets the defaults that the definition has now', () => {
  const it = withCronTabs();
  created(it, {});
  const later = {
    ...schema,
    properties: {
      ...schema.properties,
      spec: { ...schema.properties.spec, properties: { ...schema.properties.spec.properties, late: { type: 'string', default: 'yes' } } },
    },
  };
  it.patch('CustomResourceDefinition', 'crontabs.stable.example.com', {
    spec: { versions: [{ ...version, schema: { openAPIV3Schema: later } }] },
  } as unknown as Json);
  expect(cronTabs(it, { name: 'c' }).body).toMatchObject({ spec: { late: 'yes' } });
});

test('rules in CEL are asked of new objects and of changes, and are checked with the definition', () => {
  const rules = [
    { rule: 'self.replicas <= 5', message: 'five are enough' },
    { rule: 'self.replicas >= oldSelf.replicas', message: 'replicas never go down' },
  ];
  const ruled = {
    type: 'object',
    properties: { spec: { type: 'object', properties: { replicas: { type: 'integer' } }, 'x-kubernetes-validations': rules } },
  };
  const it = withCronTabs({ versions: [{ ...version, schema: { openAPIV3Schema: ruled } }] as unknown as Json });
  const refused = cronTabs(it, { verb: 'create', object: cronTab({ replicas: 6 }) }).body as { readonly message: string };
  expect(refused.message).toBe('CronTab.stable.example.com "c" is invalid: spec: Invalid value: "object": five are enough');
  expect(cronTabs(it, { verb: 'create', object: cronTab({ replicas: 3 }) }).code).toBe(201);
  const down = cronTabs(it, { verb: 'patch', name: 'c', patch: { type: 'merge', body: { spec: { replicas: 2 } } } });
  expect((down.body as { readonly message: string }).message).toContain('spec: Invalid value: "object": replicas never go down');
  const bad = { ...ruled, 'x-kubernetes-validations': [{ rule: 'self.nothing > 1' }] };
  const patched = it.patch('CustomResourceDefinition', 'crontabs.stable.example.com', {
    spec: { versions: [{ ...version, schema: { openAPIV3Schema: bad } }] },
  } as unknown as Json);
  expect((patched.body as { readonly message: string }).message).toContain(
    'x-kubernetes-validations[0].rule: Invalid value: apiextensions.ValidationRule{Rule:"self.nothing > 1", Message:"", MessageExpression:"", Reason:(*apiextensions.FieldValueErrorReason)(nil), FieldPath:""}: compilation failed: ERROR: <input>:1:5: undefined field \'nothing\'\n | self.nothing > 1\n | ....^',
  );
});

test('an embedded object has metadata as all objects have it', () => {
  const template = { type: 'object', 'x-kubernetes-embedded-resource': true, 'x-kubernetes-preserve-unknown-fields': true };
  const embedding = { type: 'object', properties: { spec: { type: 'object', properties: { template } } } };
  const it = withCronTabs({ versions: [{ ...version, schema: { openAPIV3Schema: embedding } }] as unknown as Json });
  const inner = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', strange: 1 }, spec: { any: 1 } };
  const response = cronTabs(it, { verb: 'create', object: cronTab({ template: inner }) });
  expect(response.warnings).toEqual(['unknown field "spec.template.metadata.strange"']);
  expect(response.body).toMatchObject({ spec: { template: { ...inner, metadata: { name: 'p' } } } });
});

test('scale reads and writes where the definition says', () => {
  const it = withCronTabs();
  created(it, { replicas: 3 });
  cronTabs(it, {
    verb: 'patch',
    name: 'c',
    subresource: 'status',
    patch: { type: 'merge', body: { status: { replicas: 2, selector: 'a=b' } } },
  });
  expect(cronTabs(it, { name: 'c', subresource: 'scale' }).body).toMatchObject({
    spec: { replicas: 3 },
    status: { replicas: 2, selector: 'a=b' },
  });
  const scaled = cronTabs(it, {
    verb: 'patch',
    name: 'c',
    subresource: 'scale',
    patch: { type: 'merge', body: { spec: { replicas: 5 } } },
  });
  expect(scaled.body).toMatchObject({ kind: 'Scale', spec: { replicas: 5 } });
  expect(cronTabs(it, { name: 'c' }).body).toMatchObject({ metadata: { generation: 2 }, spec: { replicas: 5 } });
});

test('several versions are one object', () => {
  const old = {
    name: 'v1beta1',
    served: true,
    storage: false,
    schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
  };
  const it = withCronTabs({ versions: [version, old] as unknown as Json });
  created(it, { replicas: 3 });
  expect(cronTabs(it, { version: 'v1beta1', name: 'c' }).body).toMatchObject({
    apiVersion: 'stable.example.com/v1beta1',
    spec: { replicas: 3 },
  });
  expect(cronTabs(it, { version: 'v1beta1', verb: 'list' }).body).toMatchObject({
    kind: 'CronTabList',
    items: [{ apiVersion: 'stable.example.com/v1beta1' }],
  });
  expect(cronTabs(it, { version: 'v2', verb: 'list' }).code).toBe(404);
});

test('a deleted definition takes its objects with it', () => {
  const it = withCronTabs();
  created(it, {});
  it.remove('CustomResourceDefinition', 'crontabs.stable.example.com');
  expect(it.get('CustomResourceDefinition', 'crontabs.stable.example.com')!.metadata.finalizers).toEqual([
    'customresourcecleanup.apiextensions.k8s.io',
  ]);
  it.wait(2);
  expect(it.names('CustomResourceDefinition')).toEqual([]);
  expect(cronTabs(it, { verb: 'list' }).code).toBe(404);
});

test('a namespace takes custom objects with it', () => {
  const it = withCronTabs();
  it.create('Namespace', 'gone');
  cronTabs(it, { verb: 'create', namespace: 'gone', object: cronTab({ cron: '* * * * *' }) });
  it.remove('Namespace', 'gone');
  it.wait(5);
  expect(it.names('Namespace')).not.toContain('gone');
  expect(cronTabs(it, { verb: 'list', namespace: 'gone' }).body).toMatchObject({ items: [] });
});

test('custom objects own and are owned: the garbage collector follows them', () => {
  const it = withCronTabs();
  const { metadata } = created(it, {}).body as { readonly metadata: { readonly uid: string } };
  const owner = { apiVersion: 'stable.example.com/v1', kind: 'CronTab', name: 'c', uid: metadata.uid };
  it.create('ConfigMap', 'owned', {}, { ownerReferences: [owner] });
  const child = {
    apiVersion: 'stable.example.com/v1',
    kind: 'CronTab',
    metadata: { name: 'child', ownerReferences: [owner] },
    spec: { cron: '* * * * *' },
  };
  expect(cronTabs(it, { verb: 'create', object: child }).code).toBe(201);
  it.wait(1);
  expect(it.names('ConfigMap')).toContain('owned');
  cronTabs(it, { verb: 'delete', name: 'c' });
  it.wait(2);
  expect(it.names('ConfigMap')).not.toContain('owned');
  expect(cronTabs(it, { name: 'child' }).code).toBe(404);
});

test.each([
  [
    { type: 'string', pattern: '(' },
    'pattern: Invalid value: "(": must be a valid regular expression, but isn\'t: error parsing regexp: missing closing ): `(`',
  ],
  [{ type: 'integer', default: 'x' }, 'default: Invalid value: "string":  in body must be of type integer: "string"'],
  [
    { type: 'object', properties: { a: { type: 'string' } }, default: { b: 1 } },
    'default: Invalid value: map[string]interface {}{"b":1}: must not have unknown fields',
  ],
])('a field of a definition that is %j is refused', (field, message) => {
  const openAPIV3Schema = { type: 'object', properties: { f: field } };
  const it = controlPlane();
  const answer = it.request({
    verb: 'create',
    group: 'apiextensions.k8s.io',
    version: 'v1',
    resource: 'customresourcedefinitions',
    object: {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'crontabs.stable.example.com' },
      spec: { ...spec, versions: [{ ...version, schema: { openAPIV3Schema } }] },
    } as unknown as Json,
  });
  expect((answer.body as unknown as { readonly message: string }).message).toContain(
    `spec.validation.openAPIV3Schema.properties[f].${message}`,
  );
});

test('a quota counts custom objects, and lets no more come', () => {
  const it = withCronTabs();
  it.create('ResourceQuota', 'q', { spec: { hard: { 'count/crontabs.stable.example.com': '1' } } });
  const used = (): unknown => it.get('ResourceQuota', 'q')?.status.used?.['count/crontabs.stable.example.com'];
  it.wait(1);
  expect(used()).toBe('0');
  const created = cronTabs(it, { verb: 'create', object: cronTab({ cron: '* * * * *' }) });
  expect(created.code).toBe(201);
  expect(used()).toBe('1');
  expect(cronTabs(it, { verb: 'create', object: cronTab({ cron: '* * * * *' }, 'd') }).body).toMatchObject({
    code: 403,
    message:
      'crontabs.stable.example.com "d" is forbidden: exceeded quota: q, requested: count/crontabs.stable.example.com=1, used: count/crontabs.stable.example.com=1, limited: count/crontabs.stable.example.com=1',
  });
  cronTabs(it, { verb: 'delete', name: 'c' });
  it.wait(1);
  expect(used()).toBe('0');
});

test('a budget and an autoscaler read the scale of a custom object', () => {
  const it = withCronTabs();
  const uid = (created(it, { replicas: 3 }).body as unknown as { readonly metadata: { readonly uid: string } }).metadata.uid;
  const owner = { apiVersion: 'stable.example.com/v1', kind: 'CronTab', name: 'c' };
  const ownerReferences = [{ ...owner, uid, controller: true }];
  it.create('Pod', 'p', { spec: { containers: [{ name: 'c', image: 'x' }] } }, { labels: { app: 'x' }, ownerReferences });
  it.create('PodDisruptionBudget', 'b', { spec: { selector: { matchLabels: { app: 'x' } }, maxUnavailable: 1 } });
  it.create('HorizontalPodAutoscaler', 'h', { spec: { scaleTargetRef: owner, maxReplicas: 2 } });
  it.wait(20);
  expect(it.get('PodDisruptionBudget', 'b')?.status).toMatchObject({ expectedPods: 3, desiredHealthy: 2 });
  expect(cronTabs(it, { name: 'c' }).body).toMatchObject({ spec: { replicas: 2 } });
});
