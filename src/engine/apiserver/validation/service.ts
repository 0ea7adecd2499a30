/**
 * Services.
 * upstream: pkg/apis/core/validation/validation.go (ValidateService, ValidateServiceUpdate)
 */
import type { Service } from '#api/kinds.ts';
import { familyOf } from '../service/families.ts';
import { ipFamily, isDNS1123Label, isDNS1123Subdomain, isQualifiedName } from '#api/machinery/validation.ts';
import { duplicate, forbiddenField, invalidValue, required } from '../fieldError.ts';
import { byRule, oneOf, specialIp, validIp, validLabels, validPort, type Errors } from './checks.ts';
import { portOrName } from './handlers.ts';
import { goIntOrString } from './goValues.ts';

type Spec = Service['spec'];
type Port = NonNullable<Spec['ports']>[number];

export function validateService({ spec }: Service): Errors {
  const errors: Errors = [];
  const { ports = [], type = '' } = spec;
  const external = type === 'ExternalName';
  if (ports.length === 0 && spec.clusterIP !== 'None' && !external) errors.push(required('spec.ports'));
  byType(spec, errors);
  const names = new Set<string>();
  for (const [i, port] of ports.entries()) validServicePort(port, { at: `spec.ports[${i}]`, names, needsName: ports.length > 1 }, errors);
  validLabels(spec.selector, 'spec.selector', errors);
  if ((spec.sessionAffinity as string) === '') errors.push(required('spec.sessionAffinity'));
  else oneOf(spec.sessionAffinity, ['ClientIP', 'None'], 'spec.sessionAffinity', errors);
  affinityConfig(spec, errors);
  clusterIps(spec, errors);
  for (const [i, ip] of (spec.externalIPs ?? []).entries()) {
    const before = errors.length;
    validIp(ip, `spec.externalIPs[${i}]`, errors);
    if (errors.length === before) specialIp(ip, `spec.externalIPs[${i}]`, errors);
  }
  if (type === '') errors.push(required('spec.type'));
  else oneOf(type, ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'], 'spec.type', errors);
  nodePorts(spec, errors);
  samePorts(ports, errors);
  sourceRanges(spec, errors);
  if (spec.allocateLoadBalancerNodePorts !== undefined && type !== 'LoadBalancer')
    errors.push(forbiddenField('spec.allocateLoadBalancerNodePorts', "may only be used when `type` is 'LoadBalancer'"));
  if (type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts === undefined)
    errors.push(required('spec.allocateLoadBalancerNodePorts', 'field is required'));
  balancerClass(spec, errors);
  trafficPolicies(spec, errors);
  return errors;
}

function byType(spec: Spec, errors: Errors): void {
  const { type } = spec;
  if (type === 'LoadBalancer') {
    if (spec.clusterIP === 'None')
      errors.push(invalidValue('spec.clusterIPs[0]', 'None', "may not be set to 'None' for LoadBalancer services"));
  } else if (type === 'NodePort') {
    if (spec.clusterIP === 'None')
      errors.push(invalidValue('spec.clusterIPs[0]', 'None', "may not be set to 'None' for NodePort services"));
  } else if (type === 'ExternalName') {
    if ((spec.clusterIPs ?? []).length > 0) errors.push(forbiddenField('spec.clusterIPs', 'may not be set for ExternalName services'));
    const name = (spec.externalName ?? '').replace(/\.$/, '');
    if (name === '') errors.push(required('spec.externalName'));
    else byRule(isDNS1123Subdomain, name, 'spec.externalName', errors);
  }
}

interface PortPlace {
  readonly at: string;
  readonly names: Set<string>;
  readonly needsName: boolean;
}

function validServicePort(port: Port, { at, names, needsName }: PortPlace, errors: Errors): void {
  const { name = '', targetPort = 0 } = port;
  if (needsName && name === '') errors.push(required(`${at}.name`));
  else if (name !== '') {
    byRule(isDNS1123Label, name, `${at}.name`, errors);
    if (names.has(name)) errors.push(duplicate(`${at}.name`, name));
    else names.add(name);
  }
  validPort(port.port, `${at}.port`, errors);
  if ((port.protocol ?? '') === ('' as string)) errors.push(required(`${at}.protocol`));
  else oneOf(port.protocol, ['SCTP', 'TCP', 'UDP'], `${at}.protocol`, errors);
  portOrName(targetPort, `${at}.targetPort`, errors);
  if (port.appProtocol !== undefined) byRule(isQualifiedName, port.appProtocol, `${at}.appProtocol`, errors);
}

function affinityConfig({ sessionAffinity, sessionAffinityConfig: config }: Spec, errors: Errors): void {
  const at = 'spec.sessionAffinityConfig';
  if (sessionAffinity === 'ClientIP') clientIpAffinity(config, at, errors);
  else if (sessionAffinity === 'None' && config !== undefined)
    errors.push(forbiddenField(at, 'must not be set when session affinity is None'));
}

/** upstream: validateClientIPAffinityConfig */
export function clientIpAffinity(config: Spec['sessionAffinityConfig'], at: string, errors: Errors): void {
  const detail = 'when session affinity type is ClientIP';
  if (config === undefined) return void errors.push(required(at, detail));
  if (config.clientIP === undefined) return void errors.push(required(`${at}.clientIP`, detail));
  const { timeoutSeconds: seconds } = config.clientIP;
  const here = `${at}.clientIP.timeoutSeconds`;
  if (seconds === undefined) errors.push(required(here, detail));
  else if (seconds <= 0 || seconds > 86_400) errors.push(invalidValue(here, seconds, 'must be greater than 0 and less than 86400'));
}

function clusterIps(spec: Spec, errors: Errors): void {
  const { clusterIPs = [], ipFamilies = [] } = spec;
  if (spec.type !== 'ExternalName' && spec.ipFamilyPolicy !== undefined)
    oneOf(spec.ipFamilyPolicy, ['PreferDualStack', 'RequireDualStack', 'SingleStack'], 'spec.ipFamilyPolicy', errors);
  for (const [i, family] of ipFamilies.entries()) {
    oneOf(family, ['IPv4', 'IPv6'], `spec.ipFamilies[${i}]`, errors);
    if (ipFamilies.indexOf(family) < i) errors.push(duplicate(`spec.ipFamilies[${i}]`, family));
  }
  const printed = `[]string{${clusterIPs.map((ip) => `"${ip}"`).join(', ')}}`;
  const wrong = (detail: string) => void errors.push(invalidValue('spec.clusterIPs', { printed }, detail));
  if (clusterIPs.length > 0 && clusterIPs[0] !== (spec.clusterIP ?? '')) wrong('first value must match `clusterIP`');
  const before = errors.length;
  for (const [i, ip] of clusterIPs.entries()) {
    if (i > 0 || ip !== 'None') validIp(ip, `spec.clusterIPs[${i}]`, errors);
    else if (clusterIPs.length > 1) wrong("'None' must be the first and only value");
  }
  const isReadable = errors.length === before;
  if (clusterIPs.length > 2) wrong('may only hold up to 2 values');
  if (!isReadable) return;
  if (clusterIPs.length > 1 && new Set(clusterIPs.map(familyOf)).size < clusterIPs.length)
    wrong('may specify no more than one IP for each IP family');
  familiesFit(spec, errors);
}

/** An address is of the family that stands at its place. */
function familiesFit({ clusterIPs = [], ipFamilies = [] }: Spec, errors: Errors): void {
  if (clusterIPs[0] === 'None') return;
  for (const [i, ip] of clusterIPs.entries()) {
    const family = ipFamilies[i];
    if ((family === 'IPv4' || family === 'IPv6') && family !== familyOf(ip))
      errors.push(invalidValue(`spec.clusterIPs[${i}]`, ip, `expected an ${family} value as indicated by \`ipFamilies[${i}]\``));
  }
}

function nodePorts(spec: Spec, errors: Errors): void {
  const { ports = [], type } = spec;
  if (type === 'ClusterIP')
    for (const [i, port] of ports.entries())
      if ((port.nodePort ?? 0) !== 0)
        errors.push(forbiddenField(`spec.ports[${i}].nodePort`, "may not be used when `type` is 'ClusterIP'"));
  if (type !== 'NodePort' && type !== 'LoadBalancer') return;
  const seen = new Set<string>();
  for (const [i, port] of ports.entries()) {
    if ((port.nodePort ?? 0) === 0) continue;
    const key = `${port.protocol}/${port.nodePort}`;
    if (seen.has(key)) errors.push(duplicate(`spec.ports[${i}].nodePort`, port.nodePort));
    seen.add(key);
  }
}

function samePorts(ports: readonly Port[], errors: Errors): void {
  const seen = new Set<string>();
  for (const [i, { protocol, port }] of ports.entries()) {
    const key = `${protocol}/${port}`;
    if (seen.has(key)) {
      const printed = `core.ServicePort{Name:"", Protocol:"${protocol}", AppProtocol:(*string)(nil), Port:${port}, TargetPort:${goIntOrString(0).printed}, NodePort:0}`;
      errors.push(duplicate(`spec.ports[${i}]`, { printed }));
    }
    seen.add(key);
  }
}

function isCidr(text: string): boolean {
  const [ip = '', bits = '', extra] = text.split('/');
  const family = ipFamily(ip);
  return family !== undefined && extra === undefined && /^\d+$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128);
}

