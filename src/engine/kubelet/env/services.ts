/** upstream: pkg/kubelet/envvars/envvars.go, pkg/kubelet/kubelet_pods.go (getServiceEnvVarMap) */
import type { Service } from '#api/kinds.ts';
import { joinHostPort } from '../../helpers/ip.ts';

export interface EnvVar {
  readonly name: string;
  readonly value: string;
}

/** The variables that tell a container of the Services given; headless and external ones have none. */
export function serviceVariables(services: readonly Service[]): EnvVar[] {
  return services.flatMap((service) => (hasAddress(service) ? variablesOf(service) : []));
}

/** The Services that a pod of this namespace is told of: `kubernetes` always, its neighbours when it wants links. */
export function linkedServices(services: readonly Service[], namespace: string, links: boolean): Service[] {
  const linked = new Map<string, Service>();
  for (const service of services) {
    const { name, namespace: own } = service.metadata;
    if (!hasAddress(service)) continue;
    if (own === 'default' && name === 'kubernetes') {
      if (!linked.has(name)) linked.set(name, service);
    } else if (own === namespace && links) linked.set(name, service);
  }
  return [...linked.values()];
}

function hasAddress({ spec }: Service): boolean {
  return spec.clusterIP !== undefined && spec.clusterIP !== '' && spec.clusterIP !== 'None';
}

function variablesOf({ metadata, spec }: Service): EnvVar[] {
  const prefix = variableName(metadata.name);
  const host = spec.clusterIP ?? '';
  const ports = spec.ports ?? [];
  const first = ports[0];
  if (first === undefined) return [];
  const variables: EnvVar[] = [
    { name: `${prefix}_SERVICE_HOST`, value: host },
    { name: `${prefix}_SERVICE_PORT`, value: String(first.port) },
  ];
  for (const { name, port } of ports)
    if (name !== undefined && name !== '') variables.push({ name: `${prefix}_SERVICE_PORT_${variableName(name)}`, value: String(port) });
  ports.forEach(({ port, protocol = 'TCP' }, i) => {
    const lower = protocol.toLowerCase();
    const url = `${lower}://${joinHostPort(host, port)}`;
    const one = `${prefix}_PORT_${port}_${protocol.toUpperCase()}`;
    if (i === 0) variables.push({ name: `${prefix}_PORT`, value: url });
    variables.push(
      { name: one, value: url },
      { name: `${one}_PROTO`, value: lower },
      { name: `${one}_PORT`, value: String(port) },
      { name: `${one}_ADDR`, value: host },
    );
  });
  return variables;
}

function variableName(text: string): string {
  return text.replaceAll('-', '_').toUpperCase();
}
