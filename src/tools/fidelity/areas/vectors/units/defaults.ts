/** upstream: pkg/apis/.../v1, v1beta1 and so on: what versioned defaulting fills in */
import type { Kind, PodSpec } from '#api/kinds.ts';
import { goType, type GoType } from '#api/machinery/goTypes.ts';
import { defaults } from '#engine/apiserver/defaults/defaults.ts';
import { defaultTemplate } from '#engine/apiserver/defaults/podSpec.ts';
import type { AnyObject } from '#engine/apiserver/object.ts';
import { inputOf, isFields, plain, withoutInput, type Adapter, type Adapters, type Fields, type Row } from '../row.ts';
import { rowAs } from './objects.ts';

type Map = Readonly<Record<string, unknown>>;

function filled(kind: Kind, object: unknown): AnyObject {
  return (defaults[kind]?.(object as AnyObject) ?? object) as AnyObject;
}

/** What Go cannot tell from nothing: empty maps and lists, nulls, and zeros that JSON leaves out. */
function settled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(settled);
  if (!isFields(value)) return value;
  const kept = Object.entries(value)
    .map(([key, item]) => [key, settled(item)] as const)
    .filter(([key, item]) => key !== '$type' && item !== null && item !== undefined && !(Array.isArray(item) && item.length === 0));
  return Object.fromEntries(kept);
}

/** An object before and after: the part of it that the test compares. */
function whole(
  kind: Kind,
  part: 'spec' | 'webhooks' | undefined = 'spec',
  gates: (input: Fields) => string | undefined = () => undefined,
): Adapter {
  return (row) => {
    const input = inputOf(row);
    const off = gates(input);
    if (off !== undefined) return { leftOut: off };
    const { original, expected } = input as { readonly original: Fields; readonly expected: Fields };
    if (!isFields(original) || !isFields(expected)) return withoutInput;
    const got = filled(kind, plain(original)) as unknown as Map;
    return part === undefined
      ? { expected: settled({ ...expected, metadata: 0 }), got: settled({ ...got, metadata: 0 }) }
      : { expected: settled(expected[part]), got: settled(got[part]) };
  };
}

function replicas(kind: Kind, field: string): Adapter {
  return (row) => {
    const input = rowAs<Fields>(row);
    return { expected: input['expectReplicas'], got: filled(kind, input[field]).spec?.['replicas'] };
  };
}

/** Labels and a selector out of a template's labels. */
function fromTemplate(kind: Kind, field: string): Adapter {
  return (row) => {
    const { expectLabels, expectSelector, [field]: object } = rowAs<Fields>(row);
    const { metadata, spec } = filled(kind, object) as unknown as {
      readonly metadata: Map;
      readonly spec: Map & { readonly template: Map };
    };
    const labels = settled((spec.template['metadata'] as Map)['labels']);
    const same = (value: unknown) => JSON.stringify(settled(value)) === JSON.stringify(labels);
    return {
      expected: { expectLabels, expectSelector },
      got: { expectLabels: same(metadata['labels']), expectSelector: same(spec['selector']) },
    };
  };
}

const embedded: ReadonlySet<string> = new Set(['VolumeSource', 'EphemeralContainerCommon', 'ProbeHandler']);

/** Reads `.Spec.Containers[0].Name` as steps. */
function stepsOf(path: string): readonly string[] {
  return path.split(/[.[\]]/).filter((step) => step !== '' && !embedded.has(step));
}

/** A value in which everything on the way to a field is there and empty, with the names that JSON has for the steps. */
function along(
  type: GoType,
  [step, ...rest]: readonly string[],
): { readonly object: unknown; readonly names: readonly (string | number)[] } {
  if (step === undefined) return { object: undefined, names: [] };
  if (type.kind === 'pointer') return along(type.of, [step, ...rest]);
  if (type.kind === 'list') {
    const item = along(type.of, rest);
    return { object: [item.object ?? {}], names: [0, ...item.names] };
  }
  const field = fieldsOf(type).find(({ goName }) => goName === step);
  if (field === undefined) return { object: {}, names: [step] };
  const inner = along(field.type, rest);
  return { object: inner.object === undefined ? {} : { [field.json]: inner.object }, names: [field.json, ...inner.names] };
}

function fieldsOf(type: GoType): readonly { readonly goName: string; readonly json: string; readonly type: GoType }[] {
  if (type.kind !== 'struct') return [];
  return type.fields.flatMap(({ goName, json, type: of }) => (json === undefined ? fieldsOf(of) : [{ goName, json, type: of }]));
}

function at(value: unknown, names: readonly (string | number)[]): unknown {
  return names.reduce<unknown>((inner, name) => (inner as Map | undefined)?.[name], value);
}

/** The fields of a container that is put into a running pod are a container's. */
const workload: Adapter = (row) => {
  const path = String(row.key);
  const later = path.includes('.EphemeralContainers');
  const { object, names } = along(goType('v1.PodTemplateSpec'), stepsOf(path.replace('EphemeralContainers', 'Containers')));
  const { containers, ...spec } = ((object as { readonly spec?: Map }).spec ?? {}) as Map;
  const template = later ? { spec: { ...spec, ephemeralContainers: containers } } : object;
  const got = at(
    defaultTemplate(template as never),
    names.map((name) => (later && name === 'containers' ? 'ephemeralContainers' : name)),
  );
  const text = String(row.in);
  return { expected: text, got: got === undefined ? 'nothing' : isFields(got) && text === '{}' ? '{}' : JSON.stringify(got) };
};

