/** upstream: pkg/scheduler/framework/plugins/nodeports, pkg/scheduler/framework/types.go (HostPortInfo) */
import type { Pod } from '#api/kinds.ts';
import { anyNodeChange, refuse, type Plugin } from '../framework.ts';

const anyIp = '0.0.0.0';

export const nodePorts: Plugin = {
  name: 'NodePorts',
  events: ['Pod/Delete', ...anyNodeChange],
  applies: ({ pod }) => hostPorts(pod).length > 0,
  filter({ pod }, node) {
    const taken = hostPorts(pod).some((port) => conflicts(port, node.hostPorts));
    return taken ? refuse("node(s) didn't have free ports for the requested pod ports", true) : undefined;
  },
};

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
function conflicts(port: string, used: ReadonlyMap<string, number>): boolean {
  if (used.size === 0) return false;
  const [protocol, ip, number] = port.split('/');
  if (ip !== anyIp) return used.has(port) || used.has(`${protocol}/${anyIp}/${number}`);
  for (const other of used.keys()) if (other.startsWith(`${protocol}/`) && other.endsWith(`/${number}`)) return true;
  return false;
}
