/**
 * A pod of a runtime class gets what the class costs and where it can run.
 * upstream: plugin/pkg/admission/runtimeclass/admission.go
 */
import type { Pod, RuntimeClass } from '#api/kinds.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import type { Status } from '#api/request.ts';
import { get } from '#engine/etcd/store.ts';
import { nameToBe, type AnyObject } from '../object.ts';
import type { Call } from '../state.ts';
import { forbidden } from '../status.ts';

type Spec = Pod['spec'];
type Toleration = NonNullable<Spec['tolerations']>[number];

export function applyRuntimeClass(call: Call, object: AnyObject): AnyObject | Status {
  const { spec } = object as unknown as Pod;
  const name = spec.runtimeClassName;
  if (name === undefined) return Object.keys(spec.overhead ?? {}).length === 0 ? object : refused(call, object, overheadAlone);
  const found = get(call.server.store, 'runtimeclasses.node.k8s.io', undefined, name) as unknown as RuntimeClass | undefined;
  if (found === undefined) return refused(call, object, `pod rejected: RuntimeClass "${name}" not found`);
  const overhead = withOverhead(spec, found);
  if (typeof overhead === 'string') return refused(call, object, overhead);
  const scheduled = withScheduling(overhead, found);
  if (typeof scheduled === 'string') return refused(call, object, scheduled);
  return scheduled === spec ? object : { ...object, spec: scheduled as unknown as NonNullable<AnyObject['spec']> };
}

const overheadAlone = 'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead';

function refused(call: Call, object: AnyObject, why: string): Status {
  return forbidden(call.row, nameToBe(object.metadata), why);
}

function withOverhead(spec: Spec, { overhead }: RuntimeClass): Spec | string {
  const fixed = overhead?.podFixed ?? {};
  const own = spec.overhead ?? {};
  if (Object.keys(fixed).length === 0) return Object.keys(own).length === 0 ? spec : overheadAlone;
  if (Object.keys(own).length > 0 && !equalJson(own, fixed))
    return "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead";
  return Object.assign({}, spec, { overhead: fixed });
}

function withScheduling(spec: Spec, { scheduling }: RuntimeClass): Spec | string {
  if (scheduling === undefined) return spec;
  const selector = spec.nodeSelector ?? {};
  for (const [key, value] of Object.entries(scheduling.nodeSelector ?? {})) {
    const own = selector[key];
    if (own !== undefined && own !== value)
      return `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${value}; pod.spec.nodeSelector[${key}] = ${own}`;
  }
  const tolerations = [...(spec.tolerations ?? []), ...(scheduling.tolerations ?? [])].filter(firstOf);
  const selected = scheduling.nodeSelector === undefined ? {} : { nodeSelector: { ...selector, ...scheduling.nodeSelector } };
  return Object.assign({}, spec, selected, tolerations.length === 0 ? {} : { tolerations });
}

function firstOf(toleration: Toleration, index: number, all: readonly Toleration[]): boolean {
  return all.findIndex((it) => equalJson(it, toleration)) === index;
}
