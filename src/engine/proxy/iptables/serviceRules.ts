/**
 * The rules of one service port: what stands for it in the shared chains, and its own chains.
 * upstream: pkg/proxy/iptables/proxier.go (syncProxyRules, writeServiceToEndpointRules)
 */
import { inCidr } from '../../helpers/ip.ts';
import { categorize, type Categories, type Endpoint } from './endpoint.ts';
import { jump, type Rule, type Target } from './rule.ts';
import { isExternallyAccessible, usesClusterEndpoints, usesLocalEndpoints, type ServicePort } from './servicePort.ts';

/** How this node's proxy was started. */
export interface ProxyConfig {
  readonly node: string;
  readonly nodeIp: string;
  readonly ipv6: boolean;
  /** The pods' range, by which the proxy tells the cluster's own traffic; absent: it cannot tell. */
  readonly clusterCidr?: string;
  readonly localhostNodePorts: boolean;
  /** Ranges of node addresses on which node ports are served; none means all. */
  readonly nodePortAddresses: readonly string[];
  readonly randomFully: boolean;
}

/** What a service port adds to the chains that all Services share. */
export interface SharedRules {
  readonly natServices: Rule[];
  readonly natNodePorts: Rule[];
  readonly filterServices: Rule[];
  readonly filterExternal: Rule[];
  readonly filterNodePorts: Rule[];
  readonly filterFirewall: Rule[];
}

/** Everything that follows from a port, its endpoints and its policies. */
export interface PortPlan {
  readonly port: ServicePort;
  readonly endpoints: Categories;
  readonly hasInternal: boolean;
  readonly hasExternal: boolean;
  readonly usesExternalChain: boolean;
  readonly usesFirewallChain: boolean;
  readonly usesClusterChain: boolean;
  readonly usesLocalChain: boolean;
}

export const markMasqueradeChain = 'KUBE-MARK-MASQ';

export function planPort(port: ServicePort, all: readonly Endpoint[], zone = ''): PortPlan {
  const endpoints = categorize(all, port, zone);
  const { any, cluster, local } = endpoints;
  return Object.freeze({
    port,
    endpoints,
    hasInternal: any && !(port.internalLocal && local.length === 0),
    hasExternal: any && !(port.externalLocal && local.length === 0),
    usesExternalChain: any && isExternallyAccessible(port),
    usesFirewallChain: any && port.loadBalancerIps.length > 0 && port.sourceRanges.length > 0,
    usesClusterChain: cluster.length > 0 && usesClusterEndpoints(port),
    usesLocalChain: local.length > 0 && usesLocalEndpoints(port),
  });
}

/** The names of the port's own chains, in the order in which they are declared. */
export function ownChains({ port: { chains }, endpoints, ...plan }: PortPlan): string[] {
  return [
    ...(plan.usesExternalChain ? [chains.external] : []),
    ...(plan.usesFirewallChain ? [chains.firewall] : []),
    ...(plan.usesClusterChain ? [chains.cluster] : []),
    ...(plan.usesLocalChain ? [chains.local] : []),
    ...endpoints.reachable.map(({ chain }) => chain),
  ];
}

/** Captures the port's addresses, or refuses traffic to them when nothing can serve it. */
export function addSharedRules(plan: PortPlan, shared: SharedRules): void {
  const { port, endpoints, hasInternal, hasExternal, usesFirewallChain } = plan;
  const { name, chains, protocol } = port;
  const to = (destination: string, what: string, target: Target): Rule => ({
    comment: `${name} ${what}`,
    protocol,
    destination,
    port: port.port,
    target,
  });
  const refusal: Target = { type: endpoints.any ? 'DROP' : 'REJECT' };
  const excuse = endpoints.any ? 'has no local endpoints' : 'has no endpoints';
  if (hasInternal) shared.natServices.push(to(port.clusterIp, 'cluster IP', jump(internalChain(port))));
  else shared.filterServices.push(to(port.clusterIp, excuse, refusal));
  for (const ip of port.externalIps) {
    if (endpoints.any) shared.natServices.push(to(ip, 'external IP', jump(chains.external)));
    if (!hasExternal) shared.filterExternal.push(to(ip, excuse, refusal));
  }
  for (const ip of port.loadBalancerIps) {
    if (endpoints.any) shared.natServices.push(to(ip, 'loadbalancer IP', jump(usesFirewallChain ? chains.firewall : chains.external)));
    if (usesFirewallChain) shared.filterFirewall.push(to(ip, `traffic not accepted by ${chains.firewall}`, { type: 'DROP' }));
    if (!hasExternal) shared.filterExternal.push(to(ip, excuse, refusal));
  }
  if (port.nodePort !== 0) {
    const own = { protocol, port: port.nodePort };
    if (endpoints.any) shared.natNodePorts.push({ comment: name, ...own, target: jump(chains.external) });
    if (!hasExternal)
      shared.filterExternal.push({
        comment: `${name} ${excuse}`,
        local: 'dst',
        ...own,
        target: refusal,
      });
  }
  if (port.healthCheckNodePort !== 0) {
    const accept: Target = { type: 'ACCEPT' };
    shared.filterNodePorts.push({
      comment: `${name} health check node port`,
      protocol: 'tcp',
      port: port.healthCheckNodePort,
      target: accept,
    });
  }
}

