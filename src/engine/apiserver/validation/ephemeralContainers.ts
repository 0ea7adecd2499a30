/**
 * Containers that are put into a running pod.
 * upstream: pkg/apis/core/validation/validation.go (validateEphemeralContainers, ValidatePodEphemeralContainersUpdate)
 */
import { isMirrorPod } from '#api/machinery/mirrorPod.ts';
import type { Container, Pod, PodSpec } from '#api/kinds.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import { duplicate, fieldNotFound, forbiddenField } from '../fieldError.ts';
import { goDiff } from '../goPrint/goDiff.ts';
import type { Errors } from './checks.ts';
import { trimmedImage, validContainer, type PodPlace } from './containers.ts';

const notHere = 'cannot be set for an Ephemeral Container';

/** In the order of upstream's struct. */
const forbidden = [
  'ports',
  'resources',
  'resizePolicy',
  'restartPolicy',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
] as const;

export function validEphemeralContainers(spec: PodSpec, place: PodPlace, at: string, errors: Errors): void {
  const lasting = new Set([...(spec.containers ?? []), ...(spec.initContainers ?? [])].map(({ name }) => name));
  const names = new Set(lasting);
  for (const [i, container] of (spec.ephemeralContainers ?? []).entries()) {
    const here = `${at}[${i}]`;
    const { name, targetContainerName = '' } = container;
    validContainer(container as Container, place, here, errors);
    trimmedImage(container as Container, here, errors);
    if (names.has(name)) errors.push(duplicate(`${here}.name`, name));
    names.add(name);
    if (targetContainerName !== '' && !lasting.has(targetContainerName))
      errors.push(fieldNotFound(`${here}.targetContainerName`, targetContainerName));
    for (const field of forbidden) if (isSet(container[field])) errors.push(forbiddenField(`${here}.${field}`, notHere));
    for (const [j, mount] of (container.volumeMounts ?? []).entries())
      for (const field of ['subPath', 'subPathExpr'] as const)
        if ((mount[field] ?? '') !== '') errors.push(forbiddenField(`${here}.volumeMounts[${j}].${field}`, notHere));
  }
}

function isSet(value: unknown): boolean {
  return value !== undefined && !(typeof value === 'object' && value !== null && Object.keys(value).length === 0);
}

/** What may change of them: more may come. The rest of the pod is the same, and is looked at by `wholePod`. */
export function validateEphemeralUpdate(pod: Pod, old: Pod, wholePod: (pod: Pod) => Errors): Errors {
  if (isMirrorPod(old)) return [forbiddenField('[]', 'static pods do not support ephemeral containers')];
  const errors = wholePod(pod);
  const now = new Map((pod.spec.ephemeralContainers ?? []).map((container) => [container.name, container]));
  for (const before of old.spec.ephemeralContainers ?? []) {
    const after = now.get(before.name);
    const which = `existing ephemeral containers ${JSON.stringify(before.name)} may not be`;
    if (after === undefined) errors.push(forbiddenField('spec.ephemeralContainers', `${which} removed\n`));
    else if (!equalJson(after, before))
      errors.push(forbiddenField('spec.ephemeralContainers', `${which} changed\n${goDiff('core.EphemeralContainer', before, after)}`));
  }
  return errors;
}
