/** upstream: pkg/kubelet/network/dns/dns.go (GetPodDNS) */
import type { Pod } from '#api/kinds.ts';

export interface Resolver {
  readonly nameservers: readonly string[];
  readonly searches: readonly string[];
  readonly options: readonly string[];
}

export interface DnsSetting {
  readonly node: Resolver;
  readonly clusterIp: string;
  readonly clusterDomain: string;
}

const maxNameservers = 3;
const maxSearches = 32;
const maxSearchCharacters = 2048;
const maxSearchPath = 255;

/** A pod's resolver by its dnsPolicy and dnsConfig; `problem` is the text of a DNSConfigForming event. */
export function podResolver(pod: Pod, setting: DnsSetting): { readonly resolver: Resolver; readonly problem?: string } {
  return limitResolver(withConfig(byPolicy(pod, setting), pod.spec.dnsConfig));
}

/** The file that a resolver reads. */
export function resolvConf({ nameservers, searches, options }: Resolver): string {
  const lines: string[] = [];
  if (searches.length > 0) lines.push(`search ${searches.join(' ')}\n`);
  for (const nameserver of nameservers) lines.push(`nameserver ${nameserver}\n`);
  if (options.length > 0) lines.push(`options ${options.join(' ')}\n`);
  return lines.join('');
}

function byPolicy({ metadata, spec }: Pod, { node, clusterIp, clusterDomain }: DnsSetting): Resolver {
  const policy = spec.dnsPolicy ?? 'ClusterFirst';
  if (policy === 'None') return { nameservers: [], searches: [], options: [] };
  if (policy === 'Default' || (policy === 'ClusterFirst' && spec.hostNetwork === true)) return node;
  const namespaced = `${metadata.namespace ?? ''}.svc.${clusterDomain}`;
  const searches = [namespaced, `svc.${clusterDomain}`, clusterDomain, ...node.searches];
  return { nameservers: [clusterIp], searches: [...new Set(searches)], options: ['ndots:5'] };
}

function withConfig(base: Resolver, config: Pod['spec']['dnsConfig']): Resolver {
  if (config === undefined) return base;
  return {
    nameservers: [...new Set([...base.nameservers, ...(config.nameservers ?? [])])],
    searches: [...new Set([...base.searches, ...(config.searches ?? [])])],
    options: mergeOptions(base.options, config.options ?? []),
  };
}

type Option = { readonly name?: string; readonly value?: string };

function mergeOptions(base: readonly string[], extra: readonly Option[]): string[] {
  const merged = new Map<string, string>();
  for (const option of base) merged.set(option.split(':')[0]!, option.includes(':') ? option.slice(option.indexOf(':') + 1) : '');
  for (const { name = '', value = '' } of extra) merged.set(name, value);
  return Array.from(merged, ([name, value]) => (value === '' ? name : `${name}:${value}`));
}

/** What a resolver can take of a wish. */
export function limitResolver(resolver: Resolver): { readonly resolver: Resolver; readonly problem?: string } {
  if (resolver.nameservers.length > maxNameservers) {
    const nameservers = resolver.nameservers.slice(0, maxNameservers);
    const problem = `Nameserver limits were exceeded, some nameservers have been omitted, the applied nameserver line is: ${nameservers.join(' ')}`;
    return { resolver: { ...resolver, nameservers }, problem };
  }
  let searches = resolver.searches.slice(0, maxSearches).filter((path) => path.length <= maxSearchPath);
  while (searches.join(' ').length > maxSearchCharacters) searches = searches.slice(0, -1);
  if (searches.length === resolver.searches.length) return { resolver };
  const problem = `Search Line limits were exceeded, some search paths have been omitted, the applied search line is: ${searches.join(' ')}`;
  return { resolver: { ...resolver, searches }, problem };
}
