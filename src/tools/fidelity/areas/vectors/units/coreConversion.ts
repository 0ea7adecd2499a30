/** upstream: pkg/apis/core/v1/conversion.go: fields that say the same twice, and what is read of an object as a whole */
import type { Kind } from '#api/kinds.ts';
import { rowOfKind } from '#api/scheme.ts';
import { defaults } from '#engine/apiserver/defaults/defaults.ts';
import { defaultPodSpec } from '#engine/apiserver/defaults/podSpec.ts';
import type { AnyObject } from '#engine/apiserver/object.ts';
import { createReport, decodeStruct } from '#engine/apiserver/schema/decodeValue.ts';
import { structOfRow } from '#engine/apiserver/schema/types.ts';
import { inputOf, isFields, plain, withoutInput, type Adapter, type Adapters, type Fields, type Row } from '../row.ts';

const empty: Fields = { metadata: { name: 'n' }, spec: { containers: [] } };

/** The part of an object as it is after its kind's defaults. */
function partOf(kind: Kind, part: 'spec' | 'status', value: unknown): Fields {
  const object = { ...empty, [part]: plain(value) } as unknown as AnyObject;
  return (defaults[kind]?.(object)?.[part] ?? {}) as Fields;
}

/** A field and the first of its list: the same, and nothing lost where they were so before. */
function inStep(kind: Kind, part: 'spec' | 'status', [one, all]: readonly [string, string]): Adapter {
  const first = (value: Fields) => (Array.isArray(value[all]) ? (value[all][0] as unknown) : undefined);
  return (row) => {
    const input = inputOf(row);
    const known = isFields(input['out']) ? input['out'] : undefined;
    const got = partOf(kind, part, known === undefined ? row.in : input['in']);
    if (known !== undefined) return { expected: [known[one], known[all]], got: [got[one], got[all]] };
    const head = first(got);
    return { expected: true, got: (got[one] ?? undefined) === (isFields(head) ? head['ip'] : head) };
  };
}

const alpha: ReadonlySet<string> = new Set(['claims', 'hostUsers', 'resizePolicy', 'resourceClaims']);

/** Without fields whose gates are off in 1.28: they are gone when an object is read. */
function withoutAlpha(value: unknown, inContainer = false): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutAlpha(item, inContainer));
  if (!isFields(value)) return value;
  const kept = Object.entries(value).filter(([key]) => !alpha.has(key) && !(inContainer && key === 'restartPolicy'));
  return Object.fromEntries(kept.map(([key, item]) => [key, withoutAlpha(item, /[cC]ontainers$/.test(key))]));
}

/** An object as it is read: a field that the server does not know, or reads otherwise, shows. */
function readAs(kind: Kind): Adapter {
  return (row) => {
    const [report, type] = [createReport(), structOfRow(rowOfKind(kind)!)];
    const given = withoutAlpha(plain(row.in)) as Fields;
    const got = plain(decodeStruct(given, type, undefined, report));
    return { expected: [undefined, [], plain({ status: { replicas: 0 }, ...given })], got: [report.error, report.unknown, got] };
  };
}

const accounts: Adapter = (row) => {
  const { serviceAccount, serviceAccountName } = defaultPodSpec({ ...(plain(row.in) as object), containers: [] });
  return { expected: ['foo', 'foo'], got: [serviceAccount, serviceAccountName] };
};

/** A grace that is negative. */
const grace: Adapter = (row) => {
  const { args, wantOut } = inputOf(row) as { readonly args: { readonly in: Fields }; readonly wantOut: Fields };
  const want = wantOut['spec'] as Fields;
  return {
    expected: want['terminationGracePeriodSeconds'],
    got: partOf('Pod', 'spec', withContainers(args.in['spec']))['terminationGracePeriodSeconds'],
  };
};

function withContainers(spec: unknown): Fields {
  return { ...(spec as Fields), containers: [] };
}

/** Whether ports on the node's own network get a port of the node: of a pod, and of a template. */
const hostPorts: Adapter = (row: Row) => {
  const { hostNet, expectPodDefault, expectPodSpecDefault, gate } = inputOf(row);
  if (hostNet === undefined) return withoutInput;
  if (gate === true) return { leftOut: 'DefaultHostNetworkHostPortsInPodTemplates is off in 1.28' };
  const spec = { hostNetwork: hostNet === true, containers: [{ name: 'c', ports: [{ containerPort: 12_345 }] }] };
  const got = (filled: unknown) => JSON.stringify(filled).includes('"hostPort":12345');
  return { expected: [expectPodDefault, expectPodSpecDefault], got: [got(partOf('Pod', 'spec', spec)), got(defaultPodSpec(spec))] };
};

const [ranges, addresses] = [['podCIDR', 'podCIDRs'] as const, ['podIP', 'podIPs'] as const];

export const coreConversion: Adapters = {
  TestConvert_core_Pod_To_v1_Pod: grace,
  TestConvert_v1_Pod_To_core_Pod: grace,
  TestPodHostNetworkDefaults: hostPorts,
  TestPodSpecConversion: accounts,
  TestReplicationControllerConversion: readAs('ReplicationController'),
  Test_core_NodeSpec_to_v1_NodeSpec: inStep('Node', 'spec', ranges),
  Test_core_PodStatus_to_v1_PodStatus: inStep('Pod', 'status', addresses),
  Test_v1_NodeSpec_to_core_NodeSpec: inStep('Node', 'spec', ranges),
  Test_v1_PodStatus_to_core_PodStatus: inStep('Pod', 'status', addresses),
};
