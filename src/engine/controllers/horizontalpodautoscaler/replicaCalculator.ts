/**
 * How many replicas a metric asks for. Pods that are not ready, or of which nothing is known, only ever make it careful.
 * upstream: pkg/controller/podautoscaler/replica_calculator.go
 */
import type { Pod } from '#api/kinds.ts';
import { failure, success, type Outcome } from '#api/machinery/outcome.ts';
import { milliValueOf, quantityOf } from '#api/machinery/quantity.ts';
import { parseTime } from '#api/machinery/time.ts';
import { isPodReady } from '#api/machinery/podReadiness.ts';
import type { PodMetric, PodMetrics } from './metrics.ts';

const tolerance = 0.1;

/** How long a pod's use of the processor is not trusted after its start. */
export interface Patience {
  readonly cpuInitializationMs: number;
  readonly initialReadinessMs: number;
}

const usual: Patience = { cpuInitializationMs: 300_000, initialReadinessMs: 30_000 };

export interface Proposal {
  readonly replicas: number;
  /** What the pods use together, in percent of what they ask for. */
  readonly utilization: number;
  /** What a pod uses on average, in thousandths. */
  readonly average: number;
}

export interface Groups {
  readonly ready: number;
  readonly unready: readonly string[];
  readonly missing: readonly string[];
  readonly ignored: readonly string[];
}

export interface Grouping {
  readonly resource: string;
  readonly wallMs: number;
  readonly patience?: Patience;
}

/** Which pods count, and how. */
export function groupPods(pods: readonly Pod[], metrics: PodMetrics, { resource, wallMs, patience = usual }: Grouping): Groups {
  const unready: string[] = [];
  const missing: string[] = [];
  const ignored: string[] = [];
  let ready = 0;
  for (const pod of pods) {
    const { name, deletionTimestamp } = pod.metadata;
    const metric = metrics.get(name);
    if ((deletionTimestamp !== undefined && deletionTimestamp !== null) || pod.status.phase === 'Failed') ignored.push(name);
    else if (pod.status.phase === 'Pending') unready.push(name);
    else if (metric === undefined) missing.push(name);
    else if (resource === 'cpu' && isUnready(pod, metric, { wallMs, patience })) unready.push(name);
    else ready += 1;
  }
  return { ready, unready, missing, ignored };
}

/** What a starting pod burns says nothing about its load. */
function isUnready({ status }: Pod, metric: PodMetric, { wallMs, patience }: Pick<Required<Grouping>, 'wallMs' | 'patience'>): boolean {
  const condition = status.conditions?.find(({ type }) => type === 'Ready');
  const startMs = parseTime(status.startTime ?? '');
  if (condition === undefined || startMs === undefined) return true;
  const sinceMs = parseTime(condition.lastTransitionTime ?? '') ?? 0;
  const off = condition.status === 'False';
  if (startMs + patience.cpuInitializationMs > wallMs) return off || metric.atMs < sinceMs + metric.windowMs;
  return off && startMs + patience.initialReadinessMs > sinceMs;
}

const noMetrics = failure('did not receive metrics for targeted pods (pods might be unready)');

function without(metrics: PodMetrics, ...names: readonly (readonly string[])[]): Map<string, number> {
  const gone = new Set(names.flat());
  return new Map([...metrics].filter(([name]) => !gone.has(name)).map(([name, { value }]) => [name, value]));
}

export interface Pods {
  readonly pods: readonly Pod[];
  readonly wallMs: number;
}

/** By usage in percent of requests. */
export function byUtilization(current: number, target: number, metrics: PodMetrics, asked: Asked): Outcome<Proposal> {
  const { pods, wallMs, resource, container } = asked;
  if (pods.length === 0) return failure('no pods returned by selector while calculating replica count');
  const groups = groupPods(pods, metrics, { resource, wallMs });
  const values = without(metrics, groups.ignored, groups.unready);
  if (values.size === 0) return noMetrics;
  const requests = requestsOf(pods, resource, container);
  if (!requests.ok) return requests;
  const ratio = () => utilizationRatio(values, requests.value, target);
  const first = ratio();
  if (!first.ok) return first;
  const { usageRatio, utilization, average } = first.value;
  const fill = (name: string) => (usageRatio < 1 ? Math.trunc(((requests.value.get(name) ?? 0) * Math.max(100, target)) / 100) : 0);
  const replicas = settle({ current, groups, usageRatio, values, fill }, () => {
    const again = ratio();
    return again.ok ? again.value.usageRatio : 1;
  });
  return success({ replicas, utilization, average });
}

