/**
 * Pods themselves, and the little that may change of them.
 * upstream: pkg/apis/core/validation/validation.go (ValidatePodCreate, ValidatePodUpdate)
 */
import { mirrorAnnotation } from '#api/machinery/mirrorPod.ts';
import type { Pod, PodSpec } from '#api/kinds.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import { forbiddenField, invalidValue, required, type FieldError } from '../fieldError.ts';
import { goDiff } from '../goPrint/goDiff.ts';
import { goSyntax } from '../goPrint/goSyntax.ts';
import { internalPodSpec } from '../goPrint/internalPodSpec.ts';
import type { Errors } from './checks.ts';
import { validTolerations } from './affinity.ts';
import { trimmedImage } from './containers.ts';
import { validPodSpec } from './podSpec.ts';
import { podAnnotations, seccompAgrees } from './seccompAnnotations.ts';

/** What holds for a pod whenever it is looked at. upstream: validatePodMetadataAndSpec */
export function validateWholePod(pod: Pod): Errors {
  const errors: Errors = [];
  podAnnotations(pod.metadata.annotations, pod.spec, 'metadata.annotations', errors);
  validPodSpec(pod.spec, 'spec', errors);
  tokensOfNobody(pod.spec, errors);
  for (const list of ['containers', 'initContainers'] as const)
    for (const [i, container] of (pod.spec[list] ?? []).entries()) trimmedImage(container, `spec.${list}[${i}]`, errors);
  return errors;
}

/** A token is somebody's. */
function tokensOfNobody(spec: PodSpec, errors: Errors): void {
  if ((spec.serviceAccountName ?? '') !== '') return;
  for (const [i, { projected }] of (spec.volumes ?? []).entries())
    for (const [j, source] of (projected?.sources ?? []).entries())
      if (source.serviceAccountToken !== undefined)
        errors.push(
          forbiddenField(
            `spec.volumes[${i}].projected.sources[${j}].serviceAccountToken`,
            'must not be specified when serviceAccountName is not set',
          ),
        );
}

export function validatePod(pod: Pod): Errors {
  const errors = validateWholePod(pod);
  if ((pod.spec.ephemeralContainers ?? []).length > 0) errors.push(forbiddenField('spec.ephemeralContainers', 'cannot be set on create'));
  if ((pod.spec.nodeName ?? '') !== '' && (pod.spec.schedulingGates ?? []).length > 0)
    errors.push(forbiddenField('spec.nodeName', 'cannot be set until all schedulingGates have been cleared'));
  seccompAgrees(pod.metadata.annotations, pod.spec, 'spec', errors);
  return errors;
}

const unchangeable =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

export function validatePodUpdate(pod: Pod, old: Pod): Errors {
  const errors: Errors = [];
  mirrorKept(pod, old, errors);
  if (pod.spec === old.spec || equalJson(pod.spec, old.spec)) return errors;
  errors.push(...validateWholePod(pod));
  if ((pod.spec.containers ?? []).length !== old.spec.containers.length)
    return [...errors, forbiddenField('spec.containers', 'pod updates may not add or remove containers')];
  if ((pod.spec.initContainers ?? []).length !== (old.spec.initContainers ?? []).length)
    return [...errors, forbiddenField('spec.initContainers', 'pod updates may not add or remove containers')];
  for (const list of ['containers', 'initContainers'] as const)
    for (const [i, container] of (pod.spec[list] ?? []).entries()) {
      if ((container.image ?? '') === '') errors.push(required(`spec.${list}[${i}].image`));
      trimmedImage(container, `spec.${list}[${i}]`, errors);
    }
  const lateness = deadlineProblem(pod.spec.activeDeadlineSeconds, old.spec.activeDeadlineSeconds);
  if (lateness !== undefined) return [...errors, lateness];
  if (pod.spec.activeDeadlineSeconds === undefined && old.spec.activeDeadlineSeconds !== undefined)
    errors.push(invalidValue('spec.activeDeadlineSeconds', { printed: '"null"' }, 'must not update from a positive integer to nil value'));
  tolerationsKept(pod, old, errors);
  const gated = (old.spec.schedulingGates ?? []).length > 0;
  gatesOnlyGo(pod, old, errors);
  if (gated) placesOnlyNarrow(pod.spec, old.spec, errors);
  const munged = changeable(pod.spec, old.spec, gated);
  const changes = equalJson(munged, old.spec) ? '' : goDiff('core.PodSpec', internalPodSpec(old.spec), internalPodSpec(munged));
  if (changes !== '') errors.push(forbiddenField('spec', `${unchangeable}\n${changes}`));
  return errors;
}

