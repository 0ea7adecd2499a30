/** Who manages which fields, as recorded from a real server (traces/api-semantics). */
import { expect, test } from 'vitest';
import type { Json } from '#api/immutable.ts';
import type { Request, Response } from '#api/request.ts';
import { ask, body, create, podServer, podSpec, testServer, type TestServer } from '../testServer.ts';

interface Entry {
  readonly manager: string;
  readonly operation: string;
  readonly subresource?: string;
  readonly time?: string;
  readonly fieldsV1: Json;
}

function managers(response: Response): readonly Entry[] {
  const { metadata } = response.body as unknown as { readonly metadata: { readonly managedFields?: readonly Entry[] } };
  return metadata.managedFields ?? [];
}

/** `m1 Apply {...}` for each entry. */
function told(response: Response): readonly string[] {
  return managers(response).map(
    ({ manager, operation, subresource, fieldsV1 }) =>
      `${manager} ${operation}${subresource === undefined ? '' : ` ${subresource}`} ${JSON.stringify(fieldsV1)}`,
  );
}

const c = { name: 'c', image: 'nginx:1' };
const e = {
  name: 'e',
  image: 'nginx:1',
  env: [
    { name: 'A', value: '1' },
    { name: 'B', value: '2' },
  ],
};

function deployment(replicas: number | undefined, containers: readonly Json[]): Json {
  const template = { metadata: { labels: { app: 'x' } }, spec: { containers } };
  const spec = { ...(replicas === undefined ? {} : { replicas }), selector: { matchLabels: { app: 'x' } }, template };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'd' }, spec };
}

function apply(it: TestServer, config: Json, options: Request['options'] = {}): Response {
  return ask(it, 'Deployment', { verb: 'patch', name: 'd', patch: { type: 'apply', body: config }, options });
}

function patch(it: TestServer, type: 'merge' | 'strategic' | 'json', change: Json, rest: Partial<Request> = {}): Response {
  return ask(it, 'Deployment', { verb: 'patch', name: 'd', patch: { type, body: change }, userAgent: 'kubectl/v1.28.4', ...rest });
}

const ofC = '"k:{\\"name\\":\\"c\\"}":{".":{},"f:image":{},"f:name":{}}';
const ofE =
  '"k:{\\"name\\":\\"e\\"}":{".":{},"f:env":{"k:{\\"name\\":\\"A\\"}":{".":{},"f:name":{},"f:value":{}},"k:{\\"name\\":\\"B\\"}":{".":{},"f:name":{},"f:value":{}}},"f:image":{},"f:name":{}}';

function owned(replicas: boolean, containers: string): string {
  return `{"f:spec":{${replicas ? '"f:replicas":{},' : ''}"f:selector":{},"f:template":{"f:metadata":{"f:labels":{"f:app":{}}},"f:spec":{"f:containers":{${containers}}}}}}`;
}

test('the first apply creates, the same again changes nothing', () => {
  const it = testServer();
  const created = apply(it, deployment(1, [c, e]), { fieldManager: 'm1' });
  expect(created.code).toBe(201);
  expect(told(created)).toEqual([`m1 Apply ${owned(true, `${ofC},${ofE}`)}`]);
  it.env.nowMs += 5000;
  const again = apply(it, deployment(1, [c, e]), { fieldManager: 'm1' });
  expect(again).toEqual({ ...created, code: 200 });
});

