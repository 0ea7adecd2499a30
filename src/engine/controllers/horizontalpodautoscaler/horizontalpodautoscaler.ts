/**
 * Keeps as many replicas as the metrics ask for: looks every 15 s, and sets the scale of the target.
 * Owns the status of HorizontalPodAutoscalers. Reads pods and, through metrics.k8s.io, what they use; writes scales.
 * Deliberately not: making the load; that is what the person says (helpers/load.ts).
 * upstream: pkg/controller/podautoscaler/horizontal.go
 */
import type { HorizontalPodAutoscaler, Pod } from '#api/kinds.ts';
import { parseLabelSelector } from '#api/machinery/labelParser.ts';
import { matchesLabels } from '#api/machinery/labels.ts';
import { compareKeys, equalJson } from '#api/machinery/stableJson.ts';
import { formatTime } from '#api/machinery/time.ts';
import type { KubeObject } from '#api/meta.ts';
import type { Status } from '#api/request.ts';
import type { SchemeRow } from '#api/scheme.ts';
import { isNotFound } from '#engine/client/client.ts';
import { controller, ownKey, type Outcome, type Reconcile } from '#engine/client/controller.ts';
import { groupOf, rowInGroup } from '../common/kindRows.ts';
import * as behavior from './behavior.ts';
import { computeMetric, type Metric, type MetricStatus, type Scale, type Scaled } from './compute.ts';
import { withCondition, type Conditions } from './conditions.ts';

const everyMs = 15_000;

interface Memory {
  readonly recommendations: Map<string, readonly behavior.Recommendation[]>;
  readonly up: Map<string, readonly behavior.ScaleEvent[]>;
  readonly down: Map<string, readonly behavior.ScaleEvent[]>;
  /** The pods' selector of each autoscaler that has been looked at. */
  readonly selectors: Map<string, string>;
  /** When an autoscaler is looked at next; news in between change nothing. */
  readonly due: Map<string, number>;
}

type Run = Reconcile<Memory>;

export const horizontalPodAutoscaler = controller<Memory>({
  name: 'horizontalpodautoscaler',
  eventSource: 'horizontal-pod-autoscaler',
  account: 'horizontal-pod-autoscaler',
  watches: [
    {
      kind: 'HorizontalPodAutoscaler',
      keys: (delta) => {
        if (delta.type === 'DELETED') return ownKey(delta);
        return delta.type === 'ADDED' ? [{ key: ownKey(delta)[0]!, afterMs: everyMs, why: 'first look' }] : [];
      },
    },
    { kind: 'Pod', keys: () => [] },
  ],
  memory: () => ({ recommendations: new Map(), up: new Map(), down: new Map(), selectors: new Map(), due: new Map() }),
  reconcile,
});

function reconcile(key: string, r: Run): Outcome | undefined {
  const known = r.see.get('HorizontalPodAutoscaler', key);
  if (known === undefined) {
    for (const map of Object.values(r.memory) as readonly Map<string, unknown>[]) map.delete(key);
    return undefined;
  }
  const due = r.memory.due.get(key) ?? 0;
  if (r.now < due) return undefined;
  r.memory.due.set(key, r.now + everyMs);
  look({ key, hpa: known, conditions: known.status.conditions ?? [], r });
  return { requeueAfterMs: everyMs, why: 'sync period' };
}

/** One look at one autoscaler; its conditions gather on the way. */
interface Look {
  readonly key: string;
  readonly hpa: HorizontalPodAutoscaler;
  readonly r: Run;
  conditions: Conditions;
}

function tell(it: Look, type: string, status: 'True' | 'False', why: behavior.Why): void {
  it.conditions = withCondition(it.conditions, { type, status, ...why }, it.r.wallMs);
}

function event(it: Look, type: 'Normal' | 'Warning', reason: string, message: string): void {
  it.r.event({ object: it.hpa as unknown as KubeObject, type, reason, message });
}

function look(it: Look): void {
  const target = targetOf(it);
  const found = target === undefined ? undefined : readScale(it, target);
  if (target === undefined || found === undefined) return;
  tell(it, 'AbleToScale', 'True', {
    reason: 'SucceededGetScale',
    message: "the HPA controller was able to get the target's current scale",
  });
  const wanted = decide(it, found);
  if (wanted === undefined) return;
  if (wanted.replicas === found.spec.replicas || wanted.off === true)
    return writeStatus(it, {
      current: found.spec.replicas,
      desired: wanted.off === true ? found.spec.replicas : wanted.replicas,
      ...wanted,
    });
  rescale(it, target, found, wanted);
}

function targetOf(it: Look): SchemeRow | undefined {
  const { apiVersion = '', kind } = it.hpa.spec.scaleTargetRef;
  const group = groupOf(apiVersion);
  const row = rowInGroup(group, kind, it.r.see);
  if (row !== undefined && row.subresources.includes('scale')) return row;
  const known =
    row === undefined ? `no matches for kind "${kind}" in group "${group}"` : 'the server could not find the requested resource';
  noScale(it, known);
  return undefined;
}

