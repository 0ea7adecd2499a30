/**
 * Gives containers the amounts their namespace's limit ranges say, and refuses pods and claims outside of those.
 * upstream: plugin/pkg/admission/limitranger/admission.go
 */
import type { Container, LimitRange, PersistentVolumeClaim, Pod } from '#api/kinds.ts';
import { aggregate } from '#api/machinery/goText.ts';
import { compareKeys } from '#api/machinery/stableJson.ts';
import type { Status } from '#api/request.ts';
import { list } from '#engine/etcd/store.ts';
import { containerAmounts, readAmounts, type Amounts } from '#engine/helpers/podResources.ts';
import { nameToBe, withMeta, type AnyObject } from '../object.ts';
import type { Call } from '../state.ts';
import { forbidden } from '../status.ts';
import { aboveMaximum, aboveMaximumRequest, belowMinimum, beyondRatio, type Bound } from './limitBounds.ts';

const ANNOTATION = 'kubernetes.io/limit-ranger';

type Limit = NonNullable<LimitRange['spec']>['limits'][number];
type Texts = Readonly<Record<string, string | number>>;

function rangesOf({ server }: Call, object: AnyObject): readonly LimitRange[] {
  return list(server.store, 'limitranges', object.metadata.namespace ?? '') as readonly unknown[] as readonly LimitRange[];
}

/** Where there are limit ranges, what is stored may not be what was sent. */
export function hasLimitRange(call: Call, object: AnyObject): boolean {
  return rangesOf(call, object).length > 0;
}

/** Fills in a new pod's requests and limits, and notes what was filled in. */
export function defaultLimits(call: Call, object: AnyObject): AnyObject {
  let filled = object;
  for (const range of rangesOf(call, object)) filled = withDefaults(filled, range);
  return filled;
}

/** What one range fills in. */
export function withDefaults(object: AnyObject, { spec }: LimitRange): AnyObject {
  const limits = (spec?.limits ?? []).filter((limit) => limit.type === 'Container');
  const requests: Texts = Object.assign({}, ...limits.map((limit) => limit.defaultRequest));
  const highest: Texts = Object.assign({}, ...limits.map((limit) => limit.default));
  const notes: string[] = [];
  const complete = (what: string) => (container: Container) => completed(container, { requests, limits: highest }, { what, notes });
  const pod = object as unknown as Pod;
  const containers = (pod.spec.containers ?? []).map(complete('container'));
  const initContainers = pod.spec.initContainers?.map(complete('init container'));
  if (notes.length === 0) return object;
  const annotations = { ...object.metadata.annotations, [ANNOTATION]: `LimitRanger plugin set: ${notes.join('; ')}` };
  const changed = { ...object.spec, containers, ...(initContainers === undefined ? {} : { initContainers }) };
  return { ...withMeta(object, { annotations }), spec: changed };
}

interface Defaults {
  readonly requests: Texts;
  readonly limits: Texts;
}

function completed(container: Container, defaults: Defaults, { what, notes }: { what: string; notes: string[] }): Container {
  let { resources } = container;
  for (const side of ['requests', 'limits'] as const) {
    const given: Texts = resources?.[side] ?? {};
    const added = Object.keys(defaults[side]).filter((name) => !Object.hasOwn(given, name));
    if (added.length === 0) continue;
    const word = side === 'requests' ? 'request' : 'limit';
    notes.push(`${added.toSorted(compareKeys).join(', ')} ${word} for ${what} ${container.name}`);
    resources = { ...resources, [side]: { ...given, ...Object.fromEntries(added.map((name) => [name, defaults[side][name]!])) } };
  }
  return resources === undefined || resources === container.resources ? container : { ...container, resources };
}

/** The refusal of a pod or a claim that a range of its namespace does not allow. */
export function checkLimits(call: Call, object: AnyObject): Status | undefined {
  const { kind } = call.row;
  if (call.request.subresource !== undefined || (kind !== 'Pod' && kind !== 'PersistentVolumeClaim')) return undefined;
  for (const range of rangesOf(call, object)) {
    const errors =
      kind === 'Pod' ? podErrors(range, object as unknown as Pod) : claimErrors(range, object as unknown as PersistentVolumeClaim);
    if (errors.length > 0) return forbidden(call.row, nameToBe(object.metadata), aggregate(errors));
  }
  return undefined;
}

export function podErrors({ spec }: LimitRange, pod: Pod): readonly string[] {
  return (spec?.limits ?? []).flatMap((limit) => {
    if (limit.type === 'Pod') {
      return boundErrors(limit, containerAmounts(pod.spec, 'requests'), containerAmounts(pod.spec, 'limits'));
    }
    if (limit.type !== 'Container') return [];
    const containers = [...(pod.spec.containers ?? []), ...(pod.spec.initContainers ?? [])];
    return containers.flatMap(({ resources }) => boundErrors(limit, readAmounts(resources?.requests), readAmounts(resources?.limits)));
  });
}

function boundErrors(limit: Limit, requests: Amounts, limits: Amounts): readonly string[] {
  const { type } = limit;
  const each = (texts: Texts | undefined, check: (bound: Bound) => readonly string[]) =>
    Object.entries(readAmounts(texts))
      .toSorted(([a], [b]) => compareKeys(a, b))
      .flatMap(([name, amount]) => check({ type, name, amount, request: requests[name], limit: limits[name] }));
  return [...each(limit.min, belowMinimum), ...each(limit.max, aboveMaximum), ...each(limit.maxLimitRequestRatio, beyondRatio)];
}

export function claimErrors({ spec }: LimitRange, claim: PersistentVolumeClaim): readonly string[] {
  const requests = readAmounts(claim.spec.resources?.requests);
  return (spec?.limits ?? [])
    .filter((limit) => limit.type === 'PersistentVolumeClaim')
    .flatMap(({ type, min, max }) => {
      const bounds = (texts: Texts | undefined) =>
        Object.entries(readAmounts(texts)).map(([name, amount]): Bound => ({
          type,
          name,
          amount,
          request: requests[name],
          limit: undefined,
        }));
      return [...bounds(min).flatMap(belowMinimum), ...bounds(max).flatMap(aboveMaximumRequest)];
    });
}
