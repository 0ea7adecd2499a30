/** upstream: pkg/kubelet/kubelet_pods.go (ensureHostsFile, GeneratePodHostNameAndDomain) */
import type { Pod } from '#api/kinds.ts';

const head = '# Kubernetes-managed hosts file.\n';
const fixed =
  '127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::0\tip6-localnet\nfe00::0\tip6-mcastprefix\nfe00::1\tip6-allnodes\nfe00::2\tip6-allrouters\n';

type Alias = { readonly ip?: string; readonly hostnames?: readonly string[] };

export interface HostsFile {
  readonly ips: readonly string[];
  readonly hostname: string;
  /** The name's domain, '' without a subdomain. */
  readonly domain: string;
  readonly aliases: readonly Alias[];
}

/** The /etc/hosts of a pod with a network of its own. */
export function hostsFile({ ips, hostname, domain, aliases }: HostsFile): string {
  const name = domain === '' ? hostname : `${hostname}.${domain}\t${hostname}`;
  return head + fixed + ips.map((ip) => `${ip}\t${name}\n`).join('') + aliasLines(aliases);
}

/** The /etc/hosts of a pod on its node's network: the node's own file. */
export function nodeHostsFile(content: string, aliases: readonly Alias[]): string {
  return '# Kubernetes-managed hosts file (host network).\n' + content + aliasLines(aliases);
}

function aliasLines(aliases: readonly Alias[]): string {
  if (aliases.length === 0) return '';
  return (
    '\n# Entries added by HostAliases.\n' + aliases.map(({ ip, hostnames }) => `${ip ?? ''}\t${(hostnames ?? []).join('\t')}\n`).join('')
  );
}

/** A pod's hostname, and its domain when it has a subdomain. */
export function hostnameOf(pod: Pod, clusterDomain: string): { readonly hostname: string; readonly domain: string } {
  const { hostname, subdomain } = pod.spec;
  const own = hostname !== undefined && hostname !== '' ? hostname : truncateHostname(pod.metadata.name);
  const domain = subdomain === undefined || subdomain === '' ? '' : `${subdomain}.${pod.metadata.namespace ?? ''}.svc.${clusterDomain}`;
  return { hostname: own, domain };
}

/** At most 63 characters, and no dash or dot at the end of what was cut. */
export function truncateHostname(name: string): string {
  return name.length <= 63 ? name : name.slice(0, 63).replace(/[-.]+$/, '');
}