test('a field that another manager has is a conflict, and force takes it', () => {
  const it = testServer();
  apply(it, deployment(1, [c, e]), { fieldManager: 'm1' });
  const refused = apply(it, deployment(3, [c, e]), { fieldManager: 'm2' });
  expect(refused.code).toBe(409);
  expect(refused.body).toMatchObject({
    message: 'Apply failed with 1 conflict: conflict with "m1": .spec.replicas',
    reason: 'Conflict',
    details: { causes: [{ reason: 'FieldManagerConflict', message: 'conflict with "m1"', field: '.spec.replicas' }] },
  });
  it.env.nowMs += 1000;
  const forced = apply(it, deployment(3, [c, e]), { fieldManager: 'm2', force: true });
  expect(told(forced)).toEqual([`m1 Apply ${owned(false, `${ofC},${ofE}`)}`, `m2 Apply ${owned(true, `${ofC},${ofE}`)}`]);
  expect(body(forced)['metadata']?.['generation']).toBe(2);
  const fewer = apply(it, deployment(undefined, [c]), { fieldManager: 'm1' });
  expect(body(fewer)['spec']?.['template']?.['spec']?.['containers']).toHaveLength(2);
  expect(managers(fewer)[0]?.time).toBe('2026-11-21T20:00:00Z');
  const nothing = apply(it, { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'd' } }, { fieldManager: 'm2' });
  expect(told(nothing)).toEqual([`m1 Apply ${owned(false, ofC)}`]);
  expect(body(nothing)['spec']).toMatchObject({ replicas: 1, template: { spec: { containers: [{ name: 'c' }] } } });
});

test('updates take what they change', () => {
  const it = testServer();
  apply(it, deployment(undefined, [c]), { fieldManager: 'm1' });
  const containers = [
    { name: 'new', image: 'busybox' },
    { name: 'c', image: 'nginx:2' },
  ];
  patch(it, 'strategic', { spec: { template: { spec: { containers } } } });
  const gone = { spec: { template: { spec: { containers: [{ $patch: 'delete', name: 'new' }] } } } };
  const own = '{"f:spec":{"f:template":{"f:spec":{"f:containers":{"k:{\\"name\\":\\"c\\"}":{"f:image":{}}}}}}}';
  const left = owned(false, '"k:{\\"name\\":\\"c\\"}":{".":{},"f:name":{}}');
  expect(told(patch(it, 'strategic', gone))).toEqual([`m1 Apply ${left}`, `kubectl Update ${own}`]);
  const status = patch(it, 'merge', { spec: { replicas: 9 }, status: { observedGeneration: 77 } }, { subresource: 'status' });
  expect(told(status).slice(2)).toEqual(['kubectl Update status {"f:status":{"f:observedGeneration":{}}}']);
  expect(told(patch(it, 'merge', { status: { replicas: 55 } }))).toEqual(told(status));
  expect(told(patch(it, 'merge', { metadata: { labels: { l: '1' } } }))[1]).toContain('{"f:metadata":{"f:labels":{".":{},"f:l":{}}}');
});

test("what a create brings is its manager's, what admission adds is nobody's", () => {
  const it = podServer();
  const answer = ask(it, 'Pod', { verb: 'create', object: { metadata: { name: 'g' }, spec: podSpec }, userAgent: 'kubectl/v1' });
  expect(told(answer)).toEqual([
    'kubectl Update {"f:spec":{"f:containers":{"k:{\\"name\\":\\"c\\"}":{".":{},"f:image":{},"f:imagePullPolicy":{},"f:name":{},"f:resources":{},' +
      '"f:terminationMessagePath":{},"f:terminationMessagePolicy":{}}},"f:dnsPolicy":{},"f:enableServiceLinks":{},"f:restartPolicy":{},' +
      '"f:schedulerName":{},"f:securityContext":{},"f:terminationGracePeriodSeconds":{}}}',
  ]);
  const generated = create(it, 'ConfigMap', '', { metadata: { name: '', generateName: 'gen-' }, data: { k: '1' } });
  expect(told(generated)).toEqual(['unknown Update {"f:data":{".":{},"f:k":{}},"f:metadata":{"f:generateName":{}}}']);
});

