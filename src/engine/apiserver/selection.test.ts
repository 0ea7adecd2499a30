import { expect, test } from 'vitest';
import { body, ask, create, testServer } from './testServer.ts';

const event = {
  involvedObject: { kind: 'Pod', namespace: 'default', name: 'p' },
  reason: 'Killing',
  type: 'Normal',
  reportingComponent: 'kubelet',
};

function asked(group: string, fieldSelector: string): unknown {
  const it = testServer();
  create(it, 'Event', 'e', event);
  const answer = body(ask(it, 'Event', { verb: 'list', group, version: 'v1', resource: 'events', options: { fieldSelector } }));
  return 'items' in answer ? (answer['items'] as unknown as readonly unknown[]).length : answer['message'];
}

test.each([
  ['', 'involvedObject.name=p', 1],
  ['', 'reportingComponent=other', 0],
  ['', 'metadata.name=e', 1],
  ['', 'regarding.name=p', 'field label not supported: regarding.name'],
  ['', 'constructor=x', 'field label not supported: constructor'],
  ['events.k8s.io', 'regarding.name=p,reportingController=kubelet', 1],
  ['events.k8s.io', 'regarding.fieldPath=', 1],
  ['events.k8s.io', 'regarding.kind!=Pod', 0],
  ['events.k8s.io', 'involvedObject.name=p', 'field label not supported: involvedObject.name'],
  ['events.k8s.io', 'source=kubelet', 'field label not supported: source'],
])('events of the group "%s" by %s', (group, selector, found) => {
  expect(asked(group, selector)).toEqual(found);
});
