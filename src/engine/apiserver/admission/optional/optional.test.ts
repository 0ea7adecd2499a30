import { describe, expect, test } from 'vitest';
import type { AdmissionSpec } from '#api/admissionPlugins.ts';
import type { Json } from '#api/immutable.ts';
import { ask, body, create, testServer, type TestServer } from '../../testServer.ts';

type Fields = { readonly [field: string]: Json };

function withPlugins(admission: AdmissionSpec): TestServer {
  const it = testServer({ admission });
  create(it, 'ServiceAccount', 'default');
  return it;
}

function note(it: TestServer, annotations: Fields): void {
  ask(it, 'Namespace', { verb: 'patch', name: 'default', patch: { type: 'merge', body: { metadata: { annotations } } } });
}

function pod(it: TestServer, spec: Fields = {}) {
  const made = body(create(it, 'Pod', 'p', { spec: { containers: [{ name: 'c', image: 'nginx:1' }], ...spec } }));
  return made['kind'] === 'Status' ? `${made['code']} ${made['message']}` : made['spec']!;
}

const ssd = { 'scheduler.alpha.kubernetes.io/node-selector': 'disk=ssd' };

describe('plugins that are off by default', () => {
  test('AlwaysPullImages: also where something else was asked for', () => {
    const containers = [{ name: 'c', image: 'nginx:1', imagePullPolicy: 'Never' }];
    expect(pod(withPlugins({ enable: ['AlwaysPullImages'] }), { containers })).toMatchObject({
      containers: [{ imagePullPolicy: 'Always' }],
    });
    expect(pod(withPlugins({}), { containers })).toMatchObject({ containers: [{ imagePullPolicy: 'Never' }] });
  });

  test('LimitPodHardAntiAffinityTopology', () => {
    const apart = (topologyKey: string) => ({
      affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey, labelSelector: {} }] } },
    });
    const it = withPlugins({ enable: ['LimitPodHardAntiAffinityTopology'] });
    expect(pod(it, apart('zone'))).toBe(
      '403 pods "p" is forbidden: affinity.PodAntiAffinity.RequiredDuringScheduling has TopologyKey zone but only key kubernetes.io/hostname is allowed',
    );
    expect(pod(it, apart('kubernetes.io/hostname'))).toMatchObject({ containers: [{}] });
  });

  test('PodNodeSelector: the namespace, then the cluster, says where; a whitelist says where at most', () => {
    const it = withPlugins({
      enable: ['PodNodeSelector'],
      podNodeSelector: { clusterDefaultNodeSelector: 'env=test', default: 'disk=ssd,env=test' },
    });
    expect(pod(it)).toMatchObject({ nodeSelector: { env: 'test' } });
    ask(it, 'Pod', { verb: 'delete', name: 'p', options: { delete: { gracePeriodSeconds: 0 } } });
    note(it, ssd);
    expect(pod(it)).toMatchObject({ nodeSelector: { disk: 'ssd' } });
    ask(it, 'Pod', { verb: 'delete', name: 'p', options: { delete: { gracePeriodSeconds: 0 } } });
    expect(pod(it, { nodeSelector: { disk: 'hdd' } })).toBe(
      '403 pods "p" is forbidden: pod node label selector conflicts with its namespace node label selector',
    );
    expect(pod(it, { nodeSelector: { rack: '1' } })).toBe(
      '403 pods "p" is forbidden: pod node label selector labels conflict with its namespace whitelist',
    );
  });

  test('PodTolerationRestriction: defaults of the namespace, memory pressure for who asks for resources, and a whitelist', () => {
    const it = withPlugins({ enable: ['PodTolerationRestriction'], disable: ['DefaultTolerationSeconds'] });
    note(it, { 'scheduler.alpha.kubernetes.io/defaultTolerations': '[{"key":"gpu","operator":"Exists"}]' });
    const containers = [{ name: 'c', image: 'nginx', resources: { requests: { cpu: '1' } } }];
    expect(pod(it, { containers })).toMatchObject({
      tolerations: [
        { key: 'gpu', operator: 'Exists' },
        { key: 'node.kubernetes.io/memory-pressure', operator: 'Exists', effect: 'NoSchedule' },
      ],
    });
    ask(it, 'Pod', { verb: 'delete', name: 'p', options: { delete: { gracePeriodSeconds: 0 } } });
    note(it, { 'scheduler.alpha.kubernetes.io/tolerationsWhitelist': '[{"key":"other","operator":"Exists"}]' });
    expect(pod(it)).toBe('500 pod tolerations (possibly merged with namespace default tolerations) conflict with its namespace whitelist');
  });

  test('ExtendedResourceToleration', () => {
    const resources = { requests: { 'example.com/gpu': '1', cpu: '1' }, limits: { 'example.com/gpu': '1' } };
    const containers = [{ name: 'c', image: 'nginx', resources }];
    expect(
      pod(withPlugins({ enable: ['ExtendedResourceToleration'], disable: ['DefaultTolerationSeconds'] }), { containers }),
    ).toMatchObject({
      tolerations: [{ key: 'example.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
    });
  });

  test('EventRateLimit: a bucket for each namespace, which fills up again', () => {
    const it = withPlugins({ enable: ['EventRateLimit'], eventLimits: [{ type: 'Namespace', qps: 1, burst: 2 }] });
    const write = (name: string) =>
      create(it, 'Event', name, { involvedObject: { kind: 'Pod', name: 'p', namespace: 'default' }, reason: 'R', type: 'Normal' });
    expect([write('a').code, write('b').code]).toEqual([201, 201]);
    expect(body(write('c'))).toMatchObject({
      code: 429,
      reason: 'TooManyRequests',
      message: 'limit reached on type Namespace for key default',
    });
    it.env.nowMs += 1_000;
    expect(write('d').code).toBe(201);
  });

  test('EventRateLimit: what was used longest ago is forgotten', () => {
    const it = withPlugins({ enable: ['EventRateLimit'], eventLimits: [{ type: 'User', qps: 1, burst: 1, cacheSize: 1 }] });
    const by = (user: string, name: string) => {
      const object = { metadata: { name }, involvedObject: { kind: 'Pod', name: 'p', namespace: 'default' }, reason: 'R', type: 'Normal' };
      return ask(it, 'Event', { verb: 'create', user: { name: user, groups: ['system:masters'] }, object }).code;
    };
    expect([by('ann', 'a'), by('ann', 'b'), by('bob', 'c'), by('ann', 'd')]).toEqual([201, 429, 201, 201]);
  });

  test('SecurityContextDeny: nobody chooses who the processes are', () => {
    const it = withPlugins({ enable: ['SecurityContextDeny'] });
    expect(pod(it, { securityContext: { fsGroup: 7 } })).toBe('403 pods "p" is forbidden: pod.Spec.SecurityContext.FSGroup is forbidden');
    const containers = [{ name: 'c', image: 'nginx', securityContext: { seLinuxOptions: { user: 'u' } } }];
    expect(pod(it, { containers })).toBe('403 pods "p" is forbidden: SecurityContext.SELinuxOptions is forbidden');
    expect(pod(it)).toMatchObject({ containers: [{}] });
  });

  test('DenyServiceExternalIPs: what is there may stay', () => {
    const it = withPlugins({ enable: ['DenyServiceExternalIPs'] });
    expect(body(create(it, 'Service', 's', { spec: { ports: [{ port: 80 }], externalIPs: ['1.2.3.4'] } }))['message']).toBe(
      'services "s" is forbidden: Use of external IPs is denied by admission control',
    );
  });

  test('AlwaysDeny denies all that is written', () => {
    const it = testServer({ admission: { enable: ['AlwaysDeny'] }, bare: true });
    expect(body(create(it, 'Namespace', 'n'))['message']).toContain('admission control is denying all modifications');
  });

  test('OwnerReferencesPermissionEnforcement asks for the owner whose deletion is held back', () => {
    const it = withPlugins({ enable: ['OwnerReferencesPermissionEnforcement'] });
    const rules = [{ apiGroups: [''], resources: ['configmaps'], verbs: ['create', 'update', 'get'] }];
    create(it, 'ClusterRole', 'writer', { rules });
    create(it, 'ClusterRoleBinding', 'eve', {
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'writer' },
      subjects: [{ kind: 'User', name: 'eve' }],
    });
    const owner = { apiVersion: 'v1', kind: 'Secret', name: 's', uid: 'u', blockOwnerDeletion: true };
    const user = { name: 'eve', groups: ['system:authenticated'] };
    const write = (name: string, ownerReferences: Json) =>
      body(ask(it, 'ConfigMap', { verb: 'create', user, object: { metadata: { name, ownerReferences } } }));
    const unknown = { ...owner, apiVersion: 'x/v1', kind: 'Odd' };
    expect(write('c', [unknown])['message']).toContain('cannot find RESTMapping for APIVersion x/v1 Kind Odd');
    const free = ask(it, 'ConfigMap', { verb: 'create', object: { metadata: { name: 'd', ownerReferences: [unknown] } } });
    expect(free.code).toBe(201);
    expect(write('a', [{ ...owner, blockOwnerDeletion: false }])['kind']).toBe('ConfigMap');
    expect(write('b', [owner])['message']).toContain(
      'configmaps "b" is forbidden: cannot set blockOwnerDeletion if an ownerReference refers to a resource you can\'t set finalizers on',
    );
  });
});

test('plugins that are on by default can be switched off', () => {
  const it = withPlugins({ disable: ['DefaultTolerationSeconds', 'Priority'] });
  const spec = pod(it) as unknown as Fields;
  expect(spec['tolerations']).toBeUndefined();
  expect(spec['priority']).toBeUndefined();
});
