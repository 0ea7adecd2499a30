/**
 * Ingresses, network policies, endpoints and their slices.
 * upstream: pkg/apis/networking/validation, pkg/apis/discovery/validation, pkg/apis/core/validation (ValidateEndpoints)
 */
import type { Endpoints, EndpointSlice, Ingress, NetworkPolicy } from '#api/kinds.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import {
  ipFamily,
  isDNS1035Label,
  isDNS1123Label,
  isDNS1123Subdomain,
  isQualifiedName,
  isValidLabelValue,
  isValidPortName,
  isWildcardDNS1123Subdomain,
} from '#api/machinery/validation.ts';
import { duplicate, forbiddenField, invalidValue, required, tooMany } from '../fieldError.ts';
import { byRule, oneOf, specialIp, validIp, validLabels, validPort, validSelector, type Errors } from './checks.ts';
import { portOrName } from './handlers.ts';

type Backend = NonNullable<Ingress['spec']['defaultBackend']>;
type Path = NonNullable<NonNullable<Ingress['spec']['rules']>[number]['http']>['paths'][number];

export function validateIngress({ spec }: Ingress): Errors {
  const errors: Errors = [];
  const { rules = [], defaultBackend, ingressClassName, tls = [] } = spec;
  if (rules.length === 0 && defaultBackend === undefined)
    errors.push(
      invalidValue(
        'spec',
        { printed: spec.rules === undefined ? '[]networking.IngressRule(nil)' : '[]networking.IngressRule{}' },
        'either `defaultBackend` or `rules` must be specified',
      ),
    );
  if (defaultBackend !== undefined) validBackend(defaultBackend, 'spec.defaultBackend', errors);
  for (const [i, rule] of rules.entries()) {
    const here = `spec.rules[${i}]`;
    hostRule(rule.host ?? '', `${here}.host`, errors);
    if (rule.http === undefined) continue;
    if ((rule.http.paths ?? []).length === 0) errors.push(required(`${here}.http.paths`));
    for (const [j, path] of (rule.http.paths ?? []).entries()) validPath(path, `${here}.http.paths[${j}]`, errors);
  }
  for (const [i, it] of tls.entries()) {
    for (const [j, host] of (it.hosts ?? []).entries())
      byRule(host.includes('*') ? isWildcardDNS1123Subdomain : isDNS1123Subdomain, host, `spec.tls[${i}].hosts[${j}]`, errors);
    if ((it.secretName ?? '') !== '') byRule(isDNS1123Subdomain, it.secretName ?? '', `spec.tls[${i}].secretName`, errors);
  }
  if (ingressClassName !== undefined) byRule(isDNS1123Subdomain, ingressClassName, 'spec.ingressClassName', errors);
  return errors;
}

function hostRule(host: string, at: string, errors: Errors): void {
  if (host === '') return;
  if (ipFamily(host) !== undefined) errors.push(invalidValue(at, host, 'must be a DNS name, not an IP address'));
  else byRule(host.includes('*') ? isWildcardDNS1123Subdomain : isDNS1123Subdomain, host, at, errors);
}

export function validPath(path: Path, here: string, errors: Errors): void {
  const { path: text = '', pathType } = path;
  if (pathType === undefined || pathType === null) return void errors.push(required(`${here}.pathType`, 'pathType must be specified'));
  if (pathType === 'Exact' || pathType === 'Prefix') {
    if (!text.startsWith('/')) errors.push(invalidValue(`${here}.path`, text, 'must be an absolute path'));
    for (const bad of ['//', '/./', '/../', '%2f', '%2F'])
      if (text !== '' && text.includes(bad)) errors.push(invalidValue(`${here}.path`, text, `must not contain '${bad}'`));
    for (const bad of ['/..', '/.']) if (text.endsWith(bad)) errors.push(invalidValue(`${here}.path`, text, `cannot end with '${bad}'`));
  } else if (pathType === 'ImplementationSpecific') {
    if (text !== '' && !text.startsWith('/')) errors.push(invalidValue(`${here}.path`, text, 'must be an absolute path'));
  } else oneOf(pathType, ['Exact', 'ImplementationSpecific', 'Prefix'], `${here}.pathType`, errors);
  validBackend(path.backend, `${here}.backend`, errors);
}