test('requests that cannot be applied say why', () => {
  const it = testServer();
  expect(body(apply(it, deployment(1, [c])))['message']).toBe(
    'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
  );
  const managed = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'd', managedFields: [{}] } };
  expect(body(apply(it, managed, { fieldManager: 'm' }))).toMatchObject({ code: 400, message: 'metadata.managedFields must be nil' });
  const twice = apply(it, deployment(1, [c, c]), { fieldManager: 'm' });
  expect(body(twice)).toMatchObject({
    code: 500,
    message:
      'failed to create typed patch object (/d; apps/v1, Kind=Deployment): .spec.template.spec.containers: duplicate entries for key [name="c"]',
  });
  const unknown = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'd' }, spec: { foo: 1 } };
  expect(body(apply(it, unknown, { fieldManager: 'm' }))['message']).toBe(
    'failed to create typed patch object (/d; apps/v1, Kind=Deployment): .spec.foo: field not declared in schema',
  );
  const withUid = { ...(deployment(1, [c]) as object), metadata: { name: 'd', uid: 'u' } } as Json;
  expect(body(apply(it, withUid, { fieldManager: 'm' }))['message']).toBe(
    'Operation cannot be fulfilled on deployments.apps "d": uid mismatch: the provided object specified uid u, and no existing object was found',
  );
});

test('an empty list of managers clears them, a broken one is ignored', () => {
  const it = testServer();
  apply(it, deployment(1, [c]), { fieldManager: 'm1' });
  const broken = patch(it, 'merge', { metadata: { managedFields: [{ manager: 'x', operation: 'Bad' }] } });
  expect(told(broken)).toEqual([`m1 Apply ${owned(true, ofC)}`]);
  expect(told(patch(it, 'merge', { metadata: { managedFields: [{}] } }))).toEqual([]);
  expect(told(patch(it, 'merge', { metadata: { labels: { l: '1' } } }))).toEqual([]);
  const first = apply(it, deployment(1, [c]), { fieldManager: 'm1' });
  expect(managers(first).map(({ manager }) => manager)).toEqual(['m1', 'before-first-apply']);
});

test('only ten updaters are kept apart', () => {
  const it = testServer();
  create(it, 'ConfigMap', 'a', { data: { k: '1' } });
  let answer: Response | undefined;
  for (let i = 0; i < 30; i += 1) {
    it.env.nowMs += 1000;
    const options = { fieldManager: `u${i}` };
    answer = ask(it, 'ConfigMap', { verb: 'patch', name: 'a', patch: { type: 'merge', body: { data: { [`k${i}`]: '1' } } }, options });
  }
  const names = managers(answer ?? { code: 0, body: null }).map(({ manager }) => manager);
  expect(names).toEqual(['ancient-changes', ...[21, 22, 23, 24, 25, 26, 27, 28, 29].map((i) => `u${i}`)]);
});

test('kubectl takes over what it applied on its own', () => {
  const it = testServer();
  const config = deployment(1, [c]) as { readonly metadata: { readonly name: string } };
  const last = JSON.stringify(config);
  const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': last };
  const object = { ...config, metadata: { ...config.metadata, annotations } } as Json;
  ask(it, 'Deployment', { verb: 'create', object, options: { fieldManager: 'kubectl-client-side-apply' } });
  expect(apply(it, deployment(2, [c]), { fieldManager: 'other' }).code).toBe(409);
  const taken = apply(it, deployment(2, [c]), { fieldManager: 'kubectl' });
  expect(taken.code).toBe(200);
  const annotation = body(taken)['metadata']?.['annotations']?.['kubectl.kubernetes.io/last-applied-configuration'];
  expect(JSON.parse(String(annotation))).toMatchObject({ spec: { replicas: 2 } });
});

test('the data of a revision is one piece', () => {
  const it = testServer();
  const revision = { apiVersion: 'apps/v1', kind: 'ControllerRevision', metadata: { name: 'r' }, revision: 1, data: { a: { b: 1 } } };
  expect(told(ask(it, 'ControllerRevision', { verb: 'create', object: revision }))[0]).toContain('"f:data":{}');
});
