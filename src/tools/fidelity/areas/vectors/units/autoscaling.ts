/** upstream: pkg/controller/podautoscaler */
import type { Pod } from '#api/kinds.ts';
import { parseTime } from '#api/machinery/time.ts';
import * as behavior from '#engine/controllers/horizontalpodautoscaler/behavior.ts';
import type { AnyObject } from '#engine/apiserver/object.ts';
import { strategyOf } from '#engine/apiserver/strategies.ts';
import { groupPods } from '#engine/controllers/horizontalpodautoscaler/replicaCalculator.ts';
import { inputOf, isFields, outputOf, plain, strings, type Adapter, type Adapters, type Fields } from '../row.ts';
import { objectAs, timesIn } from './objects.ts';

/** When the recorded tests ran, to the second: their rows are relative to it. */
const calculatorRanMs = Date.parse('2026-11-21T20:01:34Z');
const horizontalRanMs = Date.parse('2026-11-21T20:01:25Z');

type Rules = behavior.ScalingRules;

function numberOf(value: unknown): number {
  return Number(value ?? 0);
}

/** When the row was recorded: its fresh entries are of that moment. */
function nowOf(row: unknown): number {
  return Math.max(...timesIn(row).map((time) => parseTime(time) ?? 0), 0);
}

const convert: Adapter = (row) => {
  const { currentReplicas, expectedDesiredReplicas, hpaMinReplicas, hpaMaxReplicas } = inputOf(row);
  const limits = { current: numberOf(currentReplicas), min: numberOf(hpaMinReplicas), max: numberOf(hpaMaxReplicas) };
  const { replicas, reason } = behavior.limit(numberOf(expectedDesiredReplicas), limits);
  return { expected: outputOf(row), got: { actualConvertedDesiredReplicas: replicas, actualCondition: reason } };
};

function recommendations(value: unknown): readonly behavior.Recommendation[] {
  return ((value ?? []) as readonly Fields[]).map(({ recommendation, timestamp }) => ({
    replicas: numberOf(recommendation),
    atMs: parseTime(String(timestamp)) ?? 0,
  }));
}

const normalize: Adapter = (row) => {
  const { recommendations: past, prenormalizedDesiredReplicas } = inputOf(row);
  const known = recommendations(past);
  const stable = behavior.stabilize(known, numberOf(prenormalizedDesiredReplicas), horizontalRanMs);
  const { r } = outputOf(row);
  return { expected: r, got: stable.replicas };
};

const normalizeBy: Adapter = (row) => {
  const input = inputOf(row);
  const rules = {
    scaleUp: { stabilizationWindowSeconds: numberOf(input['scaleUpStabilizationWindowSeconds']) },
    scaleDown: { stabilizationWindowSeconds: numberOf(input['scaleDownStabilizationWindowSeconds']) },
  };
  const limits = {
    current: numberOf(input['currentReplicas']),
    min: 0,
    max: 0,
    nowMs: Math.max(horizontalRanMs, nowOf(input['expectedRecommendations'])),
  };
  const desired = numberOf(input['prenormalizedDesiredReplicas']);
  const stable = behavior.stabilizeBy(rules, recommendations(input['recommendations']), desired, limits);
  const counts = (list: readonly behavior.Recommendation[]) => list.map(({ replicas }) => replicas);
  const noted = counts(recommendations(input['expectedRecommendations']));
  // Rows without expected notes do not look at them.
  return {
    expected: { r: outputOf(row)['r'], noted },
    got: { r: stable.replicas, noted: noted.length === 0 ? [] : counts(stable.recommendations) },
  };
};

function events(value: unknown): readonly behavior.ScaleEvent[] {
  return ((value ?? []) as readonly Fields[]).map(({ replicaChange, timestamp, outdated }) => ({
    change: numberOf(replicaChange),
    atMs: parseTime(String(timestamp)) ?? 0,
    outdated: outdated === true,
  }));
}

/** Rules that were left out are the server's usual ones. */
function filled(given: behavior.Behavior): behavior.Behavior {
  const hpa = { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'a' }, spec: { behavior: given } };
  const { spec } = strategyOf('HorizontalPodAutoscaler').defaults!(hpa as unknown as AnyObject);
  return spec!['behavior'] as behavior.Behavior;
}

const scaling: Adapter = (row) => {
  const input = inputOf(row);
  const given = plain({ scaleUp: input['scaleUpRules'], scaleDown: input['scaleDownRules'] });
  const rules = filled(given as behavior.Behavior);
  const past = { up: events(input['scaleUpEvents']), down: events(input['scaleDownEvents']) };
  const limits = {
    current: numberOf(input['currentReplicas']),
    min: numberOf(input['specMinReplicas']),
    max: numberOf(input['specMaxReplicas']),
    nowMs: Math.max(horizontalRanMs, nowOf(row.in)),
  };
  const desired = numberOf(input['prenormalizedDesiredReplicas']);
  const { replicas, reason } = behavior.limitBy(rules, past, desired, limits);
  return {
    expected: { replicas: input['expectedReplicas'], reason: input['expectedCondition'] },
    got: { replicas, reason },
  };
};

const store: Adapter = (row) => {
  const { newScaleEvents, prevScaleEvents, replicaChange, scalingRules } = inputOf(row);
  const before = events(prevScaleEvents);
  const rules = isFields(scalingRules) ? (plain(scalingRules) as Rules) : undefined;
  const expected = events(newScaleEvents).map(({ change, outdated }) => ({ change, outdated }));
  if (rules === undefined) return { expected, got: before.map(({ change, outdated }) => ({ change, outdated })) };
  const got = behavior.noteChange(rules, before, numberOf(replicaChange), nowOf(newScaleEvents));
  return { expected, got: got.map(({ change, outdated }) => ({ change, outdated })) };
};

const groups: Adapter = (row) => {
  const input = inputOf(row);
  const metrics = Object.entries((input['metrics'] ?? {}) as Record<string, Fields>).map(
    ([name, { Value, Timestamp, Window }]) =>
      [name, { value: numberOf(Value), atMs: parseTime(String(Timestamp)) ?? 0, windowMs: windowMs(String(Window ?? '0s')) }] as const,
  );
  const pods = ((input['pods'] ?? []) as readonly unknown[]).map((pod) => objectAs<Pod>(pod));
  const patience = { cpuInitializationMs: 120_000, initialReadinessMs: 10_000 };
  const got = groupPods(pods, new Map(metrics), { resource: String(input['resource']), wallMs: calculatorRanMs, patience });
  return {
    expected: {
      ready: input['expectReadyPodCount'],
      unready: strings(input['expectUnreadyPods']),
      missing: strings(input['expectMissingPods']),
      ignored: strings(input['expectIgnoredPods']),
    },
    got,
  };
};

function windowMs(text: string): number {
  const match = /^(?:(\d+)m)?(?:([\d.]+)s)?$/.exec(text);
  return numberOf(match?.[1]) * 60_000 + numberOf(match?.[2]) * 1000;
}

export const podAutoscaler: Adapters = {
  TestConvertDesiredReplicasWithRules: convert,
  TestGroupPods: groups,
  TestNormalizeDesiredReplicas: normalize,
  TestNormalizeDesiredReplicasWithBehavior: normalizeBy,
  TestScalingWithRules: scaling,
  TestStoreScaleEvents: store,
};