/** Fills the port's own chains. In large clusters the rules of single endpoints carry no comments. */
export function addOwnChains(plan: PortPlan, config: ProxyConfig, large: boolean, into: Map<string, readonly Rule[]>): void {
  const { port, endpoints } = plan;
  const { chains } = port;
  if (plan.usesExternalChain) into.set(chains.external, Object.freeze(externalRules(plan, config)));
  if (plan.usesFirewallChain) into.set(chains.firewall, Object.freeze(firewallRules(port, config)));
  const internal = plan.hasInternal ? internalMasquerade(port, config) : [];
  const policies: [boolean, string, readonly Endpoint[]][] = [
    [plan.usesClusterChain, chains.cluster, endpoints.cluster],
    [plan.usesLocalChain, chains.local, endpoints.local],
  ];
  for (const [used, chain, list] of policies) {
    if (used)
      into.set(
        chain,
        Object.freeze(internalChain(port) === chain ? internal.concat(balance(port, list, large)) : balance(port, list, large)),
      );
  }
  for (const endpoint of endpoints.reachable) into.set(endpoint.chain, partsOf(port, endpoint, large).rules);
}

function internalChain(port: ServicePort): string {
  return port.internalLocal ? port.chains.local : port.chains.cluster;
}

/** Traffic to the cluster IP that comes from outside the cluster must find its way back through this node. */
function internalMasquerade(port: ServicePort, config: ProxyConfig): Rule[] {
  if (config.clusterCidr === undefined) return [];
  const match = {
    protocol: port.protocol,
    destination: port.clusterIp,
    port: port.port,
    notSource: config.clusterCidr,
  };
  return [{ comment: `${port.name} cluster IP`, ...match, target: jump(markMasqueradeChain) }];
}

function externalRules({ port, hasExternal }: PortPlan, config: ProxyConfig): Rule[] {
  const { name, chains } = port;
  const rules: Rule[] = [];
  if (!port.externalLocal) {
    rules.push({
      comment: `masquerade traffic for ${name} external destinations`,
      target: jump(markMasqueradeChain),
    });
  } else {
    if (config.clusterCidr !== undefined) {
      rules.push({
        comment: `pod traffic for ${name} external destinations`,
        source: config.clusterCidr,
        target: jump(chains.cluster),
      });
    }
    rules.push({
      comment: `masquerade LOCAL traffic for ${name} external destinations`,
      local: 'src',
      target: jump(markMasqueradeChain),
    });
    rules.push({
      comment: `route LOCAL traffic for ${name} external destinations`,
      local: 'src',
      target: jump(chains.cluster),
    });
  }
  if (hasExternal) rules.push({ target: jump(port.externalLocal ? chains.local : chains.cluster) });
  return rules;
}

function firewallRules(port: ServicePort, config: ProxyConfig): Rule[] {
  const allow = (source: string): Rule => ({
    comment: `${port.name} loadbalancer IP`,
    source,
    target: jump(port.chains.external),
  });
  const rules = port.sourceRanges.map(allow);
  if (port.sourceRanges.some((cidr) => inCidr(config.nodeIp, cidr))) rules.push(...port.loadBalancerIps.map(allow));
  return [...rules, { comment: `other traffic to ${port.name} will be dropped by KUBE-PROXY-FIREWALL` }];
}

/** Picks one of the endpoints: the one the client already has, or the i-th of n with probability 1/(n-i). */
function balance(port: ServicePort, endpoints: readonly Endpoint[], large: boolean): Rule[] {
  const parts = endpoints.map((endpoint) => partsOf(port, endpoint, large));
  const rules: Rule[] = [];
  if (port.affinitySeconds > 0) {
    parts.forEach(({ choice }, i) =>
      rules.push({
        ...choice,
        recent: { name: endpoints[i]!.chain, seconds: port.affinitySeconds },
      }),
    );
  }
  parts.forEach(({ choice: { comment, target } }, i) => {
    const oneIn = parts.length - i;
    if (oneIn === 1) rules.push(comment === undefined ? { target } : { comment, target });
    else rules.push(comment === undefined ? { oneIn, target } : { comment, oneIn, target });
  });
  return rules;
}

interface EndpointParts {
  readonly port: ServicePort;
  readonly large: boolean;
  /** The rule that leads to the endpoint, without the match that chooses it. */
  readonly choice: { readonly comment?: string; readonly target: Target };
  /** The endpoint's own chain. */
  readonly rules: readonly Rule[];
}

/** A memo of a pure function: most endpoints stay as they are from one sync to the next. */
const partsMemo = new WeakMap<Endpoint, EndpointParts>();

function partsOf(port: ServicePort, endpoint: Endpoint, large: boolean): EndpointParts {
  const known = partsMemo.get(endpoint);
  if (known?.port === port && known.large === large) return known;
  const target = jump(endpoint.chain);
  const choice = large ? { target } : { comment: `${port.name} -> ${endpoint.address}`, target };
  const parts = { port, large, choice, rules: endpointRules(port, endpoint, large) };
  partsMemo.set(endpoint, parts);
  return parts;
}

function endpointRules(port: ServicePort, endpoint: Endpoint, large: boolean): readonly Rule[] {
  const comment = large ? {} : { comment: port.name };
  const recent = port.affinitySeconds === 0 ? {} : { recent: { name: endpoint.chain } };
  return Object.freeze([
    { ...comment, source: endpoint.ip, target: jump(markMasqueradeChain) },
    {
      ...comment,
      ...recent,
      protocol: port.protocol,
      target: { type: 'DNAT', ip: endpoint.ip, port: endpoint.port },
    },
  ] satisfies Rule[]);
}
