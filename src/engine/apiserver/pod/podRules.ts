/**
 * Pods on the road: what they start with, how long their deletion may take.
 * upstream: pkg/registry/core/pod/strategy.go
 */
import type { Pod } from '#api/kinds.ts';
import type { DeleteOptions } from '#api/request.ts';
import { qosClass } from '#api/machinery/qos.ts';
import type { AnyObject } from '../object.ts';

const pending: Readonly<Record<string, Readonly<Pod['status']>>> = {
  BestEffort: Object.freeze({ phase: 'Pending', qosClass: 'BestEffort' }),
  Burstable: Object.freeze({ phase: 'Pending', qosClass: 'Burstable' }),
  Guaranteed: Object.freeze({ phase: 'Pending', qosClass: 'Guaranteed' }),
};

/** A new pod is Pending, whatever its creator says. */
export function preparePod(object: AnyObject): AnyObject {
  const pod = object as unknown as Pod;
  const status = pending[qosClass(pod.spec)] ?? { phase: 'Pending' };
  const gated = (pod.spec.schedulingGates ?? []).length > 0;
  const conditions = [
    {
      type: 'PodScheduled',
      status: 'False',
      lastProbeTime: null,
      lastTransitionTime: null,
      reason: 'SchedulingGated',
      message: 'Scheduling is blocked due to non-empty scheduling gates',
    },
  ];
  return { ...object, status: (gated ? { ...status, conditions } : status) as AnyObject['status'] & object };
}

export function preparePodUpdate(object: AnyObject, old: AnyObject): AnyObject {
  return old.status === undefined ? object : { ...object, status: old.status };
}

/** Seconds of grace: none for a pod that runs nowhere. */
export function podGracePeriod(object: AnyObject, options: DeleteOptions): number {
  const { spec, status } = object as unknown as Pod;
  const asked = options.gracePeriodSeconds ?? spec.terminationGracePeriodSeconds ?? 0;
  if ((spec.nodeName ?? '') === '' || status.phase === 'Failed' || status.phase === 'Succeeded') return 0;
  return asked < 0 ? 1 : asked;
}
