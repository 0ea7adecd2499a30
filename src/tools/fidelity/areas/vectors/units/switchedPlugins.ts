/** upstream: plugin/pkg/admission (gc, antiaffinity, eventratelimit, deny, resourcequota, securitycontext/scdeny, storage/persistentvolume/resize): each over the world that its test makes */
import type { EventLimit } from '#api/admissionPlugins.ts';
import type { ResourceQuota } from '#api/kinds.ts';
import { parseGoDuration } from '#api/machinery/duration.ts';
import { denyAll, enforceOwnerPermissions, limitEvents } from '#engine/apiserver/admission/optional/others.ts';
import { denySecurityContext, limitAntiAffinity } from '#engine/apiserver/admission/optional/pods.ts';
import { checkResize } from '#engine/apiserver/admission/persistentVolumeClaimResize.ts';
import type { AnyObject } from '#engine/apiserver/object.ts';
import { checkQuotas } from '#engine/apiserver/admission/resourceQuota.ts';
import type { Call } from '#engine/apiserver/state.ts';
import { evaluatorOf } from '#engine/helpers/quota/evaluators.ts';
import { readAdmission } from '#share/readAdmission.ts';
import { errorText, inputOf, isFields, listOf, outputOf, readingNames, type Adapter, type Adapters, type Fields } from '../row.ts';
import { callOf } from './admission.ts';
import { typed } from './worlds.ts';

const resources = ['pods', 'not-pods', 'replicationcontrollers', 'nodes', 'daemonsets'];

/** What the fake authorizer of the test lets its users do, as a role: everything but to delete, and to hold back, some resources. */
function roleOf(user: string): readonly Fields[] {
  const [, kept] = /^non-(?:(\w+)-)?deleter$/.exec(user) ?? [];
  const short: Readonly<Record<string, string>> = { pod: 'pods', rc: 'replicationcontrollers', node: 'nodes' };
  const isKept = (resource: string): boolean => user.startsWith('non-') && (kept === undefined || short[kept] === resource);
  const rules =
    user === 'super'
      ? [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }]
      : resources.flatMap((resource) => [
          { apiGroups: ['*'], resources: [resource], verbs: isKept(resource) ? ['create', 'update', 'get'] : ['*'] },
          ...(isKept(resource) ? [] : [{ apiGroups: ['*'], resources: [`${resource}/finalizers`], verbs: ['*'] }]),
        ]);
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: user };
  return [
    { kind: 'ClusterRole', metadata: { name: user }, rules },
    { kind: 'ClusterRoleBinding', metadata: { name: user }, roleRef, subjects: [{ kind: 'User', apiGroup: roleRef.apiGroup, name: user }] },
  ];
}

function named(value: unknown): AnyObject {
  const object = typed(value) as unknown as AnyObject;
  return { ...object, metadata: { ...object.metadata, name: 'foo', namespace: 'default' } };
}

/** A call about the resource that the row has, by its user. */
function asked(row: Fields, base: Call, user: string): Call {
  const resource = /Resource=(.*)$/.exec(String(row['resource']))?.[1] ?? base.resource;
  const subresource = String(row['subresource'] ?? '');
  const request = { ...base.request, resource, ...(subresource === '' ? {} : { subresource }) };
  return { ...base, user: { name: user, groups: [] }, resource, request, row: { ...base.row, plural: resource } } as Call;
}

const owning: Adapter = readingNames((row) => {
  const input = inputOf(row);
  const user = String(input['username']);
  const call = asked(input, callOf('Pod', roleOf(user)), user);
  const before = isFields(input['oldObj']) ? named(input['oldObj']) : undefined;
  return { expected: lastError(outputOf(row)['err']), got: enforceOwnerPermissions(call, named(input['newObj']), before)?.message };
});

/** What an error variable was left with. */
function lastError(value: unknown): string | undefined {
  const list = isFields(value) && Array.isArray(value['$seq']) ? value['$seq'] : [value];
  return errorText(list.at(-1));
}

export const ownerPermissions: Adapters = { TestGCAdmission: owning, TestBlockOwnerDeletionAdmission: owning };

export const hardAntiAffinity: Adapters = {
  TestInterPodAffinityAdmission(row) {
    const pod = typed({ metadata: {}, spec: { containers: [], affinity: inputOf(row)['affinity'] } }, 'Pod') as unknown as AnyObject;
    const got = limitAntiAffinity(callOf('Pod', []), pod);
    return { expected: errorText(outputOf(row)['err']), got: got?.message };
  },
  TestOtherResources(row) {
    const input = inputOf(row);
    const pod = typed(input['object']) as unknown as AnyObject;
    if (pod.kind !== input['kind'] && input['expectError'] === true)
      return { leftOut: 'an object of another kind than its path never gets as far as a plugin here' };
    const got = limitAntiAffinity(asked({ ...input, resource: `Resource=${String(input['resource'])}` }, callOf('Pod', []), ''), pod);
    return { expected: errorText(outputOf(row)['err']), got: got?.message };
  },
};

/** The limits of a row, each with the one token a second that the test sets. */
function limitsOf(row: Fields): readonly EventLimit[] {
  const types = { server: 'Server', namespace: 'Namespace', user: 'User', sourceAndObject: 'SourceAndObject' } as const;
  return Object.entries(types)
    .map(([key, type]) => ({ type, qps: 1, burst: Number(row[`${key}Burst`]), cacheSize: Number(row[`${key}CacheSize`] ?? 0) }))
    .filter(({ burst }) => burst > 0)
    .map((limit) => readAdmission({ eventLimits: [limit] }).eventLimits![0]!);
}

