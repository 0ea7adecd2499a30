/**
 * Settings of containers on Windows.
 * upstream: pkg/apis/core/validation/validation.go (validateWindowsSecurityContextOptions, validateWindowsHostProcessPod)
 */
import type { Container, PodSpec } from '#api/kinds.ts';
import { isDNS1123Subdomain } from '#api/machinery/validation.ts';
import { invalidValue } from '../fieldError.ts';
import { byRule, type Errors } from './checks.ts';
import { eachContainer } from './podOs.ts';

type Options = NonNullable<NonNullable<Container['securityContext']>['windowsOptions']>;

const SPEC_KIB_MAX = 64;
const DOMAIN_MAX = 256;
const USER_MAX = 104;
const netBios = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/;
const dnsLabel = /^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$/;

export function windowsOptions(options: Options, at: string, errors: Errors): void {
  const { gmsaCredentialSpecName: name, gmsaCredentialSpec: spec, runAsUserName: user } = options;
  if (name !== undefined) byRule(isDNS1123Subdomain, name, `${at}.gmsaCredentialSpecName`, errors);
  const here = `${at}.gmsaCredentialSpec`;
  if (spec === '') errors.push(invalidValue(here, spec, 'gmsaCredentialSpec cannot be an empty string'));
  else if (spec !== undefined && spec.length > SPEC_KIB_MAX * 1024)
    errors.push(invalidValue(here, spec, `gmsaCredentialSpec size must be under ${SPEC_KIB_MAX} KiB`));
  if (user !== undefined) for (const message of userNameFaults(user)) errors.push(invalidValue(`${at}.runAsUserName`, user, message));
}

/** A user, or a domain and a user with a backslash between them. */
function userNameFaults(name: string): readonly string[] {
  if (name === '') return ['runAsUserName cannot be an empty string'];
  if (/\p{Cc}/u.test(name)) return ['runAsUserName cannot contain control characters'];
  const parts = name.split('\\');
  if (parts.length > 2) return ['runAsUserName cannot contain more than one backslash'];
  const user = parts.at(-1) ?? '';
  return [...(parts.length === 2 ? domainFaults(parts[0] ?? '') : []), ...userFaults(user)];
}

function domainFaults(domain: string): readonly string[] {
  const faults: string[] = [];
  if (domain.length >= DOMAIN_MAX) faults.push(`runAsUserName's Domain length must be under ${DOMAIN_MAX} characters`);
  if (!netBios.test(domain) && !domain.split('.').every((label) => dnsLabel.test(label)))
    faults.push("runAsUserName's Domain doesn't match the NetBios nor the DNS format");
  return faults;
}

function userFaults(user: string): readonly string[] {
  const faults: string[] = [];
  if (user === '') faults.push("runAsUserName's User cannot be empty");
  else if (user.length > USER_MAX) faults.push(`runAsUserName's User length must not be longer than ${USER_MAX} characters`);
  if (/^[. ]+$/.test(user)) faults.push("runAsUserName's User cannot contain only periods or spaces");
  if (/["/\\:;|=,+*?<>@[\]]/.test(user)) faults.push('runAsUserName\'s User cannot contain the following characters: "/\\:;|=,+*?<>@[]');
  return faults;
}

/** A container that runs as a process of the host: then all of the pod's do, and they share the host's network. */
export function hostProcessPod(spec: PodSpec, at: string, errors: Errors): void {
  const whole = spec.securityContext?.windowsOptions?.hostProcess;
  let [as, others] = [0, 0];
  eachContainer(spec, at, ({ securityContext }, here) => {
    const own = securityContext?.windowsOptions?.hostProcess;
    if (own !== undefined && whole !== undefined && own !== whole)
      errors.push(
        invalidValue(
          `${here}.securityContext.windowsOptions.hostProcess`,
          own,
          `pod hostProcess value must be identical if both are specified, was ${whole}`,
        ),
      );
    if (own ?? whole ?? false) as += 1;
    else others += 1;
  });
  if (as === 0) return;
  if (others > 0)
    errors.push(invalidValue(at, '', 'If pod contains any hostProcess containers then all containers must be HostProcess containers'));
  if (spec.hostNetwork !== true)
    errors.push(invalidValue(`${at}.hostNetwork`, false, 'hostNetwork must be true if pod contains any hostProcess containers'));
}