function noScale(it: Look, error: string): void {
  event(it, 'Warning', 'FailedGetScale', error);
  const message = `the HPA controller was unable to get the target's current scale: ${error}`;
  tell(it, 'AbleToScale', 'False', { reason: 'FailedGetScale', message });
  const { currentReplicas = 0, desiredReplicas = 0, currentMetrics } = it.hpa.status;
  writeStatus(it, { current: currentReplicas, desired: desiredReplicas, metrics: currentMetrics ?? [] });
}

function scaleRequest(it: Look, row: SchemeRow) {
  const { namespace = '' } = it.hpa.metadata;
  const { group, version, plural: resource } = row;
  return { group, version, resource, subresource: 'scale', namespace, name: it.hpa.spec.scaleTargetRef.name };
}

function readScale(it: Look, row: SchemeRow): Scale | undefined {
  const response = it.r.ask({ verb: 'get', ...scaleRequest(it, row) });
  if (response.code < 400) return response.body as unknown as Scale;
  noScale(it, (response.body as unknown as Status).message ?? '');
  return undefined;
}

interface Wanted {
  readonly replicas: number;
  readonly reason: string;
  readonly metrics: readonly MetricStatus[];
  /** The target is at zero on purpose. */
  readonly off?: boolean;
}

/** Undefined when nothing could be decided, which is told already. */
function decide(it: Look, scale: Scale): Wanted | undefined {
  const { minReplicas: min = 1, maxReplicas: max } = it.hpa.spec;
  const current = scale.spec.replicas;
  noteFirst(it, current);
  if (current === 0 && min !== 0) {
    const message = 'scaling is disabled since the replica count of the target is zero';
    tell(it, 'ScalingActive', 'False', { reason: 'ScalingDisabled', message });
    return { replicas: 0, reason: '', metrics: [], off: true };
  }
  if (current > max) return { replicas: max, reason: 'Current number of replicas above Spec.MaxReplicas', metrics: [] };
  if (current < min) return { replicas: min, reason: 'Current number of replicas below Spec.MinReplicas', metrics: [] };
  const asked = byMetrics(it, scale);
  if (asked === undefined) return undefined;
  const { replicas, name, metrics } = asked;
  const reason = replicas > current ? `${name} above target` : 'All metrics below target';
  return { replicas: normalize(it, replicas, { current, min, max, nowMs: it.r.now }), reason, metrics };
}

/** Before any metric is known, what is there is right. */
function noteFirst({ key, r }: Look, replicas: number): void {
  if (!r.memory.recommendations.has(key)) r.memory.recommendations.set(key, [{ replicas, atMs: r.now }]);
}

interface Highest {
  readonly replicas: number;
  readonly name: string;
  readonly metrics: readonly MetricStatus[];
}

/** The metric that asks for most; one that fails does not let the others scale down. */
function byMetrics(it: Look, scale: Scale): Highest | undefined {
  const scaled = scaledOf(it, scale);
  const specs: readonly Metric[] = it.hpa.spec.metrics ?? [];
  const metrics: MetricStatus[] = [];
  const failed: { reason: string; error: string; told: string }[] = [];
  let best: Highest = { replicas: 0, name: '', metrics };
  if (typeof scaled === 'string') return undecided(it, scale, scaled);
  for (const spec of specs) {
    const computed = computeMetric(spec, scaled, it.r);
    if ('error' in computed) {
      event(it, 'Warning', computed.reason, computed.error);
      failed.push(computed);
      metrics.push({ type: '' } as MetricStatus);
      continue;
    }
    metrics.push(computed.status);
    if (best.replicas === 0 || computed.replicas > best.replicas) best = { replicas: computed.replicas, name: computed.name, metrics };
  }
  const [first] = failed;
  if (first !== undefined && (failed.length === specs.length || best.replicas < scale.spec.replicas)) {
    const message = `the HPA was unable to compute the replica count: ${first.error}`;
    tell(it, 'ScalingActive', 'False', { reason: first.reason, message });
    return undecided(it, scale, `invalid metrics (${failed.length} invalid out of ${specs.length}), first error is: ${first.told}`);
  }
  const message = `the HPA was able to successfully calculate a replica count from ${best.name}`;
  tell(it, 'ScalingActive', 'True', { reason: 'ValidMetricFound', message });
  return best;
}

/** What is told of the metrics stays as it was. */
function undecided(it: Look, scale: Scale, error: string): undefined {
  const { desiredReplicas = 0, currentMetrics } = it.hpa.status;
  writeStatus(it, { current: scale.spec.replicas, desired: desiredReplicas, metrics: currentMetrics ?? [] });
  event(it, 'Warning', 'FailedComputeMetricsReplicas', error);
}

