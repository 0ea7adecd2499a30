/** upstream: plugin/pkg/admission, pkg/util/tolerations: the plugins that a cluster has to switch on */
import type { Pod, Service } from '#api/kinds.ts';
import { denyExternalIps } from '#engine/apiserver/admission/optional/others.ts';
import { pullAlways, restrictTolerations, selectNodes, tolerateExtendedResources } from '#engine/apiserver/admission/optional/pods.ts';
import { areAllowed, covers, mergeTolerations, type Toleration } from '#engine/apiserver/admission/optional/tolerations.ts';
import type { AnyObject } from '#engine/apiserver/object.ts';
import type { Call } from '#engine/apiserver/state.ts';
import { isStatus } from '#engine/apiserver/status.ts';
import { errorText, inputOf, isFields, outputOf, strings, type Adapter, type Adapters, type Fields } from '../row.ts';
import { callOf } from './admission.ts';
import { bare } from './bare.ts';
import { objectAs } from './objects.ts';
import { typed } from './worlds.ts';

const effects: Readonly<Record<string, string>> = { nosched: 'NoSchedule', prefnosched: 'PreferNoSchedule', noexec: 'NoExecute' };

/** The tables name tolerations by what they say: `foo-bar-noexec-10`. */
function tolerationOf(name: string): Toleration {
  const [key = '', ...rest] = name.split('-');
  const value = rest.find((part) => part === 'bar' || part === 'baz');
  const effect = rest.map((part) => effects[part]).find((it) => it !== undefined);
  const seconds = rest.find((part) => /^\d+$/.test(part));
  return {
    ...(key === 'all' ? {} : { key }),
    operator: value === undefined ? 'Exists' : 'Equal',
    ...(value === undefined ? {} : { value }),
    ...(effect === undefined ? {} : { effect }),
    ...(seconds === undefined ? {} : { tolerationSeconds: Number(seconds) }),
  } as Toleration;
}

const allNames =
  'all all-nosched all-noexec foo foo-bar foo-nosched foo-bar-nosched foo-baz-nosched faz-nosched faz-baz-nosched foo-prefnosched foo-noexec foo-bar-noexec foo-noexec-10 foo-noexec-0 foo-bar-noexec-10'.split(
    ' ',
  );

function tolerations(names: unknown): readonly Toleration[] {
  return strings(names).map(tolerationOf);
}

export const tolerationRules: Adapters = {
  TestIsSuperset(row) {
    const { toleration, ss } = inputOf(row);
    if (toleration === undefined) return { leftOut: 'one toleration of an inner loop, without the one that it is held against' };
    const wide = tolerationOf(String(toleration));
    const got = allNames.filter((name) => covers(wide, tolerationOf(name)));
    return { expected: [...new Set([...strings(ss), String(toleration)])].toSorted(), got: got.toSorted() };
  },
  TestMergeTolerations(row) {
    const { a, b, expected } = inputOf(row);
    return { expected: tolerations(expected), got: mergeTolerations(tolerations(a), tolerations(b)) };
  },
  TestVerifyAgainstWhitelist(row) {
    const { input, whitelist } = inputOf(row);
    return { expected: outputOf(row)['actual'], got: areAllowed(tolerations(input), tolerations(whitelist)) };
  },
};

function podOf(value: unknown): AnyObject {
  const pod = typed(value, 'Pod') as unknown as Pod;
  return { ...pod, spec: { ...pod.spec, containers: pod.spec?.containers ?? [] } } as unknown as AnyObject;
}

export const extendedResources: Adapters = {
  TestAdmit(row) {
    const { requestedPod, expectedPod } = inputOf(row);
    const got = tolerateExtendedResources(callOf('Pod', []), podOf(requestedPod));
    return { expected: bare(podOf(expectedPod).spec), got: bare(got.spec) };
  },
};

