/**
 * A pod stays five minutes on a node that is not ready or cannot be reached, unless it says otherwise.
 * upstream: plugin/pkg/admission/defaulttolerationseconds/admission.go
 */
import type { Pod } from '#api/kinds.ts';
import type { AnyObject } from '../object.ts';
import type { Call } from '../state.ts';

type Toleration = NonNullable<Pod['spec']['tolerations']>[number];

const NOT_READY = 'node.kubernetes.io/not-ready';
const UNREACHABLE = 'node.kubernetes.io/unreachable';

function fiveMinutes(key: string): Toleration {
  return Object.freeze({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 });
}

const notReady = fiveMinutes(NOT_READY);
const unreachable = fiveMinutes(UNREACHABLE);
const both: readonly Toleration[] = Object.freeze([notReady, unreachable]);

export function defaultTolerations(_call: Call, object: AnyObject): AnyObject {
  const { spec } = object as unknown as Pod;
  const { tolerations = [] } = spec;
  if (tolerations.length === 0) return { ...object, spec: Object.assign({}, spec, { tolerations: both }) };
  const added: Toleration[] = [];
  if (!tolerations.some((toleration) => covers(toleration, NOT_READY))) added.push(notReady);
  if (!tolerations.some((toleration) => covers(toleration, UNREACHABLE))) added.push(unreachable);
  return added.length === 0 ? object : { ...object, spec: { ...spec, tolerations: [...tolerations, ...added] } };
}

function covers({ key = '', effect }: Toleration, taint: string): boolean {
  return (key === taint || key === '') && (effect === 'NoExecute' || effect === undefined);
}
