import { expect, test } from 'vitest';
import type { VirtualMs } from '#api/meta.ts';
import type { Request, Response } from '#api/request.ts';
import { seedRandom } from '#sim/random.ts';
import { apiClient } from './client.ts';
import type { Context } from './component.ts';
import { createRecorder, recordEvent, type EventRecord } from './recorder.ts';
import { add, backOff, createQueue, forget, take } from './workqueue.ts';

test('a queue holds a key once, in order of arrival, with the first reason', () => {
  const queue = createQueue();
  add(queue, 'a', { revision: 1 });
  add(queue, 'b', { revision: 2 });
  add(queue, 'a', { revision: 3 });
  expect([take(queue), take(queue), take(queue)]).toEqual([
    { key: 'a', because: { revision: 1 } },
    { key: 'b', because: { revision: 2 } },
    undefined,
  ]);
});

test('back-off doubles from 5 ms to 1,000 s and is forgotten after a success', () => {
  const queue = createQueue();
  const delays = Array.from({ length: 20 }, () => backOff(queue, 'a'));
  expect(delays.slice(0, 4)).toEqual([5, 10, 20, 40]);
  expect(delays.at(-1)).toBe(1_000_000);
  forget(queue, 'a');
  expect(backOff(queue, 'a')).toBe(5);
});

test('a key that has failed too often is given up, and begins anew with the next news', () => {
  const queue = createQueue();
  const delays = Array.from({ length: 4 }, () => backOff(queue, 'a', { baseMs: 1_000, maxMs: 1_500, tries: 3 }));
  expect(delays).toEqual([1_000, 1_500, 1_500, undefined]);
  expect(backOff(queue, 'a', { baseMs: 1_000, tries: 3 })).toBe(1_000);
});

/** A recorder before a server that says yes to everything and remembers it. */
function recorder() {
  const asked: Request[] = [];
  const state = createRecorder('test-controller');
  const context = { now: 0 as VirtualMs, epochMs: 1_767_225_600_000, random: seedRandom(1, 'x') } as unknown as Context;
  const client = apiClient((request): Response => {
    asked.push(request);
    return { code: 200, body: {} };
  });
  const object = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web-0', namespace: 'default', uid: 'u1', resourceVersion: '1' },
  } as unknown as EventRecord['object'];
  return {
    asked,
    say(message: string, at: number, more: Partial<EventRecord> = {}) {
      recordEvent(state, { object, type: 'Normal', reason: 'Seen', message, ...more }, client, { ...context, now: at as VirtualMs });
    },
  };
}

test('objects of which only the names are told are told apart', () => {
  const { asked, say } = recorder();
  for (let i = 0; i < 30; i += 1) {
    const object = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: `web-${i}`, namespace: 'default' },
    } as unknown as EventRecord['object'];
    say(`web-${i} goes`, i, { object, told: 'named' });
  }
  expect(asked.map(({ verb }) => verb)).toEqual(Array.from({ length: 30 }, () => 'create'));
  expect(asked[29]!.object).toMatchObject({ message: 'web-29 goes' });
  expect((asked[29]!.object as { involvedObject: object }).involvedObject).toEqual({ kind: 'Pod', namespace: 'default', name: 'web-29' });
});

test('an event that is said again is counted, not written again', () => {
  const { asked, say } = recorder();
  say('hello', 0);
  say('hello', 1_000);
  say('hello', 2_000);
  expect(asked.map((it) => it.verb)).toEqual(['create', 'patch', 'patch']);
  expect(asked[2]!.patch!.body).toMatchObject({ count: 3, lastTimestamp: '2026-01-01T00:00:02Z' });
  expect(asked[0]!.object).toMatchObject({ reportingComponent: 'test-controller', source: { component: 'test-controller' }, count: 1 });
});

test('from the tenth similar event on they are combined', () => {
  const { asked, say } = recorder();
  for (let i = 1; i <= 12; i += 1) say(`number ${i}`, i);
  const messages = asked.map((it) =>
    it.verb === 'create' ? (it.object as { message: string }).message : (it.patch!.body as { message: string }).message,
  );
  expect(messages.slice(0, 9)).toEqual(Array.from({ length: 9 }, (_, i) => `number ${i + 1}`));
  expect(messages.slice(9)).toEqual([
    '(combined from similar events): number 10',
    '(combined from similar events): number 11',
    '(combined from similar events): number 12',
  ]);
  expect(asked.map((it) => it.verb)).toEqual([...Array(10).fill('create'), 'patch', 'patch']);
});

test('a burst about one object is cut off after 25, and goes on after five minutes', () => {
  const { asked, say } = recorder();
  for (let i = 0; i < 40; i += 1) say('again', i);
  expect(asked).toHaveLength(25);
  say('again', 301_000);
  expect(asked).toHaveLength(26);
  expect(asked.at(-1)!.patch!.body).toMatchObject({ count: 41 });
});

test('events of the newer API carry an action and a microsecond time', () => {
  const { asked, say } = recorder();
  say('Successfully assigned', 1, { action: 'Binding' });
  expect(asked[0]!.object).toMatchObject({ action: 'Binding', eventTime: '2026-01-01T00:00:00.001000Z', source: {} });
});

test('a series of the newer API is written when it begins and every half hour, and ends after six silent minutes', () => {
  const { asked, say } = recorder();
  const minute = 60_000;
  for (const at of [0, 1, 2, 3, 8, 13, 18, 23, 28, 31, 38]) say('no room', at * minute, { action: 'Scheduling' });
  expect(asked.map((it) => it.verb)).toEqual(['create', 'patch', 'patch', 'create']);
  expect(asked[1]!.patch!.body).toMatchObject({ series: { count: 2 } });
  expect(asked[2]!.patch!.body).toMatchObject({ series: { count: 10 } });
});
