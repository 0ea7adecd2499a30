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
import { userId, validContainers } from './containers.ts';
import { validSysctls } from './sysctls.ts';
import { validVolumes } from './volumes.ts';

export function validTemplate(template: PodTemplateSpec, at: string, errors: Errors): void {
  errors.push(
    ...validateLabels(template.metadata?.labels, `${at}.labels`),
    ...validateAnnotations(template.metadata?.annotations, `${at}.annotations`),
  );
  validPodSpec(template.spec ?? ({ containers: [] } as PodSpec), `${at}.spec`, errors);
  if ((template.spec?.ephemeralContainers ?? []).length > 0)
    errors.push(forbiddenField(`${at}.spec.ephemeralContainers`, 'ephemeral containers not allowed in pod template'));
}

export function validPodSpec(spec: PodSpec, at: string, errors: Errors): void {
  const restartPolicy = spec.restartPolicy ?? '';
  const volumes = validVolumes(spec, at, errors);
  validContainers(spec, { volumes, restartPolicy }, at, errors);
  hostNetworkPorts(spec, at, errors);
  if (restartPolicy === '') errors.push(required(`${at}.restartPolicy`));
  else oneOf(restartPolicy, ['Always', 'OnFailure', 'Never'], `${at}.restartPolicy`, errors);
  if (((spec.dnsPolicy as string | undefined) ?? '') === '') errors.push(required(`${at}.dnsPolicy`));
  else oneOf(spec.dnsPolicy, ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'], `${at}.dnsPolicy`, errors);
  validLabels(spec.nodeSelector, `${at}.nodeSelector`, errors);
  podSecurity(spec, `${at}.securityContext`, errors);
  validSysctls(spec.securityContext?.sysctls ?? [], `${at}.securityContext.sysctls`, errors);
  for (const [i, secret] of (spec.imagePullSecrets ?? []).entries())
    if ((secret.name ?? '') === '') errors.push(required(`${at}.imagePullSecrets[${i}].name`));
  validAffinity(spec.affinity, `${at}.affinity`, errors);
  validDnsConfig(spec, at, errors);
  for (const [i, gate] of (spec.readinessGates ?? []).entries())
    byRule(isQualifiedName, gate.conditionType, `${at}.readinessGates[${i}].conditionType`, errors);
  schedulingGates(spec.schedulingGates ?? [], `${at}.schedulingGates`, errors);
  validSpread(spec.topologySpreadConstraints ?? [], `${at}.topologySpreadConstraints`, errors);
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

function podSecurity(spec: PodSpec, at: string, errors: Errors): void {
  const context = spec.securityContext;
  if (context === undefined) return;
  userId(context.fsGroup, `${at}.fsGroup`, errors);
  userId(context.runAsUser, `${at}.runAsUser`, errors);
  userId(context.runAsGroup, `${at}.runAsGroup`, errors);
  for (const [i, group] of (context.supplementalGroups ?? []).entries()) userId(group, `${at}.supplementalGroups[${i}]`, errors);
  if (context.fsGroupChangePolicy !== undefined)
    oneOf(context.fsGroupChangePolicy, ['OnRootMismatch', 'Always'], `${at}.fsGroupChangePolicy`, errors);
}

const NAMESERVERS_MAX = 3;
const SEARCHES_MAX = 32;

function validDnsConfig(spec: PodSpec, at: string, errors: Errors): void {
  const config = spec.dnsConfig;
  if (spec.dnsPolicy === 'None') {
    if (config === undefined) errors.push(required(`${at}.dnsConfig`, 'must provide `dnsConfig` when `dnsPolicy` is None'));
    else if ((config.nameservers ?? []).length === 0)
      errors.push(required(`${at}.dnsConfig.nameservers`, 'must provide at least one DNS nameserver when `dnsPolicy` is None'));
  }
  if (config === undefined) return;
  const { nameservers = [], searches = [], options = [] } = config;
  const here = `${at}.dnsConfig`;
  if (nameservers.length > NAMESERVERS_MAX)
    errors.push(
      invalidValue(
        `${here}.nameservers`,
        { printed: `[]string{${nameservers.map((it) => `"${it}"`).join(', ')}}` },
        `must not have more than ${NAMESERVERS_MAX} nameservers`,
      ),
    );
  for (const [i, server] of nameservers.entries()) validIp(server, `${here}.nameservers[${i}]`, errors, 'must be valid IP address');
  if (searches.length > SEARCHES_MAX)
    errors.push(
      invalidValue(
        `${here}.searches`,
        { printed: `[]string{${searches.map((it) => `"${it}"`).join(', ')}}` },
        `must not have more than ${SEARCHES_MAX} search paths`,
      ),
    );
  for (const [i, search] of searches.entries()) byRule(isDNS1123Subdomain, search.replace(/\.$/, ''), `${here}.searches[${i}]`, errors);
  for (const [i, option] of options.entries())
    if ((option.name ?? '') === '') errors.push(required(`${here}.options[${i}]`, 'must not be empty'));
}

function schedulingGates(gates: readonly { readonly name: string }[], at: string, errors: Errors): void {
  const seen = new Set<string>();
  for (const [i, { name }] of gates.entries()) {
    byRule(isQualifiedName, name, `${at}[${i}]`, errors);
    if (seen.has(name)) errors.push(duplicate(`${at}[${i}]`, name));
    seen.add(name);
  }
}
