/**
 * Pod specs, alone and in templates.
 * upstream: pkg/apis/core/validation/validation.go (ValidatePodSpec, ValidatePodTemplateSpec)
 */
import type { PodSpec, PodTemplateSpec } from '#api/kinds.ts';
import { isDNS1123Subdomain, isQualifiedName } from '#api/machinery/validation.ts';
import { duplicate, forbiddenField, invalidValue, required } from '../fieldError.ts';
import { validateAnnotations, validateLabels } from '../meta.ts';
import { validAffinity, validSpread, validTolerations } from './affinity.ts';
import { byRule, label1123, oneOf, validIp, validLabels, type Errors } from './checks.ts';
import { validContainers, validInitContainers } from './containers.ts';
import { validEphemeralContainers } from './ephemeralContainers.ts';
import { goList } from './goValues.ts';
import { validOs } from './podOs.ts';
import { validContainerResources } from './resources.ts';
import { podAnnotations, seccompAgrees } from './seccompAnnotations.ts';
import { podSecurity } from './securityContext.ts';
import { hostProcessPod } from './windows.ts';
import { validVolumes } from './volumes.ts';

type Limits = Readonly<Record<string, string | number>>;

export function validTemplate(template: PodTemplateSpec, at: string, errors: Errors): void {
  errors.push(
    ...validateLabels(template.metadata?.labels, `${at}.labels`),
    ...validateAnnotations(template.metadata?.annotations, `${at}.annotations`),
  );
  const spec = template.spec ?? ({ containers: [] } as PodSpec);
  podAnnotations(template.metadata?.annotations, spec, `${at}.annotations`, errors);
  validPodSpec(spec, `${at}.spec`, errors);
  seccompAgrees(template.metadata?.annotations, spec, `${at}.spec`, errors);
  if ((template.spec?.ephemeralContainers ?? []).length > 0)
    errors.push(forbiddenField(`${at}.spec.ephemeralContainers`, 'ephemeral containers not allowed in pod template'));
}

export function validPodSpec(spec: PodSpec, at: string, errors: Errors): void {
  const restartPolicy = spec.restartPolicy ?? '';
  const volumes = validVolumes(spec.volumes ?? [], `${at}.volumes`, errors);
  const place = { volumes, restartPolicy };
  validContainers(spec.containers ?? [], place, `${at}.containers`, errors);
  if (spec.initContainers !== undefined) validInitContainers(spec, place, `${at}.initContainers`, errors);
  if (spec.ephemeralContainers !== undefined) validEphemeralContainers(spec, place, `${at}.ephemeralContainers`, errors);
  hostNetworkPorts(spec, at, errors);
  validRestartPolicy(restartPolicy, `${at}.restartPolicy`, errors);
  validDnsPolicy(spec.dnsPolicy, `${at}.dnsPolicy`, errors);
  validLabels(spec.nodeSelector, `${at}.nodeSelector`, errors);
  podSecurity(spec, `${at}.securityContext`, errors);
  for (const [i, secret] of (spec.imagePullSecrets ?? []).entries())
    if ((secret.name ?? '') === '') errors.push(required(`${at}.imagePullSecrets[${i}].name`));
  validAffinity(spec.affinity, `${at}.affinity`, errors);
  validDnsConfig(spec.dnsConfig, spec.dnsPolicy, `${at}.dnsConfig`, errors);
  readinessGates(spec.readinessGates ?? [], `${at}.readinessGates`, errors);
  schedulingGates(spec.schedulingGates ?? [], `${at}.schedulingGates`, errors);
  validSpread(spec.topologySpreadConstraints ?? [], `${at}.topologySpreadConstraints`, errors);
  hostProcessPod(spec, at, errors);
  ownUsers(spec, at, errors);
  validNames(spec, at, errors);
  validTolerations(spec.tolerations ?? [], `${at}.tolerations`, errors);
  for (const { ip = '', hostnames = [] } of spec.hostAliases ?? []) {
    validIp(ip, `${at}.hostAliases.ip`, errors, 'must be valid IP address');
    for (const name of hostnames) byRule(isDNS1123Subdomain, name, `${at}.hostAliases.hostnames`, errors);
  }
  if ((spec.priorityClassName ?? '') !== '') byRule(isDNS1123Subdomain, spec.priorityClassName ?? '', `${at}.priorityClassName`, errors);
  if (spec.runtimeClassName !== undefined) byRule(isDNS1123Subdomain, spec.runtimeClassName, `${at}.runtimeClassName`, errors);
  if (spec.preemptionPolicy !== undefined)
    oneOf(spec.preemptionPolicy, ['PreemptLowerPriority', 'Never'], `${at}.preemptionPolicy`, errors);
  if (spec.overhead !== undefined) validContainerResources({ limits: spec.overhead as Limits }, `${at}.overhead`, errors);
  validOs(spec, at, errors);
}

