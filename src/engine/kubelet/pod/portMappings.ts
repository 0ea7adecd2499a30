/** The ports of its node that lead to a pod's containers. upstream: pkg/kubelet/kuberuntime/kuberuntime_sandbox.go, container/helpers.go */
import type { Pod } from '#api/kinds.ts';
import type { PortMapping } from '../../helpers/contracts/network.ts';

export function portMappingsOf({ spec }: Pod): { readonly portMappings?: readonly PortMapping[] } {
  if (spec.hostNetwork === true) return {};
  const portMappings = spec.containers.flatMap(({ ports = [] }) =>
    ports.flatMap(({ hostPort = 0, hostIP = '', containerPort, protocol = 'TCP' }) =>
      hostPort === 0 || (protocol !== 'TCP' && protocol !== 'UDP')
        ? []
        : [{ protocol, hostIp: hostIP, hostPort, port: containerPort } as const],
    ),
  );
  return portMappings.length === 0 ? {} : { portMappings };
}