function validBackend({ resource, service }: Backend, at: string, errors: Errors): void {
  if (resource !== undefined && service !== undefined)
    return void errors.push(invalidValue(at, '', 'cannot set both resource and service backends'));
  if (resource !== undefined) {
    if ((resource.kind ?? '') === '') errors.push(required(`${at}.resource.kind`));
    if ((resource.name ?? '') === '') errors.push(required(`${at}.resource.name`));
    return;
  }
  if (service === undefined) return void errors.push(invalidValue(at, '', 'resource or service backend is required'));
  const { name = '', port } = service;
  if (name === '') errors.push(required(`${at}.service.name`));
  else byRule(isDNS1035Label, name, `${at}.service.name`, errors);
  const portName = port?.name ?? '';
  const number = port?.number ?? 0;
  if (portName !== '' && number !== 0) errors.push(invalidValue(at, '', 'cannot set both port name & port number'));
  else if (portName !== '') byRule(isValidPortName, portName, `${at}.service.port.name`, errors);
  else if (number !== 0) validPort(number, `${at}.service.port.number`, errors);
  else errors.push(required(at, 'port name or number is required'));
}

type PolicyPort = NonNullable<NonNullable<NetworkPolicy['spec']['ingress']>[number]['ports']>[number];
type Peer = NonNullable<NonNullable<NetworkPolicy['spec']['ingress']>[number]['from']>[number];

export function validateNetworkPolicy({ spec }: NetworkPolicy): Errors {
  const errors: Errors = [];
  validSelector(spec.podSelector, 'spec.podSelector', errors);
  for (const [i, rule] of (spec.ingress ?? []).entries()) {
    for (const [j, port] of (rule.ports ?? []).entries()) policyPort(port, `spec.ingress[${i}].ports[${j}]`, errors);
    for (const [j, peer] of (rule.from ?? []).entries()) policyPeer(peer, `spec.ingress[${i}].from[${j}]`, errors);
  }
  for (const [i, rule] of (spec.egress ?? []).entries()) {
    for (const [j, port] of (rule.ports ?? []).entries()) policyPort(port, `spec.egress[${i}].ports[${j}]`, errors);
    for (const [j, peer] of (rule.to ?? []).entries()) policyPeer(peer, `spec.egress[${i}].to[${j}]`, errors);
  }
  const types = spec.policyTypes ?? [];
  if (types.length > 2)
    return [
      ...errors,
      invalidValue(
        'spec.policyTypes',
        { printed: `[]networking.PolicyType{${types.map((it) => `"${it}"`).join(', ')}}` },
        'may not specify more than two policyTypes',
      ),
    ];
  for (const [i, type] of types.entries()) oneOf(type, ['Ingress', 'Egress'], `spec.policyTypes[${i}]`, errors);
  return errors;
}

function policyPort({ port, protocol, endPort }: PolicyPort, here: string, errors: Errors): void {
  if (protocol !== undefined) oneOf(protocol, ['TCP', 'UDP', 'SCTP'], `${here}.protocol`, errors);
  if (port === undefined) {
    if (endPort !== undefined) errors.push(invalidValue(`${here}.endPort`, endPort, 'may not be specified when `port` is not specified'));
    return;
  }
  portOrName(port, `${here}.port`, errors);
  if (endPort === undefined) return;
  if (typeof port === 'string') errors.push(invalidValue(`${here}.endPort`, endPort, 'may not be specified when `port` is non-numeric'));
  else {
    if (endPort < port) errors.push(invalidValue(`${here}.endPort`, port, 'must be greater than or equal to `port`'));
    validPort(endPort, `${here}.endPort`, errors);
  }
}

