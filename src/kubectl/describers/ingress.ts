import type { Ingress } from '#api/kinds.ts';
import { endpointsText } from '#api/printers/endpoints.ts';
import { loadBalancerText } from '#api/printers/service.ts';
import { writeEvents } from './events.ts';
import { writeAnnotations, writeLabels, type Lines } from './lines.ts';
import type { Describe, World } from './world.ts';

type Backend = NonNullable<Ingress['spec']['defaultBackend']>;

/** upstream: describeIngressV1 */
export const describeIngress: Describe<Ingress> = async (lines, object, world) => {
  const { metadata, spec, status } = object;
  lines.write(0, `Name:\t${metadata.name}\n`);
  writeLabels(lines, 'Labels', metadata.labels);
  lines.write(0, `Namespace:\t${metadata.namespace ?? ''}\n`);
  lines.write(0, `Address:\t${loadBalancerText(status.loadBalancer?.ingress)}\n`);
  lines.write(0, `Ingress Class:\t${spec.ingressClassName ?? '<none>'}\n`);
  const fallback = spec.defaultBackend === undefined ? '<default>' : await backendText(spec.defaultBackend, metadata.namespace, world);
  lines.write(0, `Default backend:\t${fallback}\n`);
  writeTls(lines, spec.tls ?? []);
  await writeRules(lines, object, { world, fallback });
  writeAnnotations(lines, 'Annotations', metadata.annotations);
  await writeEvents(lines, { ...object, apiVersion: 'networking.k8s.io/v1', kind: 'Ingress' }, world);
};

function writeTls(lines: Lines, tls: NonNullable<Ingress['spec']['tls']>): void {
  if (tls.length === 0) return;
  lines.write(0, 'TLS:\n');
  for (const { secretName = '', hosts = [] } of tls)
    lines.write(1, secretName === '' ? `SNI routes ${hosts.join(',')}\n` : `${secretName} terminates ${hosts.join(',')}\n`);
}

async function writeRules(
  lines: Lines,
  { metadata, spec }: Ingress,
  { world, fallback }: { world: World; fallback: string },
): Promise<void> {
  lines.write(0, 'Rules:\n  Host\tPath\tBackends\n');
  lines.write(1, '----\t----\t--------\n');
  const rules = (spec.rules ?? []).filter((rule) => rule.http !== undefined);
  for (const rule of rules) {
    lines.write(1, `${(rule.host ?? '') === '' ? '*' : rule.host}\t\n`);
    for (const path of rule.http?.paths ?? [])
      lines.write(2, `\t${path.path ?? ''} \t${await backendText(path.backend, metadata.namespace, world)}\n`);
  }
  if (rules.length === 0) lines.write(1, `*\t* \t${fallback}\n`);
}

async function backendText(backend: Backend, namespace: string | undefined, world: World): Promise<string> {
  if (backend.resource !== undefined)
    return `APIGroup: ${backend.resource.apiGroup ?? '<none>'}, Kind: ${backend.resource.kind}, Name: ${backend.resource.name}`;
  const { name = '', port } = backend.service ?? {};
  return `${name}:${port?.name ?? port?.number ?? 0} (${await endpointsOf(name, port, { namespace, world })})`;
}

async function endpointsOf(
  name: string,
  port: { readonly name?: string; readonly number?: number } | undefined,
  { namespace, world }: { namespace: string | undefined; world: World },
): Promise<string> {
  const endpoints = await world.find('Endpoints', namespace, name);
  if (endpoints === undefined) return `<error: endpoints ${JSON.stringify(name)} not found>`;
  const service = await world.find('Service', namespace, name);
  if (service === undefined) return `<error: services ${JSON.stringify(name)} not found>`;
  const match = (service.spec.ports ?? []).find((one) => (port?.name === undefined ? one.port === port?.number : one.name === port.name));
  return endpointsText(endpoints, new Set([match?.name ?? '']));
}
