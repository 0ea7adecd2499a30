/**
 * Where a pod says its profiles twice, in annotations of old and in fields, both say the same.
 * upstream: pkg/apis/core/validation/validation.go (validateSeccompAnnotationsAndFields, ValidateAppArmorPodAnnotations)
 */
import type { Container, PodSpec } from '#api/kinds.ts';
import { forbiddenField, invalidValue, type FieldError } from '../fieldError.ts';
import { localPath, type Errors } from './checks.ts';
import { eachContainer } from './podOs.ts';

type Annotations = Readonly<Record<string, string>> | undefined;
type Profile = NonNullable<NonNullable<Container['securityContext']>['seccompProfile']>;

const podKey = 'seccomp.security.alpha.kubernetes.io/pod';
const containerKey = 'container.seccomp.security.alpha.kubernetes.io/';
const appArmorKey = 'container.apparmor.security.beta.kubernetes.io/';
const localhost = 'localhost/';
const defaults: readonly (string | undefined)[] = ['runtime/default', 'docker/default'];

export function seccompAgrees(annotations: Annotations, spec: PodSpec, at: string, errors: Errors): void {
  if (annotations === undefined) return;
  const tell = (annotation: string | undefined, profile: Profile | undefined, here: string) => {
    const fault = annotation === undefined ? undefined : seccompFault(annotation, profile, `${here}.securityContext.seccompProfile`);
    if (fault !== undefined) errors.push(fault);
  };
  tell(annotations[podKey], spec.securityContext?.seccompProfile, at);
  eachContainer(spec, at, ({ name, securityContext }, here) =>
    tell(annotations[`${containerKey}${name}`], securityContext?.seccompProfile, here),
  );
}

/** upstream: validateSeccompAnnotationsAndFieldsMatch */
export function seccompFault(annotation: string, profile: Profile | undefined, at: string): FieldError | undefined {
  const mismatch = forbiddenField(`${at}.type`, 'seccomp type in annotation and field must match');
  switch (profile?.type) {
    case 'Unconfined':
      return annotation === 'unconfined' ? undefined : mismatch;
    case 'RuntimeDefault':
      return defaults.includes(annotation) ? undefined : mismatch;
    case 'Localhost':
      if (!annotation.startsWith(localhost)) return mismatch;
      return annotation.slice(localhost.length) === profile.localhostProfile
        ? undefined
        : forbiddenField(`${at}.localhostProfile`, 'seccomp profile in annotation and field must match');
    default:
      return undefined;
  }
}

/** Annotations of pods, and of templates, that have a meaning. upstream: ValidatePodSpecificAnnotations */
export function podAnnotations(annotations: Annotations, spec: PodSpec, at: string, errors: Errors): void {
  for (const key in annotations) {
    const value = annotations[key] ?? '';
    if (key === podKey || key.startsWith(containerKey)) annotatedSeccomp(value, `${at}.${key}`, errors);
    if (!key.startsWith(appArmorKey)) continue;
    const here = `${at}[${key}]`;
    const name = key.slice(appArmorKey.length);
    if (!hasContainer(spec, name)) errors.push(invalidValue(here, name, 'container not found'));
    const fault = appArmorFault(value);
    if (fault !== undefined) errors.push(invalidValue(here, value, fault));
  }
}

function annotatedSeccomp(value: string, at: string, errors: Errors): void {
  if (value === 'unconfined' || defaults.includes(value)) return;
  if (value.startsWith(localhost)) localPath(value.slice(localhost.length), at, errors);
  else errors.push(invalidValue(at, value, 'must be a valid seccomp profile'));
}

function hasContainer(spec: PodSpec, name: string): boolean {
  let found = false;
  eachContainer(spec, '', (container) => {
    found ||= container.name === name;
  });
  return found;
}

/** upstream: ValidateAppArmorProfileFormat */
export function appArmorFault(profile: string): string | undefined {
  if (profile === '' || profile === 'runtime/default' || profile === 'unconfined' || profile.startsWith(localhost)) return undefined;
  return `invalid AppArmor profile name: ${JSON.stringify(profile)}`;
}
