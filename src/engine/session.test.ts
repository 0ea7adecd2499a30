import { expect, test } from 'vitest';
import type { Pod } from '#api/kinds.ts';
import { list } from './etcd/store.ts';
import {
  advance,
  branchesOf,
  branchTape,
  createSession,
  drain,
  historyHash,
  nowOf,
  say,
  seek,
  step,
  takeUpBranch,
  tapeOf,
  type Session,
} from './session.ts';
import { redisTape, redisTapeEnd } from './testing/redisTape.ts';
import { clusterOf } from './running.ts';
import { checkpoint, restore } from './world.ts';

function played(seed: number, until = redisTapeEnd): Session {
  const session = createSession(redisTape(seed));
  advance(session, until);
  return session;
}

function podNames(session: Session): string[] {
  return (list(clusterOf(session.world, 'orrery').state.server.store, 'pods', 'default') as unknown as Pod[]).map(
    (pod) => `${pod.metadata.name} ${pod.status.phase}`,
  );
}

function switchBranch(session: Session, id: number): void {
  const at = takeUpBranch(session, id);
  if (at !== undefined) advance(session, at);
}

test('the same tape gives the same history, another seed another one', () => {
  expect(historyHash(played(7))).toBe(historyHash(played(7)));
  expect(historyHash(played(7))).not.toBe(historyHash(played(8)));
});

test('played in small steps it is the same history as in one go', () => {
  const session = createSession(redisTape(7));
  for (let at = 0; at <= redisTapeEnd; at += 137) advance(session, at, 5);
  advance(session, redisTapeEnd);
  expect(historyHash(session)).toBe(historyHash(played(7)));
});

test('resumed from a checkpoint it is the same history, also the second time', () => {
  const session = played(7, 21_500);
  const middle = checkpoint(session.world);
  const applied = session.applied;
  for (let i = 0; i < 2; i += 1) {
    advance(session, redisTapeEnd);
    expect(historyHash(session)).toBe(historyHash(played(7)));
    restore(session.world, middle);
    session.applied = applied;
  }
});

test('winding back and playing on gives the same history; the listener is told to start anew', () => {
  const session = played(7);
  drain(session);
  seek(session, 12_345);
  expect(nowOf(session)).toBe(12_345);
  const news = drain(session);
  expect(news.reset).toBe(true);
  expect(news.changes.some(({ object }) => object.metadata.name === 'redis-pv-sts-0')).toBe(true);
  advance(session, redisTapeEnd);
  expect(historyHash(session)).toBe(historyHash(played(7)));
});

test('the redis scenario ends with three pods that run', () => {
  expect(podNames(played(7))).toEqual(['redis-pv-sts-0 Running', 'redis-pv-sts-1 Running', 'redis-pv-sts-2 Running']);
});

test('saying something in the past begins another branch: what came later is dropped', () => {
  const session = played(7);
  seek(session, 25_000);
  say(session, 'orrery', {
    type: 'request',
    request: {
      verb: 'delete',
      group: 'apps',
      version: 'v1',
      resource: 'statefulsets',
      namespace: 'default',
      name: 'redis-pv-sts',
    },
  });
  expect(tapeOf(session).inputs.map((it) => it.at)).toEqual([2_000, 2_000, 20_000, 25_000]);
  advance(session, redisTapeEnd);
  expect(podNames(session)).toEqual([]);
});

test('a branch that was left can be taken up again, with the history it had', () => {
  const session = played(7);
  const whole = historyHash(session);
  seek(session, 25_000);
  const remove = {
    verb: 'delete',
    group: 'apps',
    version: 'v1',
    resource: 'statefulsets',
    namespace: 'default',
    name: 'redis-pv-sts',
  } as const;
  say(session, 'orrery', { type: 'request', request: remove });
  advance(session, redisTapeEnd);
  const other = historyHash(session);
  expect(branchesOf(session)).toMatchObject([
    { id: 0, parent: undefined, isCurrent: false, end: redisTapeEnd },
    { id: 1, parent: 0, at: 25_000, isCurrent: true },
  ]);
  switchBranch(session, 0);
  seek(session, redisTapeEnd);
  expect(historyHash(session)).toBe(whole);
  switchBranch(session, 1);
  seek(session, redisTapeEnd);
  expect(historyHash(session)).toBe(other);
  expect(branchTape(session, 0)?.inputs.at(-1)).not.toBe(branchTape(session, 1)?.inputs.at(-1));
});

test('a step by event is shorter than one to a reconcile', () => {
  const session = played(7, 1_900);
  const told = session.world.kernel.told;
  step(session, 'event');
  expect(session.world.kernel.told - told).toBeLessThanOrEqual(1);
  step(session, 'reconcile');
  expect(session.world.outbox.traces.at(-1)).toMatchObject({ type: 'reconcile' });
});

test('a step goes to the next change and no further', () => {
  const session = played(7, 1_900);
  const { store } = clusterOf(session.world, 'orrery').state.server;
  const before = store.revision;
  step(session);
  expect(nowOf(session)).toBe(2_000);
  expect(store.revision).toBeGreaterThan(before);
});

test('in a quiet minute nodes renew their leases and say nothing else', () => {
  const session = createSession({ ...redisTape(1), inputs: [] });
  advance(session, 60_000);
  drain(session);
  advance(session, 120_000);
  expect(drain(session).history.filter(({ kind }) => kind === 'Node')).toEqual([]);
});
