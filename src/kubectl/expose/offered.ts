/** What an object says of the pods behind it: their labels, their ports and protocols. upstream: kubectl/pkg/polymorphichelpers */
import type { LabelSelector, Service } from '#api/kinds.ts';
import { failure as refusal, success, type Outcome } from '#api/machinery/outcome.ts';
import type { KubeObject } from '#api/meta.ts';
import { failure } from '../failure.ts';
import { podSpecOf } from '../set/podSpec.ts';

/** Refuses kinds that no service can stand before; the group is empty for the core. */
export function checkExposable(kind: string, group: string): void {
  const name = group === '' ? kind : `${kind}.${group}`;
  if (!['Pod', 'Service', 'ReplicationController', 'Deployment.apps', 'ReplicaSet.apps'].includes(name))
    throw failure(`cannot expose a ${name}`);
}

type Labels = Readonly<Record<string, string>>;

/** The labels that select the object's pods; refused when labels alone cannot. */
export function podLabelsOf(object: KubeObject): Outcome<Labels> {
  const { selector } = (object as unknown as { readonly spec?: { readonly selector?: unknown } }).spec ?? {};
  switch (object.kind) {
    case 'Pod':
      return given(object.metadata.labels, 'the pod has no labels and cannot be exposed');
    case 'Service':
      return given(selector as Labels | undefined, 'the service has no pod selector set');
    case 'ReplicationController':
      return success((selector ?? {}) as Labels);
    case 'Deployment':
    case 'ReplicaSet':
      return matchLabelsOf(selector as LabelSelector | undefined, object.kind === 'Deployment' ? 'deployment' : 'replicaset');
    default:
      return refusal(`cannot extract pod selector from ${goTypeOf(object)}`);
  }
}

function given(labels: Labels | undefined, otherwise: string): Outcome<Labels> {
  return labels === undefined || Object.keys(labels).length === 0 ? refusal(otherwise) : success(labels);
}

function matchLabelsOf(selector: LabelSelector | undefined, word: string): Outcome<Labels> {
  const labels = selector?.matchLabels ?? {};
  if (Object.keys(labels).length === 0) return refusal(`invalid ${word}: no selectors, therefore cannot be exposed`);
  const expressions = selector?.matchExpressions ?? [];
  if (expressions.length === 0) return success(labels);
  const shown = expressions.map(({ key, operator, values = [] }) => `{Key:${key} Operator:${operator} Values:[${values.join(' ')}]}`);
  return refusal(`couldn't convert expressions - "[${shown.join(' ')}]" to map-based selector format`);
}

/** The type that kubectl reads the object into, as Go names it. */
function goTypeOf({ apiVersion, kind }: KubeObject): string {
  return `*${apiVersion.split('/').at(-1)}.${kind}`;
}

/** Each port once, in order, with all its protocols. */
export type Offered = ReadonlyMap<string, readonly string[]>;

export function portsOf(object: KubeObject): Outcome<Offered> {
  if (object.kind === 'Service')
    return success(byPort(((object as unknown as Service).spec.ports ?? []).map(({ port, protocol }) => ({ port, protocol }))));
  if (!['Pod', 'ReplicationController', 'Deployment', 'ReplicaSet'].includes(object.kind))
    return refusal(`cannot extract ports from ${goTypeOf(object)}`);
  const ports = (podSpecOf(object)?.containers ?? []).flatMap((container) => container.ports ?? []);
  return success(byPort(ports.map(({ containerPort, protocol }) => ({ port: containerPort, protocol }))));
}

function byPort(ports: readonly { readonly port: number; readonly protocol: string | undefined }[]): Offered {
  const offered = new Map<string, readonly string[]>();
  for (const { port, protocol = 'TCP' } of ports) {
    const known = offered.get(String(port)) ?? [];
    if (!known.includes(protocol)) offered.set(String(port), [...known, protocol]);
  }
  return offered;
}
