/**
 * The ports of its node that a pod asks for; the scheduler and the kubelets both look whether they are free.
 * upstream: pkg/scheduler/framework/types.go (HostPortInfo)
 */
import type { Pod } from '#api/kinds.ts';

const anyIp = '0.0.0.0';

/** `protocol/ip/port` of every host port a pod asks for. */
export function hostPorts(pod: Pod): readonly string[] {
  let ports = portsBySpec.get(pod.spec);
  if (ports === undefined) portsBySpec.set(pod.spec, (ports = readHostPorts(pod)));
  return ports;
}

const portsBySpec = new WeakMap<object, readonly string[]>();

function readHostPorts(pod: Pod): readonly string[] {
  return (pod.spec.containers ?? []).flatMap((container) =>
    (container.ports ?? []).flatMap((port) =>
      port.hostPort === undefined || port.hostPort === 0 ? [] : [`${port.protocol ?? 'TCP'}/${port.hostIP || anyIp}/${port.hostPort}`],
    ),
  );
}

/** A port on all addresses conflicts with the same port on any. */
export function portConflicts(port: string, used: ReadonlySet<string> | ReadonlyMap<string, unknown>): boolean {
  if (used.size === 0) return false;
  const [protocol, ip, number] = port.split('/');
  if (ip !== anyIp) return used.has(port) || used.has(`${protocol}/${anyIp}/${number}`);
  for (const other of used.keys()) if (other.startsWith(`${protocol}/`) && other.endsWith(`/${number}`)) return true;
  return false;
}
