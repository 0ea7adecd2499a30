/**
 * From what the metrics ask for to what is done: not hastily, not too fast, not beyond the limits.
 * upstream: pkg/controller/podautoscaler/horizontal.go (normalizeDesiredReplicas and what it uses)
 */
import type { HorizontalPodAutoscaler } from '#api/kinds.ts';

export interface Recommendation {
  readonly replicas: number;
  readonly atMs: number;
}

export interface ScaleEvent {
  readonly change: number;
  readonly atMs: number;
  readonly outdated: boolean;
}

export type Behavior = NonNullable<HorizontalPodAutoscaler['spec']['behavior']>;
export type ScalingRules = NonNullable<Behavior['scaleUp']>;

export interface Why {
  readonly reason: string;
  readonly message: string;
}

export interface Verdict extends Why {
  readonly replicas: number;
}

export interface Limits {
  readonly current: number;
  readonly min: number;
  readonly max: number;
  readonly nowMs: number;
}

const downscaleWindowMs = 300_000;
const within: Why = { reason: 'DesiredWithinRange', message: 'the desired count is within the acceptable range' };
const tooFew: Why = { reason: 'TooFewReplicas', message: 'the desired replica count is less than the minimum replica count' };
const tooMany: Why = { reason: 'TooManyReplicas', message: 'the desired replica count is more than the maximum replica count' };
const tooFast: Why = { reason: 'ScaleUpLimit', message: 'the desired replica count is increasing faster than the maximum scale rate' };
const tooFastDown: Why = {
  reason: 'ScaleDownLimit',
  message: 'the desired replica count is decreasing faster than the maximum scale rate',
};
const downStabilized: Why = {
  reason: 'ScaleDownStabilized',
  message: 'recent recommendations were higher than current one, applying the highest recent recommendation',
};
const upStabilized: Why = {
  reason: 'ScaleUpStabilized',
  message: 'recent recommendations were lower than current one, applying the lowest recent recommendation',
};

/** Notes a recommendation, in the place of one that is too old to matter. */
function note<T>(entries: readonly T[], isOld: (entry: T) => boolean, fresh: T): readonly T[] {
  const old = entries.findLastIndex(isOld);
  return old < 0 ? [...entries, fresh] : entries.with(old, fresh);
}

export interface Stabilized extends Verdict {
  readonly recommendations: readonly Recommendation[];
}

/** Without a behavior: the highest of five minutes. */
export function stabilize(recommendations: readonly Recommendation[], desired: number, nowMs: number): Stabilized {
  const cutoff = nowMs - downscaleWindowMs;
  const recent = recommendations.filter(({ atMs }) => atMs >= cutoff).map(({ replicas }) => replicas);
  return {
    ...downStabilized,
    replicas: Math.max(desired, ...recent),
    recommendations: note(recommendations, ({ atMs }) => atMs < cutoff, { replicas: desired, atMs: nowMs }),
  };
}

/** Within each direction's own window. */
export function stabilizeBy(
  { scaleUp, scaleDown }: Behavior,
  recommendations: readonly Recommendation[],
  desired: number,
  { current, nowMs }: Limits,
): Stabilized {
  const upCutoff = nowMs - (scaleUp?.stabilizationWindowSeconds ?? 0) * 1000;
  const downCutoff = nowMs - (scaleDown?.stabilizationWindowSeconds ?? downscaleWindowMs / 1000) * 1000;
  const since = (cutoff: number) => recommendations.filter(({ atMs }) => atMs > cutoff).map(({ replicas }) => replicas);
  const lower = Math.min(desired, ...since(upCutoff));
  const upper = Math.max(desired, ...since(downCutoff));
  const isOld = ({ atMs }: Recommendation) => atMs < upCutoff && atMs < downCutoff;
  return {
    ...(desired >= current ? upStabilized : downStabilized),
    replicas: Math.min(Math.max(current, lower), upper),
    recommendations: note(recommendations, isOld, { replicas: desired, atMs: nowMs }),
  };
}

/** Without a behavior: at most double, or four. */
export function limit(desired: number, { current, min, max }: Omit<Limits, 'nowMs'>): Verdict {
  const highest = Math.max(2 * current, 4);
  const [maximum, why] = max > highest ? [highest, tooFast] : [max, tooMany];
  if (desired < min) return { replicas: min, ...tooFew };
  return desired > maximum ? { replicas: maximum, ...why } : { replicas: desired, ...within };
}

export interface Events {
  readonly up: readonly ScaleEvent[];
  readonly down: readonly ScaleEvent[];
}

/** By the policies of the direction. */
export function limitBy({ scaleUp, scaleDown }: Behavior, events: Events, desired: number, limits: Limits): Verdict {
  const { current, min, max } = limits;
  if (desired > current) {
    const highest = Math.max(upLimit(scaleUp ?? {}, events, limits), current);
    const [maximum, why] = max > highest ? [highest, tooFast] : [max, tooMany];
    if (desired > maximum) return { replicas: maximum, ...why };
  } else if (desired < current) {
    const lowest = Math.min(downLimit(scaleDown ?? {}, events, limits), current);
    const [minimum, why] = min < lowest ? [lowest, tooFastDown] : [min, tooFew];
    if (desired < minimum) return { replicas: minimum, ...why };
  }
  return { replicas: desired, ...within };
}

function changeWithin(seconds: number, events: readonly ScaleEvent[], nowMs: number): number {
  return events.filter(({ atMs }) => atMs > nowMs - seconds * 1000).reduce((total, { change }) => total + change, 0);
}

/** How many there were when the policy's period began. */
function startOf(seconds: number, { up, down }: Events, { current, nowMs }: Limits): number {
  return current - changeWithin(seconds, up, nowMs) + changeWithin(seconds, down, nowMs);
}

function upLimit({ selectPolicy, policies }: ScalingRules, events: Events, limits: Limits): number {
  if (selectPolicy === 'Disabled') return limits.current;
  const proposals = (policies ?? []).map(({ type, value, periodSeconds }) => {
    const start = startOf(periodSeconds, events, limits);
    return type === 'Pods' ? start + value : Math.ceil(start * (1 + value / 100));
  });
  return selectPolicy === 'Min' ? Math.min(...proposals) : Math.max(...proposals);
}

function downLimit({ selectPolicy, policies }: ScalingRules, events: Events, limits: Limits): number {
  if (selectPolicy === 'Disabled') return limits.current;
  const proposals = (policies ?? []).map(({ type, value, periodSeconds }) => {
    const start = startOf(periodSeconds, events, limits);
    return type === 'Pods' ? start - value : Math.trunc(start * (1 - value / 100));
  });
  return selectPolicy === 'Min' ? Math.max(...proposals) : Math.min(...proposals);
}

/** Notes a change for the policies of its direction. */
export function noteChange(
  rules: ScalingRules | undefined,
  events: readonly ScaleEvent[],
  change: number,
  nowMs: number,
): readonly ScaleEvent[] {
  const longestMs = Math.max(0, ...(rules?.policies ?? []).map(({ periodSeconds }) => periodSeconds)) * 1000;
  const marked = events.map((event) => (event.atMs < nowMs - longestMs ? { ...event, outdated: true } : event));
  return note(marked, ({ outdated }) => outdated, { change, atMs: nowMs, outdated: false });
}