export function validRestartPolicy(policy: string, at: string, errors: Errors): void {
  if (policy === '') errors.push(required(at));
  else oneOf(policy, ['Always', 'OnFailure', 'Never'], at, errors);
}

export function validDnsPolicy(policy: string | undefined, at: string, errors: Errors): void {
  if ((policy ?? '') === '') errors.push(required(at));
  else oneOf(policy, ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'], at, errors);
}

/** Users of its own, and the host's processes: not both. upstream: validateHostUsers */
export function ownUsers(spec: PodSpec, at: string, errors: Errors): void {
  if (spec.hostUsers !== false) return;
  const shared = [
    ['hostNetwork', spec.hostNetwork],
    ['HostPID', spec.hostPID],
    ['HostIPC', spec.hostIPC],
  ] as const;
  for (const [field, on] of shared) if (on === true) errors.push(forbiddenField(`${at}.${field}`, 'when `pod.Spec.HostUsers` is false'));
}

function validNames(spec: PodSpec, at: string, errors: Errors): void {
  if ((spec.serviceAccountName ?? '') !== '') byRule(isDNS1123Subdomain, spec.serviceAccountName ?? '', `${at}.serviceAccountName`, errors);
  if ((spec.nodeName ?? '') !== '') byRule(isDNS1123Subdomain, spec.nodeName ?? '', `${at}.nodeName`, errors);
  const deadline = spec.activeDeadlineSeconds;
  if (deadline !== undefined && (deadline < 1 || deadline > 2_147_483_647))
    errors.push(invalidValue(`${at}.activeDeadlineSeconds`, deadline, 'must be between 1 and 2147483647, inclusive'));
  if ((spec.hostname ?? '') !== '') label1123(spec.hostname ?? '', `${at}.hostname`, errors);
  if ((spec.subdomain ?? '') !== '') label1123(spec.subdomain ?? '', `${at}.subdomain`, errors);
}

/** On the host's network a container port is a host port. */
function hostNetworkPorts(spec: PodSpec, at: string, errors: Errors): void {
  if (spec.hostNetwork !== true) return;
  for (const [i, container] of (spec.containers ?? []).entries()) {
    for (const [j, port] of (container.ports ?? []).entries()) {
      if (port.hostPort !== undefined && port.hostPort !== 0 && port.hostPort !== port.containerPort)
        errors.push(
          invalidValue(
            `${at}.containers[${i}].ports[${j}].containerPort`,
            port.containerPort,
            'must match `hostPort` when `hostNetwork` is true',
          ),
        );
    }
  }
}

const NAMESERVERS_MAX = 3;
const SEARCHES_MAX = 32;
const SEARCH_TEXT_MAX = 2048;

export function validDnsConfig(config: PodSpec['dnsConfig'], policy: PodSpec['dnsPolicy'], here: string, errors: Errors): void {
  if (policy === 'None') {
    if (config === undefined) return void errors.push(required(here, 'must provide `dnsConfig` when `dnsPolicy` is None'));
    if ((config.nameservers ?? []).length === 0)
      return void errors.push(required(`${here}.nameservers`, 'must provide at least one DNS nameserver when `dnsPolicy` is None'));
  }
  if (config === undefined) return;
  const { nameservers = [], searches = [], options = [] } = config;
  if (nameservers.length > NAMESERVERS_MAX)
    errors.push(
      invalidValue(`${here}.nameservers`, { printed: goList(nameservers) }, `must not have more than ${NAMESERVERS_MAX} nameservers`),
    );
  for (const [i, server] of nameservers.entries()) validIp(server, `${here}.nameservers[${i}]`, errors, 'must be valid IP address');
  const tooMuch = (detail: string) => errors.push(invalidValue(`${here}.searches`, { printed: goList(searches) }, detail));
  if (searches.length > SEARCHES_MAX) tooMuch(`must not have more than ${SEARCHES_MAX} search paths`);
  if (searches.join(' ').length > SEARCH_TEXT_MAX)
    tooMuch(`must not have more than ${SEARCH_TEXT_MAX} characters (including spaces) in the search list`);
  for (const [i, search] of searches.entries()) byRule(isDNS1123Subdomain, search.replace(/\.$/, ''), `${here}.searches[${i}]`, errors);
  for (const [i, option] of options.entries())
    if ((option.name ?? '') === '') errors.push(required(`${here}.options[${i}]`, 'must not be empty'));
}

export function readinessGates(gates: NonNullable<PodSpec['readinessGates']>, at: string, errors: Errors): void {
  for (const [i, { conditionType = '' }] of gates.entries()) byRule(isQualifiedName, conditionType, `${at}[${i}].conditionType`, errors);
}

export function schedulingGates(gates: readonly { readonly name: string }[], at: string, errors: Errors): void {
  const seen = new Set<string>();
  for (const [i, { name }] of gates.entries()) {
    byRule(isQualifiedName, name, `${at}[${i}]`, errors);
    if (seen.has(name)) errors.push(duplicate(`${at}[${i}]`, name));
    seen.add(name);
  }
}
