/**
 * Since when endpoints are out of date: the time of the earliest change that is not yet in them. Goes into an annotation.
 * upstream: staging/src/k8s.io/endpointslice/trigger_time_tracker.go (TriggerTimeTracker)
 */
import type { Pod, Service } from '#api/kinds.ts';
import { formatTime, parseTime } from '#api/machinery/time.ts';
import { readyCondition } from '#api/machinery/podReadiness.ts';

export const triggerAnnotation = 'endpoints.kubernetes.io/last-change-trigger-time';

/** Plain data: what the last look at each Service saw. */
export type TriggerTimes = Map<string, { readonly serviceMs: number; readonly podMs: Map<string, string> }>;

export function createTriggerTimes(): TriggerTimes {
  return new Map();
}

/** The earliest change since the last look, as text; undefined when nothing changed. Remembers this look. */
export function triggerTime(times: TriggerTimes, key: string, service: Service, pods: readonly Pod[]): string | undefined {
  const before = times.get(key);
  const serviceMs = parseTime(service.metadata.creationTimestamp) ?? 0;
  const podMs = before?.podMs ?? new Map<string, string>();
  let earliest = before === undefined || serviceMs > before.serviceMs ? serviceMs : undefined;
  for (const pod of pods) {
    const text = readyCondition(pod)?.lastTransitionTime;
    const known = podMs.get(pod.metadata.name);
    if (typeof text !== 'string' || text === known) continue;
    podMs.set(pod.metadata.name, text);
    const ms = parseTime(text) ?? 0;
    if (known !== undefined && ms <= (parseTime(known) ?? 0)) continue;
    if (earliest === undefined || ms < earliest) earliest = ms;
  }
  forgetGone(podMs, pods);
  times.set(key, { serviceMs, podMs });
  if (before === undefined) return service.metadata.creationTimestamp;
  return earliest === undefined ? undefined : formatTime(earliest);
}

/** Drops the memory of pods that are gone, so that it is no larger than the Service. */
function forgetGone(podMs: Map<string, string>, pods: readonly Pod[]): void {
  if (podMs.size <= pods.length) return;
  const names = new Set(pods.map((pod) => pod.metadata.name));
  for (const name of podMs.keys()) if (!names.has(name)) podMs.delete(name);
}