export const eventLimits: Adapters = {
  TestEventRateLimiting(row) {
    const input = inputOf(row);
    const call = callOf('Event', []);
    const admission = { ...call.server.admission, eventLimits: limitsOf(input) };
    const server = { ...call.server, admission } as Call['server'];
    let nowMs = 0;
    const answers = listOf(input['requests']).map(({ event, kind, namespace, username, delay, dryRun }) => {
      nowMs += parseGoDuration(String(delay)) ?? 0;
      const object = { involvedObject: {}, ...(isFields(event) ? event : {}), metadata: { namespace } } as unknown as AnyObject;
      const asking = {
        ...call,
        server,
        row: { ...call.row, kind },
        user: { name: username, groups: [] },
        dryRun,
        env: { ...call.env, nowMs },
      };
      return limitEvents(asking as unknown as Call, object) === undefined;
    });
    return { expected: listOf(input['requests']).map(({ accepted }) => accepted), got: answers };
  },
};

export const eventLimitRules: Adapters = {
  TestValidateConfiguration(row) {
    const limits = (inputOf(row)['config'] as Fields)['Limits'];
    if (!Array.isArray(limits)) return { leftOut: 'a cluster without event limits has none here: that is no mistake' };
    const eventLimits = listOf(limits).map((it) => ({ type: it['Type'], qps: it['QPS'], burst: it['Burst'], cacheSize: it['CacheSize'] }));
    return { expected: inputOf(row)['expectedResult'], got: isRead({ eventLimits }) };
  },
};

function isRead(value: unknown): boolean {
  try {
    readAdmission(value);
    return true;
  } catch {
    return false;
  }
}

export const denying: Adapters = {
  TestHandles(row) {
    if (row.in === 'CONNECT') return { leftOut: 'a connection passes no plugins here' };
    const call = callOf('Pod', []);
    return { expected: 'Forbidden', got: denyAll(call, { metadata: { name: 'p' } } as unknown as AnyObject).reason };
  },
};

const growing = [
  { kind: 'StorageClass', metadata: { name: 'gold' }, provisioner: 'p', allowVolumeExpansion: true },
  { kind: 'StorageClass', metadata: { name: 'silver' }, provisioner: 'p', allowVolumeExpansion: false },
];

export const claimGrowth: Adapters = {
  TestPVCResizeAdmission: readingNames((row) => {
    const input = inputOf(row);
    if (!isFields(input['newObj'])) return { leftOut: 'the row is a class that the rows after it use' };
    const call = asked(input, callOf('PersistentVolumeClaim', growing), 'u');
    const got = checkResize(call, named(input['newObj']), named(input['oldObj']));
    return { expected: lastError(outputOf(row)['err']), got: got?.message };
  }),
};

/** A pod, and its one container, with these contexts. */
function inContexts(podContext: unknown, context: unknown, list: 'containers' | 'initContainers'): AnyObject {
  const container = { name: 'c', image: 'i', ...(isFields(context) ? { securityContext: context } : {}) };
  const ofPod = isFields(podContext) ? { securityContext: podContext } : {};
  return typed({ metadata: {}, spec: { containers: [], ...ofPod, [list]: [container] } }, 'Pod') as unknown as AnyObject;
}

export const contextDenial: Adapters = {
  TestAdmission(row) {
    const { podSc, sc } = inputOf(row);
    const refused = (list: 'containers' | 'initContainers') => denySecurityContext(callOf('Pod', []), inContexts(podSc, sc, list))?.message;
    const expected = lastError(outputOf(row)['err']);
    return { expected: [expected, expected], got: [refused('containers'), refused('initContainers')] };
  },
  TestPodSecurityContextAdmission(row) {
    const got = denySecurityContext(callOf('Pod', []), inContexts(inputOf(row)['securityContext'], undefined, 'containers'));
    return { expected: lastError(outputOf(row)['err']), got: got?.message };
  },
};

export const limitedScopes: Adapters = {
  TestAdmitLimitedScopeWithCoverQuota(row) {
    const { config, quota, anotherQuota, testPod } = inputOf(row);
    const limitedResources = listOf((config as Fields)['LimitedResources']).map((it) => ({
      apiGroup: it['APIGroup'],
      resource: it['Resource'],
      ...(it['MatchContains'] === null ? {} : { matchContains: it['MatchContains'] }),
      ...(it['MatchScopes'] === null ? {} : { matchScopes: it['MatchScopes'] }),
    }));
    const { limitedResources: limited = [] } = readAdmission({ limitedResources });
    const quotas = [quota, anotherQuota].filter(isFields).map((it) => typed(it, 'ResourceQuota') as unknown as ResourceQuota);
    const evaluator = evaluatorOf({ group: '', plural: 'pods' })!;
    const got = checkQuotas({ evaluator, quotas, limited, wallMs: 0 }, typed(testPod, 'Pod') as unknown as AnyObject);
    const why = typeof got === 'string' ? got : 'message' in got ? got.message : undefined;
    return { expected: lastError(outputOf(row)['err'])?.replace(/^pods ".*?" is forbidden: /, ''), got: why };
  },
};
