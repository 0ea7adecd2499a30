import { expect, test } from 'vitest';
import type { Json } from '#api/immutable.ts';
import { ask, body, create, podServer, podSpec } from '../../testServer.ts';

function label(it: ReturnType<typeof podServer>, labels: { readonly [name: string]: string }) {
  const prefixed = Object.fromEntries(Object.entries(labels).map(([name, value]) => [`pod-security.kubernetes.io/${name}`, value]));
  return ask(it, 'Namespace', { verb: 'patch', name: 'default', patch: { type: 'merge', body: { metadata: { labels: prefixed } } } });
}

test('a pod that the level forbids is refused, with everything that is wrong', () => {
  const it = podServer();
  label(it, { enforce: 'restricted' });
  expect(body(create(it, 'Pod', 'p', { spec: podSpec }))['message']).toBe(
    'pods "p" is forbidden: violates PodSecurity "restricted:latest": ' +
      'allowPrivilegeEscalation != false (container "c" must set securityContext.allowPrivilegeEscalation=false), ' +
      'unrestricted capabilities (container "c" must set securityContext.capabilities.drop=["ALL"]), ' +
      'runAsNonRoot != true (pod or container "c" must set securityContext.runAsNonRoot=true), ' +
      'seccompProfile (pod or container "c" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
  );
});

test('a pod that keeps to it is let in', () => {
  const it = podServer();
  label(it, { enforce: 'restricted' });
  const securityContext = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
  const spec = {
    containers: [{ ...podSpec.containers[0]!, securityContext }],
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  };
  expect(create(it, 'Pod', 'p', { spec }).code).toBe(201);
});

test('an old version asks less', () => {
  const it = podServer();
  label(it, { enforce: 'restricted', 'enforce-version': 'v1.7' });
  expect(body(create(it, 'Pod', 'p', { spec: podSpec }))['message']).toBe(
    'pods "p" is forbidden: violates PodSecurity "restricted:v1.7": runAsNonRoot != true (pod or container "c" must set securityContext.runAsNonRoot=true)',
  );
});

test('a template is warned of, and stored', () => {
  const it = podServer();
  label(it, { warn: 'baseline' });
  const template = { metadata: { labels: { a: 'b' } }, spec: { ...podSpec, hostNetwork: true } };
  const made = create(it, 'Deployment', 'd', { spec: { selector: { matchLabels: { a: 'b' } }, template } as Json });
  expect(made.code).toBe(201);
  expect(made.warnings).toEqual(['would violate PodSecurity "baseline:latest": host namespaces (hostNetwork=true)']);
});

test('a new level tells which pods break it', () => {
  const it = podServer();
  create(it, 'Pod', 'a', { spec: { ...podSpec, hostPID: true } });
  create(it, 'Pod', 'b', { spec: { ...podSpec, hostPID: true } });
  create(it, 'Pod', 'c', { spec: podSpec });
  expect(label(it, { enforce: 'baseline' }).warnings).toEqual([
    'existing pods in namespace "default" violate the new PodSecurity enforce level "baseline:latest"',
    'a (and 1 other pod): host namespaces',
  ]);
});

test('labels that say nothing are refused', () => {
  expect(label(podServer(), { enforce: 'strict' })).toMatchObject({ code: 422 });
  expect(body(label(podServer(), { 'warn-version': '1.2' }))['message']).toBe(
    'Namespace "default" is invalid: metadata.labels[pod-security.kubernetes.io/warn-version]: Invalid value: "1.2": must be "latest" or "v1.x"',
  );
});