function sourceRanges(spec: Spec, errors: Errors): void {
  const ranges = spec.loadBalancerSourceRanges ?? [];
  if (ranges.length === 0) return;
  const at = 'spec.LoadBalancerSourceRanges';
  if (spec.type !== 'LoadBalancer') errors.push(forbiddenField(at, "may only be used when `type` is 'LoadBalancer'"));
  if (!ranges.every((range) => isCidr(range.trim())))
    errors.push(invalidValue(at, `[${ranges.join(' ')}]`, 'must be a list of IP ranges. For example, 10.240.0.0/24,10.250.0.0/24 '));
}

function balancerClass(spec: Spec, errors: Errors): void {
  const name = spec.loadBalancerClass;
  if (name === undefined) return;
  if (spec.type !== 'LoadBalancer') errors.push(forbiddenField('spec.loadBalancerClass', "may only be used when `type` is 'LoadBalancer'"));
  else byRule(isQualifiedName, name, 'spec.loadBalancerClass', errors);
}

function trafficPolicies(spec: Spec, errors: Errors): void {
  const { type, externalTrafficPolicy, internalTrafficPolicy, healthCheckNodePort = 0 } = spec;
  const outside = type === 'NodePort' || type === 'LoadBalancer';
  if (!outside) {
    if (externalTrafficPolicy !== undefined)
      errors.push(
        invalidValue('spec.externalTrafficPolicy', externalTrafficPolicy, "may only be set when `type` is 'NodePort' or 'LoadBalancer'"),
      );
  } else if ((externalTrafficPolicy ?? '') === ('' as string)) errors.push(required('spec.externalTrafficPolicy'));
  else oneOf(externalTrafficPolicy, ['Cluster', 'Local'], 'spec.externalTrafficPolicy', errors);
  const checked = type === 'LoadBalancer' && externalTrafficPolicy === 'Local';
  if (!checked && healthCheckNodePort !== 0)
    errors.push(
      invalidValue(
        'spec.healthCheckNodePort',
        healthCheckNodePort,
        "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'",
      ),
    );
  else if (checked) {
    if (healthCheckNodePort === 0) errors.push(required('spec.healthCheckNodePort'));
    else validPort(healthCheckNodePort, 'spec.healthCheckNodePort', errors);
  }
  if (internalTrafficPolicy !== undefined) oneOf(internalTrafficPolicy, ['Cluster', 'Local'], 'spec.internalTrafficPolicy', errors);
}

