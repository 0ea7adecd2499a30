import { expect, test } from 'vitest';
import type { Response } from '#api/request.ts';
import { advance, createSession, say, type Session } from './session.ts';

type Asked = Extract<Parameters<typeof say>[2], { readonly type: 'request' }>['request'];

function ask(session: Session, request: Asked): Response {
  return say(session, 'c', { type: 'request', request })!;
}

const namespaces = { group: '', version: 'v1', resource: 'namespaces' } as const;
const pods = { group: '', version: 'v1', resource: 'pods', namespace: 'gc' } as const;

test('a namespace goes when the last finalizer of its content does', () => {
  const cluster = { name: 'c', nodes: [{ name: 'n1' }] };
  const session = createSession({ version: 1, seed: 1, epoch: '2026-01-01T09:00:00Z', clusters: [cluster], inputs: [] });
  advance(session, 5_000);
  ask(session, { verb: 'create', ...namespaces, object: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'gc' } } });
  advance(session, 7_000);
  const metadata = { name: 'fin', finalizers: ['example.com/hold'] };
  const spec = { terminationGracePeriodSeconds: 2, containers: [{ name: 'c', image: 'nginx' }] };
  ask(session, { verb: 'create', ...pods, object: { apiVersion: 'v1', kind: 'Pod', metadata, spec } });
  advance(session, 20_000);
  ask(session, { verb: 'delete', ...namespaces, name: 'gc' });
  advance(session, 40_000);
  expect(ask(session, { verb: 'get', ...namespaces, name: 'gc' }).code).toBe(200);
  ask(session, { verb: 'patch', ...pods, name: 'fin', patch: { type: 'merge', body: { metadata: { finalizers: null } } } });
  advance(session, 50_000);
  expect(ask(session, { verb: 'get', ...namespaces, name: 'gc' }).code).toBe(404);
});

test('a namespace that is given free has no finalizers, and goes', () => {
  const session = createSession({ version: 1, seed: 1, epoch: '2026-01-01T09:00:00Z', clusters: [{ name: 'c', nodes: [] }], inputs: [] });
  advance(session, 5_000);
  const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kept', finalizers: ['x.y/z'] } };
  ask(session, { verb: 'create', ...namespaces, object });
  const free = { verb: 'update', ...namespaces, name: 'kept', subresource: 'finalize', object: { ...object, spec: { finalizers: [] } } } as const;
  expect((ask(session, free).body as { spec?: object }).spec).toEqual({});
});
