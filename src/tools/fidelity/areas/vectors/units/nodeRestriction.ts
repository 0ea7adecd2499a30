/** upstream: plugin/pkg/admission/noderestriction: what a kubelet attempts, and what is said to it */
import type { Kind } from '#api/kinds.ts';
import { scheme } from '#api/scheme.ts';
import { commit } from '#engine/etcd/store.ts';
import { restrictNode, restrictNodeEviction, restrictNodeToken, type Operation } from '#engine/apiserver/admission/nodeRestriction.ts';
import type { AnyObject } from '#engine/apiserver/object.ts';
import type { Call } from '#engine/apiserver/state.ts';
import { inputOf, isFields, readingNames, type Adapter, type Adapters, type Fields } from '../row.ts';
import { callOf } from './admission.ts';
import { objectAs } from './objects.ts';

const me = { name: 'system:node:mynode', groups: ['system:nodes'] };
const myNode = { metadata: { name: 'mynode', uid: 'mynode-uid' } };

/** Puts an object into the store as it is. */
function put({ server }: Call, resource: string, object: unknown): void {
  const writer = { at: 0, verb: 'create', subresource: undefined, by: 'test', cause: { actor: 'user' } } as never;
  commit(server.store, { type: 'ADDED', resource, object: object as AnyObject, writer });
}

function call(kind: Kind, user: Fields, subresource: string, pods: readonly unknown[]): Call {
  const bare = callOf(kind, []);
  const { Name, Groups } = user;
  const asked = { ...bare, user: { name: String(Name), groups: (Groups ?? []) as readonly string[] } };
  put(asked, 'nodes', { kind: 'Node', ...myNode });
  for (const pod of pods) put(asked, 'pods', objectAs(pod));
  return subresource === '' ? asked : { ...asked, request: { ...asked.request, subresource } };
}

/** The pods that a lister of the test has. */
function listed(lister: unknown): readonly Fields[] {
  const at = (value: unknown, ...steps: readonly string[]): unknown =>
    steps.reduce((inner: unknown, step) => (isFields(inner) ? inner[step] : undefined), value);
  return Object.values((at(lister, 'indexer', 'cacheStorage', 'items') ?? {}) as Fields).filter(isFields);
}

function attempt(attributes: Fields, pods: readonly Fields[]): string {
  const { resource, subresource, operation, object, oldObject, name, namespace, userInfo } = attributes;
  const plural = String(resource).replace(/^.*Resource=/, '');
  const row = Object.values(scheme).find((it) => it.plural === plural);
  if (row === undefined) return '';
  const asked = call(row.kind as Kind, userInfo as Fields, String(subresource), pods);
  const given = isFields(object) ? objectAs<AnyObject>(object) : undefined;
  const of = isFields(given?.metadata) && given.metadata.name !== undefined ? given.metadata.name : String(name);
  const stored = pods.map((pod) => objectAs<AnyObject>(pod)).find(({ metadata }) => metadata.name === of);
  const target = given ?? (plural === 'pods' ? stored : undefined) ?? ({ metadata: { name, namespace } } as unknown as AnyObject);
  if (plural === 'pods' && subresource === 'eviction') {
    if (stored === undefined) return 'not found';
    return restrictNodeEviction(asked, stored as never)?.message ?? '';
  }
  if (plural === 'serviceaccounts' && subresource === 'token')
    return restrictNodeToken(asked, (given?.spec?.['boundObjectRef'] ?? undefined) as never)?.message ?? '';
  if (plural === 'pods' && operation === 'DELETE' && stored === undefined) return 'not found';
  const old = isFields(oldObject) ? { old: objectAs<AnyObject>(oldObject) } : {};
  return restrictNode(asked, { operation: operation as Operation, object: target, ...old })?.message ?? '';
}

/** The row has a part of the refusal, or nothing where there is none. */
function told(expected: unknown, got: string): ReturnType<Adapter> {
  const wanted = String(expected ?? '');
  return { expected: wanted, got: wanted !== '' && got.includes(wanted) ? wanted : got };
}

const anything: Adapter = readingNames((row) => {
  const { attributes, podsGetter, err } = inputOf(row);
  const { subresource, operation } = attributes as Fields;
  if (subresource === 'eviction' && (operation !== 'CREATE' || String(err).startsWith('could not determine pod')))
    return { leftOut: 'an eviction is only ever created, and of the pod in the URL' };
  return told(err, attempt(attributes as Fields, listed(podsGetter)));
});

const owners: Adapter = (row) => {
  const { owners: ownerReferences, expectErr } = inputOf(row);
  const metadata = { name: 'test', annotations: { 'kubernetes.io/config.mirror': 'true' }, ownerReferences };
  const object = { metadata, spec: { nodeName: 'mynode', containers: [] }, status: {} };
  const attributes = {
    resource: 'Resource=pods',
    subresource: '',
    operation: 'CREATE',
    object,
    name: 'test',
    userInfo: { Name: me.name, Groups: me.groups },
  };
  return told(expectErr, attempt(attributes, []));
};

const claims: Adapter = (row) => {
  const { oldObj, newObj, subresource, recoveryFeatureEnabled, expectError } = inputOf(row);
  if (recoveryFeatureEnabled === true) return { leftOut: 'recovery from a failed expansion is alpha in 1.28 and off' };
  const attributes = {
    resource: 'Resource=persistentvolumeclaims',
    subresource,
    operation: 'UPDATE',
    object: newObj,
    oldObject: oldObj,
    userInfo: { Name: me.name, Groups: me.groups },
  };
  return told(expectError, attempt(attributes, []));
};

export const nodeAttempts: Adapters = {
  TestAdmitPVCStatus: claims,
  Test_nodePlugin_Admit: anything,
  Test_nodePlugin_Admit_OwnerReference: owners,
};
