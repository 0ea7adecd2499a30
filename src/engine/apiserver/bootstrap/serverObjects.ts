/**
 * What the API server puts into a fresh store about itself: the versions it serves, and how it shares its time out.
 * upstream: pkg/controlplane/apiserver/aggregator.go (apiVersionPriorities), pkg/registry/flowcontrol/rest/storage_flowcontrol.go
 */
import type { ServedBy } from '#api/featureGates.ts';
import { gatedRows } from '#api/scheme.ts';
import flowControl from './flowControl.json' with { type: 'json' };

/** Group, version, priority of the group, priority of the version. */
const served: readonly (readonly [string, string, number, number])[] = [
  ['', 'v1', 18_000, 1],
  ['admissionregistration.k8s.io', 'v1', 16_700, 15],
  ['apiextensions.k8s.io', 'v1', 16_700, 15],
  ['apps', 'v1', 17_800, 15],
  ['authentication.k8s.io', 'v1', 17_700, 15],
  ['authorization.k8s.io', 'v1', 17_600, 15],
  ['autoscaling', 'v1', 17_500, 15],
  ['autoscaling', 'v2', 17_500, 30],
  ['batch', 'v1', 17_400, 15],
  ['certificates.k8s.io', 'v1', 17_300, 15],
  ['coordination.k8s.io', 'v1', 16_500, 15],
  ['discovery.k8s.io', 'v1', 16_200, 15],
  ['events.k8s.io', 'v1', 17_750, 15],
  ['flowcontrol.apiserver.k8s.io', 'v1beta2', 16_100, 15],
  ['flowcontrol.apiserver.k8s.io', 'v1beta3', 16_100, 18],
  ['networking.k8s.io', 'v1', 17_200, 15],
  ['node.k8s.io', 'v1', 16_300, 15],
  ['policy', 'v1', 17_100, 15],
  ['rbac.authorization.k8s.io', 'v1', 17_000, 15],
  ['scheduling.k8s.io', 'v1', 16_600, 15],
  ['storage.k8s.io', 'v1', 16_800, 15],
];

/** The same of versions that are served when a feature gate is on. */
const servedByGate: typeof served = [
  ['admissionregistration.k8s.io', 'v1alpha1', 16_700, 9],
  ['admissionregistration.k8s.io', 'v1beta1', 16_700, 12],
  ['federation', 'v1beta1', 20_000, 9],
];

function apiService([group, version, groupPriorityMinimum, versionPriority]: (typeof served)[number]) {
  return {
    kind: 'APIService' as const,
    metadata: { name: `${version}.${group}`, labels: { 'kube-aggregator.kubernetes.io/automanaged': 'onstart' } },
    spec: { ...(group === '' ? {} : { group }), version, groupPriorityMinimum, versionPriority },
  };
}

/** The APIServices of versions that are served because a gate is on. */
export function gatedApiServices(features: ReadonlySet<ServedBy>): readonly ReturnType<typeof apiService>[] {
  const on = gatedRows().filter(({ gate }) => gate !== undefined && features.has(gate));
  return servedByGate.filter(([group, version]) => on.some((row) => row.group === group && row.version === version)).map(apiService);
}

const levelsAndSchemas = flowControl.map((draft) => ({
  ...draft,
  kind: draft.kind as 'FlowSchema' | 'PriorityLevelConfiguration',
  metadata: { ...draft.metadata, annotations: { 'apf.kubernetes.io/autoupdate-spec': 'true' } },
}));

export const serverObjects = [...served.map(apiService), ...levelsAndSchemas];

interface Started {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec?: unknown;
}

/** The condition that the server notes at an object of its own; undefined where it notes none. */
export function firstCondition({ kind, spec }: Started): object | undefined {
  if (kind === 'APIService')
    return { type: 'Available', status: 'True', reason: 'Local', message: 'Local APIServices are always available' };
  if (kind !== 'FlowSchema') return undefined;
  const { name } = (spec as { readonly priorityLevelConfiguration: { readonly name: string } }).priorityLevelConfiguration;
  const message = `This FlowSchema references the PriorityLevelConfiguration object named "${name}" and it exists`;
  return { type: 'Dangling', status: 'False', reason: 'Found', message };
}
