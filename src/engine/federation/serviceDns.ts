/**
 * The DNS zone of a federation. Owns the ConfigMap that stands for what a provider of DNS keeps: a zone's text by its name.
 * Reads the ingresses that Services note, and where the members stand.
 * upstream: federation/pkg/federation-controller/service/dns.go of 1.5, pkg/dnsprovider
 */
import { equalJson } from '#api/machinery/stableJson.ts';
import { keyOf } from '#api/meta.ts';
import { controller, type Controller, type Outcome, type Reconcile } from '#engine/client/controller.ts';
import { federationNamespace } from './clusters.ts';
import { recordsOf, zoneText, type Place, type ZoneRecord } from './records.ts';
import { ingressesOf, isLocalService } from './services.ts';

export interface ZoneOptions {
  /** The federation's name, as it stands in its Services' names. */
  readonly federation: string;
  readonly domain: string;
}

const name = 'dns-zone';

export function serviceDns(options: ZoneOptions): Controller {
  return controller({
    name: 'service-dns',
    eventSource: 'service-dns-controller',
    watches: (['Service', 'Cluster', 'Namespace'] as const).map((kind) => ({ kind, keys: () => [name] })),
    memory: () => undefined,
    reconcile: (_key, r) => write(options, r),
  });
}

function write(options: ZoneOptions, r: Reconcile): Outcome | undefined {
  if (r.see.get('Namespace', federationNamespace) === undefined) return undefined;
  const data = { [options.domain]: zoneText(recordsIn(options, r)) };
  const found = r.client.get('ConfigMap', federationNamespace, name);
  if (found.ok && equalJson(found.value.data, data)) return undefined;
  const metadata = { name, namespace: federationNamespace };
  const written = found.ok
    ? r.client.update('ConfigMap', { ...found.value, data })
    : r.client.create('ConfigMap', { apiVersion: 'v1', kind: 'ConfigMap', metadata, data });
  return written.ok ? undefined : { error: written.status.message ?? 'the zone could not be written' };
}

function recordsIn({ federation, domain }: ZoneOptions, { see }: Reconcile): readonly ZoneRecord[] {
  const clusters = see.list('Cluster');
  const services = see.list('Service').filter((it) => !isLocalService(keyOf(it)));
  return services.flatMap((service) => {
    const { name: own, namespace } = service.metadata;
    const ingresses = ingressesOf(service);
    const places = clusters.map(({ metadata, status }): Place => {
      const items = ingresses.find(({ cluster }) => cluster === metadata.name)?.items ?? [];
      const [zone] = status?.zones ?? [];
      return {
        ...(zone === undefined ? {} : { zone }),
        ...(status?.region === undefined ? {} : { region: status.region }),
        addresses: items.flatMap(({ ip }) => ip ?? []),
      };
    });
    return recordsOf(`${own}.${namespace}.${federation}.svc`, domain, places);
  });
}
