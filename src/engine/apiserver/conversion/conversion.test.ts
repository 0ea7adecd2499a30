import { expect, test } from 'vitest';
import { printerOfRow } from '#api/printers/custom.ts';
import type { Request, Response } from '#api/request.ts';
import { servedAt } from '#api/scheme.ts';
import { handle, openWatch, readWatch } from '../apiserver.ts';
import { ask, body, create, testServer, type TestServer } from '../testServer.ts';

type Path = Pick<Request, 'group' | 'version' | 'resource'>;

const v1: Path = { group: 'autoscaling', version: 'v1', resource: 'horizontalpodautoscalers' };
const groupEvents: Path = { group: 'events.k8s.io', version: 'v1', resource: 'events' };

function at(it: TestServer, path: Path, rest: Partial<Request>): Response {
  return handle(it.server, { verb: 'get', namespace: 'default', ...path, ...rest }, it.env);
}

const scaler = {
  apiVersion: 'autoscaling/v1',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'web' },
  spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, maxReplicas: 5, targetCPUUtilizationPercentage: 60 },
};

test('an autoscaler created at v1 is one object at both versions', () => {
  const it = testServer();
  const watch = openWatch(it.server, 'page', { ...v1, revision: it.server.store.revision });
  const created = body(at(it, v1, { verb: 'create', object: scaler }));
  expect(created).toMatchObject({
    apiVersion: 'autoscaling/v1',
    spec: { minReplicas: 1, maxReplicas: 5, targetCPUUtilizationPercentage: 60 },
  });
  expect(created['status']).toEqual({ currentReplicas: 0, desiredReplicas: 0 });
  expect(body(ask(it, 'HorizontalPodAutoscaler', { name: 'web' }))).toMatchObject({
    apiVersion: 'autoscaling/v2',
    spec: { metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 60 } } }] },
  });
  at(it, v1, { verb: 'patch', name: 'web', patch: { type: 'merge', body: { spec: { targetCPUUtilizationPercentage: 70 } } } });
  const news = readWatch(it.server, watch);
  const told = news.type === 'events' ? news.events.map((event) => event.object) : [];
  expect(told).toMatchObject([{ apiVersion: 'autoscaling/v1' }, { spec: { targetCPUUtilizationPercentage: 70 } }]);
  expect(body(at(it, v1, { verb: 'list' }))).toMatchObject({ apiVersion: 'autoscaling/v1', items: [{ apiVersion: 'autoscaling/v1' }] });
});

test('what v1 has no field for goes through its annotations and back', () => {
  const it = testServer();
  const spec = {
    scaleTargetRef: { kind: 'Deployment', name: 'web' },
    maxReplicas: 5,
    metrics: [{ type: 'Resource', resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '1Gi' } } }],
    behavior: { scaleDown: { stabilizationWindowSeconds: 10 } },
  };
  const before = body(create(it, 'HorizontalPodAutoscaler', 'web', { spec }));
  const old = body(at(it, v1, { name: 'web' }));
  expect(old['metadata']?.['annotations']).toMatchObject({
    'autoscaling.alpha.kubernetes.io/metrics': '[{"type":"Resource","resource":{"name":"memory","targetAverageValue":"1Gi"}}]',
  });
  expect(at(it, v1, { verb: 'update', name: 'web', object: old as never }).code).toBe(200);
  expect(body(ask(it, 'HorizontalPodAutoscaler', { name: 'web' }))['spec']).toEqual(before['spec']);
});

test('the columns of a version show what the stored object has', () => {
  const it = testServer();
  const metric = (name: string) => ({ type: 'Resource', resource: { name, target: { type: 'Utilization', averageUtilization: 50 } } });
  const spec = { scaleTargetRef: { kind: 'Deployment', name: 'web' }, maxReplicas: 5, metrics: [metric('cpu'), metric('memory')] };
  create(it, 'HorizontalPodAutoscaler', 'web', { spec });
  const { row } = servedAt('autoscaling', 'v1', 'horizontalpodautoscalers')!;
  expect(printerOfRow(row).cells(at(it, v1, { name: 'web' }).body as never, 0)[2]).toBe('<unknown>/50%, <unknown>/50%');
});

test('events.k8s.io has the events of core under its own field names', () => {
  const it = testServer();
  const object = {
    metadata: { name: 'e' },
    regarding: { kind: 'Pod', namespace: 'default', name: 'p' },
    note: 'hello',
    reason: 'Said',
    action: 'Say',
    type: 'Normal',
    eventTime: '2026-11-21T20:00:00.000000Z',
    reportingController: 'test.io/x',
    reportingInstance: 'x-1',
  };
  expect(at(it, groupEvents, { verb: 'create', object }).code).toBe(201);
  expect(body(ask(it, 'Event', { name: 'e' }))).toMatchObject({ apiVersion: 'v1', message: 'hello', involvedObject: { name: 'p' } });
  expect(body(at(it, groupEvents, { name: 'e' }))).toMatchObject({ apiVersion: 'events.k8s.io/v1', note: 'hello' });
});

test('a priority level has its shares under both names', () => {
  const it = testServer();
  const limited = { nominalConcurrencyShares: 7, limitResponse: { type: 'Reject' } };
  create(it, 'PriorityLevelConfiguration', 'l', { spec: { type: 'Limited', limited } });
  const path = { group: 'flowcontrol.apiserver.k8s.io', version: 'v1beta2', resource: 'prioritylevelconfigurations' };
  expect(body(at(it, path, { namespace: '', name: 'l' }))['spec']?.['limited']).toMatchObject({ assuredConcurrencyShares: 7 });
});
