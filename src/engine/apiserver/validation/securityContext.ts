/**
 * How pods and containers are confined.
 * upstream: pkg/apis/core/validation/validation.go (ValidateSecurityContext, validatePodSpecSecurityContext, validateSeccompProfileField)
 */
import type { Container, PodSpec } from '#api/kinds.ts';
import { invalidValue, notSupported, required } from '../fieldError.ts';
import { goSyntax } from '../goPrint/goSyntax.ts';
import { localPath, oneOf, type Errors } from './checks.ts';
import { validSysctls } from './sysctls.ts';
import { windowsOptions } from './windows.ts';

type ContainerContext = NonNullable<Container['securityContext']>;
type SeccompProfile = NonNullable<ContainerContext['seccompProfile']>;

export function userId(id: number | undefined, at: string, errors: Errors): void {
  if (id !== undefined && (id < 0 || id > 2_147_483_647)) errors.push(invalidValue(at, id, 'must be between 0 and 2147483647, inclusive'));
}

export function containerSecurity(context: Container['securityContext'], at: string, errors: Errors): void {
  if (context === undefined) return;
  userId(context.runAsUser, `${at}.runAsUser`, errors);
  userId(context.runAsGroup, `${at}.runAsGroup`, errors);
  if (context.procMount !== undefined) oneOf(context.procMount, ['Default', 'Unmasked'], `${at}.procMount`, errors);
  if (context.seccompProfile !== undefined) seccompProfile(context.seccompProfile, `${at}.seccompProfile`, errors);
  if (context.allowPrivilegeEscalation === false) cannotEscalate(context, at, errors);
  if (context.windowsOptions !== undefined) windowsOptions(context.windowsOptions, `${at}.windowsOptions`, errors);
}

function cannotEscalate(context: ContainerContext, at: string, errors: Errors): void {
  const tell = (what: string) =>
    errors.push(
      invalidValue(at, goSyntax('core.SecurityContext', context), `cannot set \`allowPrivilegeEscalation\` to false and ${what}`),
    );
  if (context.privileged === true) tell('`privileged` to true');
  for (const capability of context.capabilities?.add ?? []) if (capability === 'CAP_SYS_ADMIN') tell('`capabilities.Add` CAP_SYS_ADMIN');
}

const profileTypes = ['Localhost', 'RuntimeDefault', 'Unconfined'];

function seccompProfile(profile: SeccompProfile, at: string, errors: Errors): void {
  const type: string = profile.type ?? '';
  if (type === '') errors.push(required(`${at}.type`, 'type is required when seccompProfile is set'));
  else if (!profileTypes.includes(type)) errors.push(notSupported(`${at}.type`, type, profileTypes));
  const here = `${at}.localhostProfile`;
  if (type !== 'Localhost') {
    if (profile.localhostProfile !== undefined)
      errors.push(invalidValue(here, goSyntax('core.SeccompProfile', profile), 'can only be set when seccomp type is Localhost'));
  } else if (profile.localhostProfile === undefined) errors.push(required(here, 'must be set when seccomp type is Localhost'));
  else localPath(profile.localhostProfile, here, errors);
}

export function podSecurity(spec: PodSpec, at: string, errors: Errors): void {
  const context = spec.securityContext;
  userId(context?.fsGroup, `${at}.fsGroup`, errors);
  userId(context?.runAsUser, `${at}.runAsUser`, errors);
  userId(context?.runAsGroup, `${at}.runAsGroup`, errors);
  for (const [i, group] of (context?.supplementalGroups ?? []).entries()) userId(group, `${at}.supplementalGroups[${i}]`, errors);
  if (spec.hostPID === true && spec.shareProcessNamespace === true)
    errors.push(invalidValue(`${at}.shareProcessNamespace`, true, 'ShareProcessNamespace and HostPID cannot both be enabled'));
  if (context === undefined) return;
  if (context.sysctls !== undefined) validSysctls(context.sysctls, `${at}.sysctls`, errors);
  if (context.fsGroupChangePolicy !== undefined)
    oneOf(context.fsGroupChangePolicy, ['Always', 'OnRootMismatch'], `${at}.fsGroupChangePolicy`, errors);
  if (context.seccompProfile !== undefined) seccompProfile(context.seccompProfile, `${at}.seccompProfile`, errors);
  if (context.windowsOptions !== undefined) windowsOptions(context.windowsOptions, `${at}.windowsOptions`, errors);
}
