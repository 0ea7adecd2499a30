import { expect, test } from 'vitest';
import type { Json } from '#api/immutable.ts';
import { handle } from '../handle.ts';
import { body, testServer, type TestServer } from '../testServer.ts';

const event = {
  metadata: { name: 'e' },
  eventTime: '2026-11-21T20:00:00.000000Z',
  reportingController: 'test/controller',
  reportingInstance: 'one',
  action: 'Do',
  reason: 'Because',
  type: 'Normal',
  regarding: { kind: 'Pod', name: 'p', namespace: 'default' },
};

function ask(it: TestServer, version: string, rest: { readonly [key: string]: Json }, name?: string): unknown {
  const [group = '', v = 'v1'] = version.split('/');
  const verb = name === undefined ? 'create' : 'update';
  const request = { verb, group, version: v, resource: 'events', namespace: 'default', object: rest } as const;
  const answer = handle(it.server, name === undefined ? request : { ...request, name }, it.env);
  return answer.code < 300 ? answer.code : body(answer)['message'];
}

test('the group of events asks for more than the core does', () => {
  const it = testServer();
  const told = (rest: object): unknown => ask(it, 'events.k8s.io/v1', { ...event, ...rest } as never);
  expect(told({ type: '' })).toBe('Event "e" is invalid: type: Invalid value: "": has invalid value: ');
  expect(told({ series: { count: 1, lastObservedTime: event.eventTime } })).toBe(
    'Event "e" is invalid: series.count: Invalid value: "": should be at least 2',
  );
  expect(told({ deprecatedCount: 3 })).toBe('Event "e" is invalid: count: Invalid value: "": needs to be unset');
  expect(told({})).toBe(201);
  const changed = { ...event, reason: 'Why not' };
  expect(ask(it, 'events.k8s.io/v1', changed as never, 'e')).toBe(
    'Event "e" is invalid: reason: Invalid value: "Why not": field is immutable',
  );
  const counted = { ...event, series: { count: 2, lastObservedTime: event.eventTime } };
  expect(ask(it, 'events.k8s.io/v1', counted as never, 'e')).toBe(200);
});