function scaledOf(it: Look, scale: Scale): Scaled | string {
  const { namespace = '' } = it.hpa.metadata;
  const { selector = '' } = scale.status;
  if (selector === '') {
    event(it, 'Warning', 'SelectorRequired', 'selector is required');
    tell(it, 'ScalingActive', 'False', { reason: 'InvalidSelector', message: "the HPA target's scale is missing a selector" });
    return 'selector is required';
  }
  const parsed = parseLabelSelector(selector);
  if (!parsed.ok)
    return unusable(it, 'InvalidSelector', `couldn't convert selector into a corresponding internal selector object: ${parsed.message}`);
  const pods = it.r.see.list('Pod', namespace).filter((pod) => matchesLabels(parsed.value, pod.metadata.labels));
  it.r.memory.selectors.set(it.key, selector);
  const rivals = selecting(it, pods);
  if (rivals.length > 1)
    return unusable(it, 'AmbiguousSelector', `pods by selector ${selector} are controlled by multiple HPAs: [${rivals.join(' ')}]`);
  return { namespace, scale, pods };
}

function unusable(it: Look, reason: string, message: string): string {
  event(it, 'Warning', reason, message);
  tell(it, 'ScalingActive', 'False', { reason, message });
  return message;
}

/** The autoscalers of the namespace whose selectors fit one of the pods, as Go prints their keys. */
function selecting({ hpa, r }: Look, pods: readonly Pod[]): readonly string[] {
  const { namespace = '' } = hpa.metadata;
  const found: string[] = [];
  for (const [key, text] of r.memory.selectors) {
    if (key.slice(0, key.indexOf('/')) !== namespace) continue;
    const selector = parseLabelSelector(text);
    if (selector.ok && pods.some(({ metadata }) => matchesLabels(selector.value, metadata.labels)))
      found.push(`{${key.slice(namespace.length + 1)} ${namespace}}`);
  }
  return found.toSorted(compareKeys);
}

function normalize(it: Look, desired: number, limits: behavior.Limits): number {
  const { key, r } = it;
  const { behavior: rules } = it.hpa.spec;
  const past = r.memory.recommendations.get(key) ?? [];
  const stable = rules === undefined ? behavior.stabilize(past, desired, r.now) : behavior.stabilizeBy(rules, past, desired, limits);
  r.memory.recommendations.set(key, stable.recommendations);
  const { reason, message } = stable;
  const ready = { reason: 'ReadyForNewScale', message: 'recommended size matches current size' };
  tell(it, 'AbleToScale', 'True', stable.replicas === desired ? ready : { reason, message });
  const events = { up: r.memory.up.get(key) ?? [], down: r.memory.down.get(key) ?? [] };
  const limited = rules === undefined ? behavior.limit(stable.replicas, limits) : behavior.limitBy(rules, events, stable.replicas, limits);
  const why = { reason: limited.reason, message: limited.message };
  tell(it, 'ScalingLimited', limited.replicas === stable.replicas ? 'False' : 'True', why);
  return limited.replicas;
}

function rescale(it: Look, row: SchemeRow, scale: Scale, { replicas, reason, metrics }: Wanted): void {
  const object = { ...scale, spec: { ...scale.spec, replicas } };
  const response = it.r.ask({ verb: 'update', ...scaleRequest(it, row), object });
  const current = scale.spec.replicas;
  if (response.code >= 400) {
    const { message: error = '' } = response.body as unknown as Status;
    event(it, 'Warning', 'FailedRescale', `New size: ${replicas}; reason: ${reason}; error: ${error}`);
    const message = `the HPA controller was unable to update the target scale: ${error}`;
    tell(it, 'AbleToScale', 'False', { reason: 'FailedUpdateScale', message });
    return writeStatus(it, { current, desired: it.hpa.status.desiredReplicas ?? 0, metrics });
  }
  const message = `the HPA controller was able to update the target scale to ${replicas}`;
  tell(it, 'AbleToScale', 'True', { reason: 'SucceededRescale', message });
  event(it, 'Normal', 'SuccessfulRescale', `New size: ${replicas}; reason: ${reason}`);
  noteScaling(it, current, replicas);
  writeStatus(it, { current, desired: replicas, metrics, rescaled: true });
}

function noteScaling({ key, hpa, r }: Look, before: number, after: number): void {
  const { behavior: rules } = hpa.spec;
  if (rules === undefined) return;
  const [events, side] = after > before ? [r.memory.up, rules.scaleUp] : [r.memory.down, rules.scaleDown];
  events.set(key, behavior.noteChange(side, events.get(key) ?? [], Math.abs(after - before), r.now));
}

interface Outlook {
  readonly current: number;
  readonly desired: number;
  readonly metrics: readonly MetricStatus[];
  readonly rescaled?: boolean;
}

function writeStatus(it: Look, { current, desired, metrics, rescaled = false }: Outlook): void {
  const { hpa, r } = it;
  const lastScaleTime = rescaled ? formatTime(r.wallMs) : hpa.status.lastScaleTime;
  const status = {
    ...(lastScaleTime === undefined ? {} : { lastScaleTime }),
    currentReplicas: current,
    desiredReplicas: desired,
    currentMetrics: metrics.length === 0 ? null : metrics,
    conditions: it.conditions,
  } as unknown as HorizontalPodAutoscaler['status'];
  if (equalJson(status, hpa.status)) return;
  const updated = r.client.updateStatus('HorizontalPodAutoscaler', { ...hpa, status });
  if (!updated.ok && !isNotFound(updated.status)) event(it, 'Warning', 'FailedUpdateStatus', updated.status.message ?? '');
}