const volumeMode =
  (kind: Kind): Adapter =>
  (row) => {
    const { volumeMode: mode, expectedVolumeMode } = rowAs<Fields>(row);
    return {
      expected: expectedVolumeMode,
      got: filled(kind, { spec: mode === undefined ? {} : { volumeMode: mode } }).spec?.['volumeMode'],
    };
  };

const allocatable: Adapter = (row) => {
  const { capacity, allocatable: given, expectedAllocatable } = rowAs<Fields>(row);
  const status = { ...(capacity === undefined ? {} : { capacity }), ...(given === undefined ? {} : { allocatable: given }) };
  return { expected: expectedAllocatable, got: filled('Node', { spec: {}, status }).status?.['allocatable'] };
};

const ephemeral: Adapter = (row) => {
  const { volumeMode: mode, expectedVolumeMode } = rowAs<Fields>(row);
  const spec = mode === undefined ? {} : { volumeMode: mode };
  const volumes = [{ name: 'v', ephemeral: { volumeClaimTemplate: { spec } } }];
  const got = filled('Pod', { metadata: {}, spec: { containers: [], volumes } }) as unknown as { readonly spec: PodSpec };
  return { expected: expectedVolumeMode, got: got.spec.volumes?.[0]?.ephemeral?.volumeClaimTemplate?.spec.volumeMode };
};

function gate(name: string): (input: Fields) => string | undefined {
  return (input) =>
    input[name] === true ? `the gate behind ${name} is alpha in 1.28 and off; gated defaults have a place of their own` : undefined;
}

const statefulSets = (input: Fields) => gate('enableMaxUnavailablePolicy')(input) ?? stays(input);
/** Deletion policies are beta in 1.28 and on. */
function stays({ enablePVCDeletionPolicy: on }: Fields): string | undefined {
  return on === true ? undefined : 'retention policies of claims are beta in 1.28 and on';
}

const inspector: Adapter = (row: Row) => {
  const { desc, wantSpec } = rowAs<{ readonly desc: string; readonly wantSpec: Fields }>(row);
  const [field] = Object.keys(wantSpec);
  if (field === undefined) return { leftOut: `the row names no field: ${desc}` };
  return { expected: wantSpec[field], got: filled('CSIDriver', { spec: {} }).spec?.[field] };
};

/** The test of jobs does not look at their templates. */
function withoutTemplates(answer: ReturnType<Adapter>): ReturnType<Adapter> {
  if ('leftOut' in answer) return answer;
  return { expected: { ...(answer.expected as Map), template: 0 }, got: { ...(answer.got as Map), template: 0 } };
}

export const defaultRules: Readonly<Record<string, Adapters>> = {
  pkg__apis__apps__v1: {
    TestSetDefaultDaemonSetSpec: whole('DaemonSet'),
    TestSetDefaultDeployment: whole('Deployment'),
    TestSetDefaultReplicaSetReplicas: replicas('ReplicaSet', 'rs'),
    TestSetDefaultStatefulSet: whole('StatefulSet', 'spec', statefulSets),
  },
  pkg__apis__batch__v1: {
    TestSetDefaultJob: (row) => withoutTemplates(whole('Job', 'spec', gate('enablePodReplacementPolicy'))(row)),
  },
  pkg__apis__core__v1: {
    TestSetDefaultEphemeral: ephemeral,
    TestSetDefaultNodeStatusAllocatable: allocatable,
    TestSetDefaultPersistentVolume: volumeMode('PersistentVolume'),
    TestSetDefaultPersistentVolumeClaim: volumeMode('PersistentVolumeClaim'),
    TestSetDefaultReplicationController: fromTemplate('ReplicationController', 'rc'),
    TestSetDefaultReplicationControllerReplicas: replicas('ReplicationController', 'rc'),
    TestSetDefaultServiceInternalTrafficPolicy: (row) => {
      const { svc, expectedInternalTrafficPolicy: expected } = rowAs<Fields>(row);
      return { expected, got: filled('Service', svc).spec?.['internalTrafficPolicy'] };
    },
    TestSetDefaultServiceSessionAffinityConfig: (row) => ({
      expected: 10_800,
      got: at(filled('Service', plain(row.in)), ['spec', 'sessionAffinityConfig', 'clientIP', 'timeoutSeconds']),
    }),
    testWorkloadDefaults: workload,
  },
  pkg__apis__networking__v1: {
    TestSetDefaultNetworkPolicy: whole('NetworkPolicy'),
    TestSetDefaultsForIngressClassParametersReference: whole('IngressClass'),
  },
  pkg__apis__storage__v1: { TestSetDefaultCSIDriver: inspector },
  pkg__apis__storage__v1beta1: { TestSetDefaultCSIDriver: inspector },
  pkg__apis__admissionregistration__v1: {
    TestDefaultAdmissionWebhook: (row) => whole(kindIn(row), 'webhooks')(row),
  },
  pkg__apis__admissionregistration__v1beta1: {
    TestDefaultAdmissionPolicy: (row) => whole(kindIn(row))(row),
  },
  pkg__apis__discovery__v1: { TestSetDefaultEndpointPort: whole('EndpointSlice', undefined) },
};

/** The name of the Go type of the object. */
function kindIn(row: Row): Kind {
  const { original } = inputOf(row);
  return String((original as Fields)['$type']).replace(/^.*\./, '') as Kind;
}
