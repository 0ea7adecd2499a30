/**
 * The conditions of an autoscaler: the one that changes keeps its place.
 * upstream: pkg/controller/podautoscaler/horizontal.go (setConditionInList)
 */
import type { HorizontalPodAutoscaler } from '#api/kinds.ts';
import { formatTime } from '#api/machinery/time.ts';

export type Conditions = NonNullable<HorizontalPodAutoscaler['status']['conditions']>;
type Condition = Conditions[number];

export function withCondition(conditions: Conditions, fresh: Omit<Condition, 'lastTransitionTime'>, wallMs: number): Conditions {
  const old = conditions.find(({ type }) => type === fresh.type);
  const since = old !== undefined && old.status === fresh.status ? old.lastTransitionTime : formatTime(wallMs);
  const { type, status, reason, message } = fresh;
  const condition = { type, status, ...(since === undefined ? {} : { lastTransitionTime: since }), reason, message } as Condition;
  return old === undefined ? [...conditions, condition] : conditions.map((it) => (it === old ? condition : it));
}
