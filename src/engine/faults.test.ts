import { expect, test } from 'vitest';
import type { Pod } from '#api/kinds.ts';
import type { Tape } from '#api/tape.ts';
import type { Fault } from './apiserver/apiserver.ts';
import { list } from './etcd/store.ts';
import { advance, createSession, say, type Session } from './session.ts';
import { redisTape } from './testing/redisTape.ts';
import { clusterOf } from './running.ts';
import { restart } from './world.ts';

function pods(session: Session): string[] {
  const { store } = clusterOf(session.world, 'orrery').state.server;
  return (list(store, 'pods', 'default') as unknown as Pod[]).map(({ metadata, status }) => {
    const ready = status.conditions?.some((it) => it.type === 'Ready' && it.status === 'True') === true;
    return `${metadata.name} ${status.phase}${ready ? ' ready' : ''}${metadata.deletionTimestamp === undefined ? '' : ' deleting'}`;
  });
}

/** The redis tape without its later inputs, with faults from a moment on. */
function withFault(at: number, fault: Fault, inputs: Tape['inputs']): Session {
  const session = createSession({ ...redisTape(3), inputs });
  advance(session, at);
  clusterOf(session.world, 'orrery').state.server.faults.push(fault);
  return session;
}

const [service, set, kill] = redisTape(3).inputs as [Tape['inputs'][number], Tape['inputs'][number], Tape['inputs'][number]];
const bothReady = ['redis-pv-sts-0 Running ready', 'redis-pv-sts-1 Running ready'];

test('a status that the API server refuses is written again', () => {
  const session = withFault(4_000, { verb: 'update', resource: 'pods', status: 500, remaining: 2 }, [service, set]);
  advance(session, 60_000);
  expect(pods(session)).toEqual(bothReady);
});

test('the last delete of a pod that the API server refuses is made again', () => {
  const session = withFault(20_000, { verb: 'delete', resource: 'pods', status: 500, remaining: 3 }, [service, set, kill]);
  advance(session, 60_000);
  expect(clusterOf(session.world, 'orrery').state.server.faults).toEqual([]);
  expect(pods(session)).toEqual(bothReady);
});

test.each(['kube-controller-manager', 'kube-scheduler', 'kubelet/node-1', 'kube-proxy/node-2', 'coredns', 'external-provisioner'])(
  '%s may be restarted at any moment',
  (address) => {
    for (let at = 2_100; at < 8_000; at += 1_234) {
      const session = createSession({ ...redisTape(3), inputs: [service, set] });
      advance(session, at);
      restart(session.world, 'orrery', address);
      advance(session, 60_000);
      expect(pods(session)).toEqual(bothReady);
    }
  },
);

test('a component whose lists are refused at its start asks again, and ends nothing meanwhile', () => {
  const session = createSession({ ...redisTape(3), inputs: [service, set] });
  advance(session, 30_000);
  const uids = () => {
    const { store } = clusterOf(session.world, 'orrery').state.server;
    return (list(store, 'pods', 'default') as unknown as Pod[]).map(
      (pod) => `${pod.metadata.uid} ${pod.status.containerStatuses?.[0]?.restartCount}`,
    );
  };
  const before = uids();
  for (const address of ['kubelet/node-1', 'kubelet/node-2', 'kubelet/node-3', 'kube-controller-manager', 'kube-scheduler']) {
    restart(session.world, 'orrery', address);
  }
  clusterOf(session.world, 'orrery').state.server.faults.push({ verb: 'list', status: 503, remaining: 60 });
  advance(session, 90_000);
  expect(pods(session)).toEqual(bothReady);
  expect(uids()).toEqual(before);
});

test.each([
  ['that a pod is not ready', { conditions: [{ type: 'Ready', status: 'False' }] }],
  ['that a pod has not begun', { phase: 'Pending', conditions: [{ type: 'DisruptionTarget', status: 'True' }] }],
  ['nothing', {}],
])('a kubelet takes back what others say of its pods, such as %s', (_what, status) => {
  const session = createSession({ ...redisTape(3), inputs: [service, set] });
  advance(session, 30_000);
  const { server } = clusterOf(session.world, 'orrery').state;
  const [pod] = list(server.store, 'pods', 'default') as unknown as Pod[];
  const { name } = pod!.metadata;
  const target = { group: '', version: 'v1', resource: 'pods', namespace: 'default', name, subresource: 'status' } as const;
  const answer = say(session, 'orrery', { type: 'request', request: { verb: 'update', ...target, object: { ...pod!, status } as never } });
  expect(answer?.code).toBe(200);
  expect(pods(session)).not.toEqual(bothReady);
  advance(session, 45_000);
  expect(pods(session)).toEqual(bothReady);
});
