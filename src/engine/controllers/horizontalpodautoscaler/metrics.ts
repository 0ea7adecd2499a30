/**
 * What the autoscaler's metrics client gets: usage by pod from metrics.k8s.io, and the metrics of one's own that the
 * person keeps as annotations (see helpers/load.ts).
 * upstream: pkg/controller/podautoscaler/metrics/client.go
 */
import type { Pod } from '#api/kinds.ts';
import { milliValueOf, quantityOf } from '#api/machinery/quantity.ts';
import { failure, success, type Outcome } from '#api/machinery/outcome.ts';
import { parseTime } from '#api/machinery/time.ts';
import type { KubeObject } from '#api/meta.ts';
import type { Response, Status } from '#api/request.ts';
import type { Reconcile } from '#engine/client/controller.ts';
import { metricOf } from '#engine/helpers/load.ts';

export interface PodMetric {
  readonly atMs: number;
  readonly windowMs: number;
  /** In thousandths, whatever the resource. */
  readonly value: number;
}

/** By the pod's name. */
export type PodMetrics = ReadonlyMap<string, PodMetric>;

interface Usage {
  readonly metadata: { readonly name: string };
  readonly timestamp: string;
  readonly window: string;
  readonly containers: readonly { readonly name: string; readonly usage: Readonly<Record<string, string>> }[];
}

/** What the pods use of a resource; with a container's name, what those containers use. */
export function resourceMetrics(r: Reconcile, place: MetricPlace): Outcome<PodMetrics> {
  const { namespace, selector, resource, container } = place;
  const options = { labelSelector: selector };
  const asked = { verb: 'list', group: 'metrics.k8s.io', version: 'v1beta1', resource: 'pods', namespace, options } as const;
  const response = r.ask(asked);
  if (response.code >= 400) return failure(`unable to fetch metrics from resource metrics API: ${messageIn(response)}`);
  const { items } = response.body as unknown as { readonly items: readonly Usage[] };
  if (items.length === 0) return failure('no metrics returned from resource metrics API');
  const found = new Map<string, PodMetric>();
  for (const { metadata, timestamp, window, containers } of items) {
    const counted = containers.filter(({ name }) => container === '' || name === container);
    if (counted.length === 0) return failure(`container ${container} not present in metrics for pod ${namespace}/${metadata.name}`);
    if (counted.some(({ usage }) => usage[resource] === undefined)) continue;
    const value = counted.reduce((sum, { usage }) => sum + milliValueOf(quantityOf(usage[resource])), 0);
    found.set(metadata.name, { value, atMs: parseTime(timestamp) ?? 0, windowMs: Number.parseFloat(window) * 1000 });
  }
  return found.size === 0 ? failure('no metrics returned from resource metrics API') : success(found);
}

export interface MetricPlace {
  readonly namespace: string;
  /** Of the pods, as text. */
  readonly selector: string;
  readonly resource: string;
  /** '' for all of them. */
  readonly container: string;
}

/** What is no Status comes from a server that knows nothing of the group. upstream: errors.NewGenericServerResponse */
function messageIn(response: Response): string {
  if (typeof response.body === 'string') return 'the server could not find the requested resource (get pods.metrics.k8s.io)';
  return (response.body as unknown as Status).message ?? `code ${response.code}`;
}

const noCustom = 'unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered';
const noExternal = 'unable to fetch metrics from external metrics API: no external metrics API (external.metrics.k8s.io) registered';

/** A metric that each pod gives of itself. */
export function podMetrics(pods: readonly Pod[], metric: string, wallMs: number): Outcome<PodMetrics> {
  const found = new Map<string, PodMetric>();
  for (const pod of pods) {
    const value = metricOf(pod as unknown as KubeObject, metric);
    if (value !== undefined) found.set(pod.metadata.name, { value, atMs: wallMs, windowMs: 60_000 });
  }
  return found.size === 0 ? failure(noCustom) : success(found);
}

/** A metric that another object gives of itself. */
export function objectMetric(object: KubeObject | undefined, metric: string): Outcome<number> {
  const value = object === undefined ? undefined : metricOf(object, metric);
  return value === undefined ? failure(noCustom) : success(value);
}

/** A metric of no object: it stands at the namespace. */
export function externalMetric(namespace: KubeObject | undefined, metric: string): Outcome<number> {
  const value = namespace === undefined ? undefined : metricOf(namespace, metric);
  return value === undefined ? failure(noExternal) : success(value);
}