export function validateServiceUpdate(it: Service, old: Service): Errors {
  const errors: Errors = [];
  const families = [old, it].map(({ spec }) => (spec.ipFamilies ?? []).length);
  const policy = it.spec.ipFamilyPolicy;
  if (families[0] === 2 && families[1] === 1 && policy !== undefined && policy !== 'SingleStack' && policy === old.spec.ipFamilyPolicy)
    return [invalidValue('spec.ipFamilyPolicy', policy, "must be 'SingleStack' to release the secondary IP family")];
  const mine = it.spec.clusterIPs ?? [];
  const theirs = old.spec.clusterIPs ?? [];
  const stays = it.spec.type !== 'ExternalName' && old.spec.type !== 'ExternalName';
  if (stays && theirs.length > 0 && mine[0] !== theirs[0] && mine[0] === it.spec.clusterIP)
    errors.push(
      invalidValue('spec.clusterIPs[0]', { printed: `[]string{${mine.map((ip) => `"${ip}"`).join(', ')}}` }, 'may not change once set'),
    );
  if (old.spec.type === 'LoadBalancer' && it.spec.type === 'LoadBalancer' && it.spec.loadBalancerClass !== old.spec.loadBalancerClass) {
    errors.push(invalidValue('spec.loadBalancerClass', it.spec.loadBalancerClass ?? 'null', 'may not change once set'));
  }
  const [health, before] = [it.spec.healthCheckNodePort ?? 0, old.spec.healthCheckNodePort ?? 0];
  if (health !== 0 && before !== 0 && health !== before) errors.push(forbiddenField('spec.healthCheckNodePort', 'field is immutable'));
  return [...errors, ...validateService(it)];
}
