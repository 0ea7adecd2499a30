import { expect, test } from 'vitest';
import type { ObjectChange } from '#api/frame.ts';
import type { KubeObject } from '#api/meta.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { unpack, type Known } from './unpack.ts';

/** `Pod a 1 @web Pending`: kind, name, revision, owner, status. A name's uid is its own unless `~` gives another. */
function object(line: string): KubeObject {
  const [kind = '', named = '', resourceVersion = '', ...rest] = line.split(' ');
  const [name = '', life = ''] = named.split('~');
  const owner = rest.find((word) => word.startsWith('@'))?.slice(1);
  return {
    apiVersion: kind === 'Lease' ? 'coordination.k8s.io/v1' : 'v1',
    kind,
    metadata: {
      name,
      uid: `${name}${life}`,
      resourceVersion,
      ...(owner === undefined ? {} : { ownerReferences: [{ kind: 'ReplicaSet', name: owner, uid: owner, controller: true }] }),
    },
    spec: { containers: [{ name: 'c', image: 'nginx' }], name },
    status: { phase: rest.find((word) => !word.startsWith('@')) ?? '' },
  } as unknown as KubeObject;
}

const change = (type: ObjectChange['type'], line: string): ObjectChange => ({ type, cluster: 'c', object: object(line) });
const entry = (revision: number) => ({ revision, cluster: 'c' }) as never;
const nothing = { reset: false, changes: [], history: [] };

function tell(ledger: Ledger, lines: readonly [ObjectChange['type'], string][], reset = false): void {
  ledger.add({ reset, changes: lines.map(([type, line]) => change(type, line)), history: [] }, false);
}

/** What the page makes of everything there is to tell. */
function heard(ledger: Ledger, known: Known): string[] {
  const { changes } = ledger.takeChanges(1_000);
  return (JSON.parse(JSON.stringify(changes)) as typeof changes).map((one) => {
    const { type, object: made } = unpack(known, one);
    const { phase } = (made as unknown as { status: { phase: string } }).status;
    return [type, made.metadata.name, made.metadata.resourceVersion, phase].join(' ').trim();
  });
}

test('objects come whole, then as what is new about them, and go; the last of several changes counts', () => {
  const ledger = createLedger();
  const known: Known = new Map();
  tell(ledger, [['ADDED', 'Pod a 1 @web Pending']]);
  tell(ledger, [['ADDED', 'Pod b 2 @web Pending']]);
  expect(heard(ledger, known)).toEqual(['ADDED a 1 Pending', 'ADDED b 2 Pending']);
  tell(ledger, [['MODIFIED', 'Pod a 3 @web Starting']]);
  tell(ledger, [['MODIFIED', 'Pod a 4 @web Running']]);
  const { changes } = ledger.takeChanges(10);
  expect(JSON.stringify(changes)).not.toContain('nginx');
  expect(unpack(known, changes[0]!).object).toEqual(object('Pod a 4 @web Running'));
  tell(ledger, [['DELETED', 'Pod a 5 @web Running']]);
  expect(heard(ledger, known)).toEqual(['DELETED a 4 Running']);
});

test('a sibling is told by what differs, unless the one before it is gone', () => {
  const ledger = createLedger();
  tell(ledger, [
    ['ADDED', 'Pod a 1 @web'],
    ['ADDED', 'Pod b 2 @web'],
    ['ADDED', 'Pod c 3 @other'],
  ]);
  expect(ledger.takeChanges(10).changes.map((one) => 'like' in one)).toEqual([false, true, false]);
  tell(ledger, [['DELETED', 'Pod b 2 @web']]);
  ledger.takeChanges(10);
  tell(ledger, [['ADDED', 'Pod d 4 @web']]);
  expect(ledger.takeChanges(10).changes.map((one) => 'like' in one)).toEqual([false]);
});

test('another object under the same name is the end of the first', () => {
  const ledger = createLedger();
  const known: Known = new Map();
  tell(ledger, [['ADDED', 'Pod a 1 Running']]);
  heard(ledger, known);
  tell(ledger, [['DELETED', 'Pod a 2 Running']]);
  tell(ledger, [['ADDED', 'Pod a~again 3 Pending']]);
  expect(heard(ledger, known)).toEqual(['DELETED a 1 Running', 'ADDED a 3 Pending']);
});

test('events and leases are not told', () => {
  const ledger = createLedger();
  tell(ledger, [
    ['ADDED', 'Event e 1'],
    ['ADDED', 'Lease l 2'],
  ]);
  expect(ledger.hasNews()).toBe(false);
});

test('after a move in time only the difference is told', () => {
  const ledger = createLedger();
  const known: Known = new Map();
  tell(ledger, [
    ['ADDED', 'Pod a 1 Running'],
    ['ADDED', 'Pod b 2 Running'],
    ['ADDED', 'Pod c 3 Running'],
  ]);
  heard(ledger, known);
  tell(
    ledger,
    [
      ['ADDED', 'Pod a 1 Running'],
      ['ADDED', 'Pod b 1 Pending'],
    ],
    true,
  );
  expect(heard(ledger, known)).toEqual(['MODIFIED b 1 Pending', 'DELETED c 3 Running']);
});

test('history is told once on one way of time, and anew where it forks', () => {
  const ledger = createLedger();
  const take = () => ledger.takeHistory(100).map(({ revision }) => revision);
  ledger.add({ ...nothing, history: [entry(1), entry(2), entry(3)] }, false);
  expect(take()).toEqual([1, 2, 3]);
  ledger.add({ reset: true, changes: [], history: [entry(1)] }, false);
  ledger.add({ ...nothing, history: [entry(2)] }, false);
  expect(take()).toEqual([]);
  ledger.add({ ...nothing, history: [entry(3)] }, true);
  expect(take()).toEqual([3]);
});
