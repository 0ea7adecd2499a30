import { expect, test } from 'vitest';
import { ask, body, create, podServer, podSpec } from '../testServer.ts';

test('a pod of a runtime class gets its overhead and its nodes', () => {
  const it = podServer();
  create(it, 'RuntimeClass', 'gvisor', {
    handler: 'runsc',
    overhead: { podFixed: { cpu: '50m' } },
    scheduling: { nodeSelector: { sandbox: 'yes' }, tolerations: [{ key: 'sandbox', operator: 'Exists' }] },
  });
  const made = body(create(it, 'Pod', 'p', { spec: { ...podSpec, runtimeClassName: 'gvisor' } }));
  expect(made['spec']).toMatchObject({ overhead: { cpu: '50m' }, nodeSelector: { sandbox: 'yes' } });
  expect(made['spec']?.['tolerations']).toContainEqual({ key: 'sandbox', operator: 'Exists' });
});

test('a runtime class that is not there', () => {
  expect(body(create(podServer(), 'Pod', 'p', { spec: { ...podSpec, runtimeClassName: 'nope' } }))['message']).toBe(
    'pods "p" is forbidden: pod rejected: RuntimeClass "nope" not found',
  );
});

test('an Ingress without a class gets the default one', () => {
  const it = podServer();
  create(it, 'IngressClass', 'a', { spec: { controller: 'x.io/y' } });
  const annotations = { 'ingressclass.kubernetes.io/is-default-class': 'true' };
  create(it, 'IngressClass', 'b', { metadata: { annotations }, spec: { controller: 'x.io/y' } });
  const backend = { service: { name: 's', port: { number: 80 } } };
  create(it, 'Ingress', 'i', { spec: { defaultBackend: backend } });
  expect(body(ask(it, 'Ingress', { name: 'i' }))['spec']?.['ingressClassName']).toBe('b');
});

test('there is one default priority class', () => {
  const it = podServer();
  create(it, 'PriorityClass', 'a', { value: 1, globalDefault: true });
  expect(body(create(it, 'PriorityClass', 'b', { value: 2, globalDefault: true }))['message']).toBe(
    'priorityclasses.scheduling.k8s.io "b" is forbidden: PriorityClass a is already marked as default. Only one default can exist',
  );
});