export interface Asked extends Pods {
  readonly resource: string;
  readonly container: string;
}

/** By an amount per pod, in thousandths. */
export function byAverage(
  current: number,
  target: number,
  metrics: PodMetrics,
  asked: Pods & { readonly resource: string },
): Outcome<Proposal> {
  const { pods, wallMs, resource } = asked;
  if (pods.length === 0) return failure('no pods returned by selector while calculating replica count');
  const groups = groupPods(pods, metrics, { resource, wallMs });
  const values = without(metrics, groups.ignored, groups.unready);
  if (values.size === 0) return noMetrics;
  const average = () => Math.trunc(sum(values) / values.size);
  const first = average();
  const usageRatio = first / target;
  const fill = () => (usageRatio < 1 ? target : 0);
  const replicas = settle({ current, groups, usageRatio, values, fill }, () => average() / target);
  return success({ replicas, utilization: 0, average: first });
}

interface Settling {
  readonly current: number;
  readonly groups: Groups;
  readonly usageRatio: number;
  readonly values: Map<string, number>;
  /** What a pod without a metric is taken to use. */
  fill(name: string): number;
}

function isNear(ratio: number): boolean {
  return Math.abs(1 - ratio) <= tolerance;
}

/** Fills in for pods of which nothing is known, against the direction of the change, and looks again. */
function settle({ current, groups, usageRatio, values, fill }: Settling, again: () => number): number {
  const unreadyCount = groups.unready.length > 0 && usageRatio > 1;
  if (!unreadyCount && groups.missing.length === 0) return isNear(usageRatio) ? current : Math.ceil(usageRatio * groups.ready);
  if (usageRatio !== 1) for (const name of groups.missing) values.set(name, fill(name));
  if (unreadyCount) for (const name of groups.unready) values.set(name, 0);
  const ratio = again();
  if (isNear(ratio) || (usageRatio < 1 && ratio > 1) || (usageRatio > 1 && ratio < 1)) return current;
  const replicas = Math.ceil(ratio * values.size);
  return (ratio < 1 && replicas > current) || (ratio > 1 && replicas < current) ? current : replicas;
}

function sum(values: ReadonlyMap<string, number>): number {
  let total = 0;
  for (const value of values.values()) total += value;
  return total;
}

function requestsOf(pods: readonly Pod[], resource: string, container: string): Outcome<ReadonlyMap<string, number>> {
  const requests = new Map<string, number>();
  for (const { metadata, spec } of pods) {
    let total = 0;
    for (const { name, resources } of spec.containers) {
      if (container !== '' && name !== container) continue;
      const request = resources?.requests?.[resource];
      if (request === undefined) return failure(`missing request for ${resource} in container ${name} of Pod ${metadata.name}`);
      total += milliValueOf(quantityOf(request));
    }
    requests.set(metadata.name, total);
  }
  return success(requests);
}

interface Ratio {
  readonly usageRatio: number;
  readonly utilization: number;
  readonly average: number;
}

function utilizationRatio(values: ReadonlyMap<string, number>, requests: ReadonlyMap<string, number>, target: number): Outcome<Ratio> {
  let [used, asked, count] = [0, 0, 0];
  for (const [name, value] of values) {
    const request = requests.get(name);
    if (request === undefined) continue;
    used += value;
    asked += request;
    count += 1;
  }
  if (asked === 0) return failure('no metrics returned matched known pods');
  const utilization = Math.trunc((used * 100) / asked);
  return success({ usageRatio: utilization / target, utilization, average: Math.trunc(used / count) });
}

/** For a metric that is not about pods: the ready pods have to carry it. */
export function byRatio(current: number, usageRatio: number, pods: readonly Pod[]): number {
  if (current === 0) return Math.ceil(usageRatio);
  return isNear(usageRatio) ? current : Math.ceil(usageRatio * readyPods(pods));
}

/** For a metric of which each pod takes a share. */
export function byShare(current: number, usage: number, target: number): number {
  return isNear(usage / (target * current)) ? current : Math.ceil(usage / target);
}

function readyPods(pods: readonly Pod[]): number {
  return pods.filter((pod) => pod.status.phase === 'Running' && isPodReady(pod)).length;
}