interface Cidr {
  readonly ip: string;
  readonly bits: number;
}

function parseCidr(text: string): Cidr | undefined {
  const [ip = '', bits = '', extra] = text.split('/');
  const family = ipFamily(ip);
  if (family === undefined || extra !== undefined || !/^\d+$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128)) return undefined;
  return { ip, bits: Number(bits) };
}

function number4(ip: string): number {
  return ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function inside(outer: Cidr, inner: Cidr): boolean {
  if (ipFamily(outer.ip) !== 4 || ipFamily(inner.ip) !== 4) return inner.bits > outer.bits;
  const size = 2 ** (32 - outer.bits);
  return inner.bits > outer.bits && Math.floor(number4(outer.ip) / size) === Math.floor(number4(inner.ip) / size);
}

function policyPeer({ podSelector, namespaceSelector, ipBlock }: Peer, here: string, errors: Errors): void {
  let count = 0;
  if (podSelector !== undefined) {
    count += 1;
    validSelector(podSelector, `${here}.podSelector`, errors);
  }
  if (namespaceSelector !== undefined) {
    count += 1;
    validSelector(namespaceSelector, `${here}.namespaceSelector`, errors);
  }
  if (ipBlock !== undefined) {
    count += 1;
    validBlock(ipBlock, `${here}.ipBlock`, errors);
  }
  if (count === 0) errors.push(required(here, 'must specify a peer'));
  else if (count > 1 && ipBlock !== undefined) errors.push(forbiddenField(here, 'may not specify both ipBlock and another peer'));
}

function validBlock({ cidr, except = [] }: NonNullable<Peer['ipBlock']>, at: string, errors: Errors): void {
  if ((cidr ?? '') === '') return void errors.push(required(`${at}.cidr`));
  const outer = parseCidr(cidr);
  if (outer === undefined) return void errors.push(invalidValue(`${at}.cidr`, cidr, 'not a valid CIDR'));
  for (const [i, text] of except.entries()) {
    const inner = parseCidr(text);
    if (inner === undefined) errors.push(invalidValue(`${at}.except[${i}]`, text, 'not a valid CIDR'));
    else if (!inside(outer, inner)) errors.push(invalidValue(`${at}.except[${i}]`, text, 'must be a strict subset of `cidr`'));
  }
}

type Subset = NonNullable<Endpoints['subsets']>[number];
type Address = NonNullable<Subset['addresses']>[number];

export function validateEndpoints({ subsets = [] }: Endpoints): Errors {
  const errors: Errors = [];
  for (const [i, subset] of subsets.entries()) {
    const here = `subsets[${i}]`;
    const { addresses = [], notReadyAddresses = [], ports = [] } = subset;
    if (addresses.length === 0 && notReadyAddresses.length === 0)
      errors.push(required(here, 'must specify `addresses` or `notReadyAddresses`'));
    for (const [j, address] of addresses.entries()) validAddress(address, `${here}.addresses[${j}]`, errors);
    for (const [j, address] of notReadyAddresses.entries()) validAddress(address, `${here}.notReadyAddresses[${j}]`, errors);
    for (const [j, port] of ports.entries()) {
      const there = `${here}.ports[${j}]`;
      if (ports.length > 1 && (port.name ?? '') === '') errors.push(required(`${there}.name`));
      else if ((port.name ?? '') !== '') byRule(isDNS1123Label, port.name ?? '', `${there}.name`, errors);
      validPort(port.port, `${there}.port`, errors);
      if ((port.protocol ?? '') === ('' as string)) errors.push(required(`${there}.protocol`));
      else oneOf(port.protocol, ['SCTP', 'TCP', 'UDP'], `${there}.protocol`, errors);
      if (port.appProtocol !== undefined) byRule(isQualifiedName, port.appProtocol, `${there}.appProtocol`, errors);
    }
  }
  return errors;
}

function validAddress(address: Address, here: string, errors: Errors): void {
  validIp(address.ip, `${here}.ip`, errors);
  if ((address.hostname ?? '') !== '') byRule(isDNS1123Label, address.hostname ?? '', `${here}.hostname`, errors);
  if (address.nodeName !== undefined) byRule(isDNS1123Subdomain, address.nodeName, `${here}.nodeName`, errors);
  specialIp(address.ip, `${here}.ip`, errors);
}

export function validateSlice(slice: EndpointSlice): Errors {
  const errors: Errors = [];
  const type = slice.addressType as string;
  if (type === '') errors.push(required('addressType'));
  else oneOf(type, ['FQDN', 'IPv4', 'IPv6'], 'addressType', errors);
  const list = slice.endpoints ?? [];
  if (list.length > 1000) return [...errors, tooMany('endpoints', list.length, 1000)];
  for (const [i, endpoint] of list.entries()) {
    const here = `endpoints[${i}]`;
    if ((endpoint.addresses ?? []).length === 0) errors.push(required(`${here}.addresses`, 'must contain at least 1 address'));
    else if (endpoint.addresses.length > 100) errors.push(tooMany(`${here}.addresses`, endpoint.addresses.length, 100));
    for (const [j, address] of (endpoint.addresses ?? []).entries()) sliceAddress(address, type, `${here}.addresses[${j}]`, errors);
    if (endpoint.nodeName !== undefined) byRule(isDNS1123Subdomain, endpoint.nodeName, `${here}.nodeName`, errors);
    const labels = Object.keys(endpoint.deprecatedTopology ?? {}).length;
    if (labels > 16) errors.push(tooMany(`${here}.deprecatedTopology`, labels, 16));
    validLabels(endpoint.deprecatedTopology, `${here}.deprecatedTopology`, errors);
    if (endpoint.hostname !== undefined) byRule(isDNS1123Label, endpoint.hostname, `${here}.hostname`, errors);
    zoneHints(endpoint.hints?.forZones ?? [], `${here}.hints.forZones`, errors);
  }
  slicePorts(slice.ports ?? [], errors);
  return errors;
}

function zoneHints(zones: readonly { readonly name: string }[], at: string, errors: Errors): void {
  if (zones.length > 8) return void errors.push(tooMany(at, zones.length, 8));
  for (const [i, { name = '' }] of zones.entries()) {
    if (zones.findIndex((zone) => zone.name === name) < i) errors.push(duplicate(`${at}[${i}].name`, name));
    byRule(isValidLabelValue, name, `${at}[${i}].name`, errors);
  }
}

function sliceAddress(address: string, type: string, at: string, errors: Errors): void {
  if (type === 'IPv4') {
    if (ipFamily(address) !== 4) errors.push(invalidValue(at, address, 'must be a valid IPv4 address'));
    specialIp(address, at, errors);
  } else if (type === 'IPv6') {
    if (ipFamily(address) !== 6) errors.push(invalidValue(at, address, 'must be a valid IPv6 address'));
    specialIp(address, at, errors);
  } else if (type === 'FQDN') byRule(isDNS1123Subdomain, address, at, errors);
}

function slicePorts(ports: NonNullable<EndpointSlice['ports']>, errors: Errors): void {
  const names = new Set<string>();
  for (const [i, port] of ports.entries()) {
    const here = `ports[${i}]`;
    const { name = '' } = port;
    if (name !== '') byRule(isDNS1123Label, name, `${here}.name`, errors);
    if (names.has(name)) errors.push(duplicate(`${here}.name`, name));
    names.add(name);
    oneOf(port.protocol, ['SCTP', 'TCP', 'UDP'], `${here}.protocol`, errors);
    if (port.appProtocol !== undefined) byRule(isQualifiedName, port.appProtocol, `${here}.appProtocol`, errors);
  }
}

export function validateSliceUpdate(it: EndpointSlice, old: EndpointSlice): Errors {
  const errors = validateSlice(it);
  if (!equalJson(it.addressType, old.addressType)) errors.push(invalidValue('addressType', it.addressType, 'field is immutable'));
  return errors;
}
