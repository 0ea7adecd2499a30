/**
 * A node that just registered takes no pods until its controller has seen it ready.
 * upstream: plugin/pkg/admission/nodetaint/admission.go
 */
import type { Node } from '#api/kinds.ts';
import type { AnyObject } from '../object.ts';
import type { Call } from '../state.ts';

const notReady = Object.freeze({ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' });

export function taintNewNode(_call: Call, object: AnyObject): AnyObject {
  const { taints = [] } = ((object as unknown as Node).spec ?? {}) as Partial<Node['spec']>;
  if (taints.some((taint) => taint.key === notReady.key && taint.effect === notReady.effect)) return object;
  return { ...object, spec: { ...object.spec, taints: [...taints, notReady] } };
}