/** A deadline may come, and may come nearer. */
function deadlineProblem(now: number | undefined, before: number | undefined): FieldError | undefined {
  const at = 'spec.activeDeadlineSeconds';
  if (now === undefined) return undefined;
  if (now < 0 || now > 2_147_483_647) return invalidValue(at, now, 'must be between 0 and 2147483647, inclusive');
  return before !== undefined && now > before ? invalidValue(at, now, 'must be less than or equal to previous value') : undefined;
}

type NodeTerm = NonNullable<ReturnType<typeof requiredTerms>>[number];

function requiredTerms({ affinity }: PodSpec) {
  return affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
}

/** Where a pod with gates may go can only become less. upstream: validateNodeSelectorMutation, validateNodeAffinityMutation */
function placesOnlyNarrow(spec: PodSpec, old: PodSpec, errors: Errors): void {
  const { nodeSelector } = spec;
  if (Object.entries(old.nodeSelector ?? {}).some(([key, value]) => nodeSelector?.[key] !== value))
    errors.push(
      invalidValue(
        'spec.nodeSelector',
        goSyntax('map[string]string', nodeSelector),
        'only additions to spec.nodeSelector are allowed (no mutations or deletions)',
      ),
    );
  const before = requiredTerms(old) ?? [];
  const now = requiredTerms(spec);
  const at = 'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms';
  if (before.length === 0) return;
  if (before.length !== (now ?? []).length)
    return void errors.push(
      invalidValue(at, goSyntax('[]core.NodeSelectorTerm', now), 'no additions/deletions to non-empty NodeSelectorTerms list are allowed'),
    );
  for (const [i, term] of (now ?? []).entries())
    if (!onlyAdds(term, before[i] ?? {}))
      errors.push(
        invalidValue(`${at}[${i}]`, goSyntax('core.NodeSelectorTerm', term), 'only additions are allowed (no mutations or deletions)'),
      );
}

function onlyAdds(term: NodeTerm, old: NodeTerm): boolean {
  const lists = ['matchExpressions', 'matchFields'] as const;
  if (lists.every((list) => (old[list] ?? []).length === 0)) return lists.every((list) => (term[list] ?? []).length === 0);
  return lists.every((list) => equalJson((term[list] ?? []).slice(0, (old[list] ?? []).length), old[list] ?? []));
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
    same['affinity'] = withNodeAffinity(spec.affinity, old.affinity);
  }
  return same as unknown as PodSpec;
}

/** The new affinity, with the old one's part about nodes. */
function withNodeAffinity(now: PodSpec['affinity'], old: PodSpec['affinity']): PodSpec['affinity'] {
  const { nodeAffinity: _theirs, ...others } = now ?? {};
  if (old?.nodeAffinity !== undefined) return { ...others, nodeAffinity: old.nodeAffinity };
  if (now === undefined || (old === undefined && Object.keys(others).length === 0)) return undefined;
  return others;
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
  for (const [i, { name }] of (pod.spec.schedulingGates ?? []).entries())
    if (!had.has(name))
      errors.push(forbiddenField(`spec.schedulingGates[${i}].name`, `only deletion is allowed, but found new scheduling gate '${name}'`));
}

/** The mark of a kubelet's own pod stays as it is. upstream: ValidatePodSpecificAnnotationUpdates */
function mirrorKept(pod: Pod, old: Pod, errors: Errors): void {
  const [now, before] = [pod.metadata.annotations?.[mirrorAnnotation], old.metadata.annotations?.[mirrorAnnotation]];
  const at = `metadata.annotations[${mirrorAnnotation}]`;
  if (before === undefined && now !== undefined) errors.push(forbiddenField(at, 'may not add mirror pod annotation'));
  else if (before !== now) errors.push(forbiddenField(at, 'may not remove or update mirror pod annotation'));
}