export const imagePulls: Adapters = {
  TestUpdatePod(row) {
    const { object, oldObject, expectIgnore } = inputOf(row);
    const given = podOf(object);
    const { containers } = (pullAlways(callOf('Pod', []), given, podOf(oldObject)) as unknown as Pod).spec;
    const before = (given as unknown as Pod).spec.containers;
    const wanted = before.map((it) => (expectIgnore === true ? it.imagePullPolicy : 'Always'));
    return { expected: wanted, got: containers.map((it) => it.imagePullPolicy) };
  },
};

export const externalIps: Adapters = {
  TestAdmission(row) {
    const { newSvc, oldSvc } = inputOf(row);
    const before = isFields(oldSvc) ? objectAs<AnyObject>(oldSvc) : undefined;
    const got = denyExternalIps(callOf('Service', []), objectAs<AnyObject & Service>(newSvc) as AnyObject, before);
    return { expected: errorText(outputOf(row)['err']), got: got?.message };
  },
};

function inNamespace(annotations: Fields, pods: Fields | undefined): Call {
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'testNamespace'.toLowerCase(), annotations } };
  const call = callOf('Pod', [namespace]);
  const { server } = call;
  return pods === undefined ? call : { ...call, server: { ...server, admission: { ...server.admission, podNodeSelector: pods } } as never };
}

/** The tests' namespace has a capital, which no server takes. */
function placed(pod: AnyObject): AnyObject {
  return { ...pod, metadata: { ...pod.metadata, name: pod.metadata.name ?? 'testPod', namespace: 'testnamespace' } } as AnyObject;
}

const selecting: Adapter = (row) => {
  const {
    defaultNodeSelector,
    namespaceNodeSelector,
    whitelist,
    podNodeSelector,
    mergedNodeSelector,
    ignoreTestNamespaceNodeSelector,
    admit,
  } = inputOf(row);
  const note = 'scheduler.alpha.kubernetes.io/node-selector';
  const annotations = ignoreTestNamespaceNodeSelector === true ? {} : { [note]: String(namespaceNodeSelector ?? '') };
  const call = inNamespace(annotations, {
    clusterDefaultNodeSelector: String(defaultNodeSelector ?? ''),
    testnamespace: String(whitelist ?? ''),
  });
  const pod = placed(podOf({ metadata: { name: 'testPod' }, spec: { nodeSelector: podNodeSelector ?? {} } }));
  const got = selectNodes(call, pod);
  if (isStatus(got)) return { expected: admit, got: false };
  return {
    expected: admit === true ? bare(mergedNodeSelector ?? {}) : 'refused',
    got: bare((got as unknown as Pod).spec.nodeSelector ?? {}),
  };
};

export const nodeSelecting: Adapters = { TestPodAdmission: selecting };

const restricting: Adapter = (row) => {
  const { pod, podTolerations, defaultClusterTolerations, clusterWhitelist, namespaceTolerations, whitelist, mergedTolerations, admit } =
    inputOf(row);
  if ([defaultClusterTolerations, clusterWhitelist].some((list) => Array.isArray(list) && list.length > 0))
    return { leftOut: 'the plugin has no settings for the whole cluster here' };
  const notes = Object.entries({ defaultTolerations: namespaceTolerations, tolerationsWhitelist: whitelist })
    .filter(([, list]) => Array.isArray(list) && list.length > 0)
    .map(([name, list]) => [`scheduler.alpha.kubernetes.io/${name}`, JSON.stringify(list)]);
  const given = placed(podOf({ ...(pod as Fields), spec: { ...((pod as Fields)['spec'] as Fields), tolerations: podTolerations ?? [] } }));
  const got = restrictTolerations(inNamespace(Object.fromEntries(notes) as Fields, undefined), given, undefined);
  if (isStatus(got)) return { expected: admit, got: false };
  const wanted = admit === true ? anyOrder(mergedTolerations) : 'refused';
  return { expected: wanted, got: anyOrder((got as unknown as Pod).spec.tolerations) };
};

function anyOrder(list: unknown): readonly string[] {
  return (Array.isArray(list) ? list : [])
    .map((it) =>
      Object.entries(bare(it) as Fields)
        .map(String)
        .toSorted()
        .join(' '),
    )
    .toSorted();
}

export const tolerationLimits: Adapters = { TestPodAdmission: restricting };
