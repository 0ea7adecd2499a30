import { describe, expect, it } from 'vitest';
import type { KubeObject } from '#api/meta.ts';
import type { Request } from '#api/request.ts';
import { component, type Context } from '#engine/client/component.ts';
import { settleMsOf } from './clock.ts';
import { losing, lostWritesIn, personsChangesIn } from './lostWrites.ts';
import { requestOf } from './recordedRequest.ts';
import type { Trace, TraceEvent } from './recording.ts';

function event(t: number, res: string, obj: object): TraceEvent {
  return { t, type: 'ADDED', res, obj: { kind: res, apiVersion: 'v1', ...obj } as unknown as KubeObject };
}

function told(t: number, component: string, message = ''): TraceEvent {
  const involvedObject = { kind: 'PersistentVolumeClaim', name: 'data' };
  return event(t, 'events', { metadata: { name: 'e', uid: `${t}` }, involvedObject, source: { component }, message });
}

const conflict =
  'Error saving claim: Operation cannot be fulfilled on persistentvolumeclaims "data": the object has been modified; please apply';

function trace(more: Partial<Trace>): Trace {
  const claim = event(1, 'persistentvolumeclaims', { metadata: { name: 'data', uid: 'c', creationTimestamp: '2026-11-21T20:00:01Z' } });
  return { scenario: 'here', steps: [], ...more, events: [claim, ...(more.events ?? [])] };
}

/** What the server would get of an update by a component, at a time. */
function updated(request: Partial<Request>, now: number, of: Trace): number {
  const asked: Request[] = [];
  const full = { verb: 'update', group: '', version: 'v1', namespace: 'here', ...request } as Request;
  const own = component<object>({
    address: 'a',
    user: { name: 'a', groups: [] },
    userAgent: 'a',
    start: () => ({}),
    step: (_state, _message, context) => void context.api.request(full),
  });
  const context = { now, api: { request: (it: Request) => (asked.push(it), { code: 200, body: {} }) } } as unknown as Context;
  losing(own, { lost: lostWritesIn(of, 0), changes: personsChangesIn(of, 0) }).step({}, { type: 'any' }, context);
  return asked.length;
}

describe('the recorder', () => {
  it('had a cluster that looked at unbound claims every 15 seconds, at moments that its events tell', () => {
    expect(settleMsOf(trace({}))).toBe(5_000);
    const settleMs = settleMsOf(trace({ events: [told(1.2, 'persistentvolume-controller'), told(11.01, 'persistentvolume-controller')] }));
    expect((settleMs + 11_000) % 15_000).toBe(0);
  });

  it('had a cluster as old as its first namespace', () => {
    const object = { metadata: { name: 'kube-system', creationTimestamp: '2026-11-21T19:50:00Z' } };
    expect(settleMsOf(trace({ steps: [{ t: 2, api: 'GET /api/v1/namespaces', response: { rows: [{ object }] } }] }))).toBe(600_000);
  });

  it('lost a write that an event tells of, and no other', () => {
    const of = trace({ events: [told(3, 'persistentvolume-controller', conflict)] });
    const binder = { name: 'system:serviceaccount:kube-system:persistent-volume-binder', groups: [] };
    const claim = { resource: 'persistentvolumeclaims', name: 'data', user: binder };
    expect(updated(claim, 3_000, of)).toBe(0);
    expect(updated(claim, 1_000, of)).toBe(1);
    expect(updated({ ...claim, name: 'other' }, 3_000, of)).toBe(1);
    expect(updated({ ...claim, user: { name: 'other', groups: [] } }, 3_000, of)).toBe(1);
  });

  it('lost a write to a request that came before it would have been there', () => {
    const api = 'PATCH /apis/apps/v1/namespaces/here/deployments/d?fieldManager=m';
    const steps = ['1', '2', '2'].map((resourceVersion, i) => ({ t: 2 + i, api, response: { metadata: { resourceVersion } } }));
    const asked = { group: 'apps', resource: 'deployments', name: 'd' };
    expect(updated(asked, 2_990, trace({ steps }))).toBe(0);
    expect(updated(asked, 2_980, trace({ steps }))).toBe(1);
    expect(updated(asked, 3_990, trace({ steps }))).toBe(1);
  });

  it('kept bodies by reference: one that was edited for a later request is said as it can have been', () => {
    const step = { t: 1, api: 'PUT /api/v1/namespaces/here/configmaps/a', body: { metadata: { name: 'a', uid: 'bad' } } };
    const bodyOf = (response: object) => requestOf({ ...step, response }, new Map()).body;
    expect(bodyOf({ metadata: { uid: 'good' } })).toBe('{"metadata":{"name":"a"}}');
    expect(bodyOf({ kind: 'Status', metadata: {} })).toBe('{"metadata":{"name":"a","uid":"bad"}}');
  });
});
