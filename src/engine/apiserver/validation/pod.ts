/**
 * Pods themselves, and the little that may change of them.
 * upstream: pkg/apis/core/validation/validation.go (ValidatePodCreate, ValidatePodUpdate)
 */
import type { Pod, PodSpec } from '#api/kinds.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import { forbiddenField, invalidValue, required } from '../fieldError.ts';
import { goDiff } from '../goPrint/goDiff.ts';
import { internalPodSpec } from '../goPrint/internalPodSpec.ts';
import type { Errors } from './checks.ts';
import { validTolerations } from './affinity.ts';
import { validPodSpec } from './podSpec.ts';

export function validatePod(pod: Pod): Errors {
  const errors: Errors = [];
  validPodSpec(pod.spec, 'spec', errors);
  if ((pod.spec.ephemeralContainers ?? []).length > 0) errors.push(forbiddenField('spec.ephemeralContainers', 'cannot be set on create'));
  return errors;
}

const unchangeable =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

export function validatePodUpdate(pod: Pod, old: Pod): Errors {
  const errors: Errors = [];
  if (pod.spec === old.spec || equalJson(pod.spec, old.spec)) return errors;
  validPodSpec(pod.spec, 'spec', errors);
  if ((pod.spec.containers ?? []).length !== old.spec.containers.length)
    return [...errors, forbiddenField('spec.containers', 'pod updates may not add or remove containers')];
  if ((pod.spec.initContainers ?? []).length !== (old.spec.initContainers ?? []).length)
    return [...errors, forbiddenField('spec.initContainers', 'pod updates may not add or remove containers')];
  for (const list of ['containers', 'initContainers'] as const)
    for (const [i, { image = '' }] of (pod.spec[list] ?? []).entries()) if (image === '') errors.push(required(`spec.${list}[${i}].image`));
  const deadline = pod.spec.activeDeadlineSeconds;
  const before = old.spec.activeDeadlineSeconds;
  if (before !== undefined && deadline === undefined)
    errors.push(invalidValue('spec.activeDeadlineSeconds', { printed: '"null"' }, 'must not update from a positive integer to nil value'));
  else if (before !== undefined && deadline !== undefined && deadline > before)
    errors.push(invalidValue('spec.activeDeadlineSeconds', deadline, 'must be less than or equal to previous value'));
  tolerationsKept(pod, old, errors);
  const gated = (old.spec.schedulingGates ?? []).length > 0;
  gatesOnlyGo(pod, old, errors);
  const munged = changeable(pod.spec, old.spec, gated);
  const changes = equalJson(munged, old.spec) ? '' : goDiff('core.PodSpec', internalPodSpec(old.spec), internalPodSpec(munged));
  if (changes !== '') errors.push(forbiddenField('spec', `${unchangeable}\n${changes}`));
  return errors;
}

/** The new spec with everything that may change put back. */
function changeable(spec: PodSpec, old: PodSpec, gated: boolean): PodSpec {
  const grace = (old.terminationGracePeriodSeconds ?? 0) < 0 && spec.terminationGracePeriodSeconds === 1;
  const images = (list: PodSpec['containers'], before: PodSpec['containers']): PodSpec['containers'] =>
    list.map((container, i) => ({ ...container, ...(before[i]?.image === undefined ? {} : { image: before[i].image }) }));
  const same: Record<string, unknown> = {
    ...spec,
    containers: images(spec.containers, old.containers),
    initContainers: spec.initContainers === undefined ? undefined : images(spec.initContainers, old.initContainers ?? []),
    activeDeadlineSeconds: old.activeDeadlineSeconds,
    tolerations: old.tolerations,
    schedulingGates: old.schedulingGates,
  };
  if (grace) same['terminationGracePeriodSeconds'] = old.terminationGracePeriodSeconds;
  if (gated) {
    same['nodeSelector'] = old.nodeSelector;
    same['affinity'] = old.affinity;
  }
  return same as unknown as PodSpec;
}

function tolerationsKept(pod: Pod, old: Pod, errors: Errors): void {
  const now = pod.spec.tolerations ?? [];
  const kept = (old.spec.tolerations ?? []).every((toleration) =>
    now.some((it) => equalJson({ ...it, tolerationSeconds: 0 }, { ...toleration, tolerationSeconds: 0 })),
  );
  if (!kept) errors.push(forbiddenField('spec.tolerations', 'existing toleration can not be modified except its tolerationSeconds'));
  else validTolerations(now, 'spec.tolerations', errors);
}

function gatesOnlyGo(pod: Pod, old: Pod, errors: Errors): void {
  const had = new Set((old.spec.schedulingGates ?? []).map((gate) => gate.name));
  for (const { name } of pod.spec.schedulingGates ?? [])
    if (!had.has(name))
      errors.push(forbiddenField('spec.schedulingGates', `only deletion is allowed, but found new scheduling gate '${name}'`));
}

/** A status update may not undo what has ended. upstream: ValidatePodStatusUpdate */
export function validatePodStatusUpdate(pod: Pod, old: Pod): Errors {
  const errors: Errors = [];
  const name = old.spec.nodeName;
  if (pod.spec.nodeName !== name) errors.push(forbiddenField('status.nodeName', 'may not be changed directly'));
  return errors;
}
