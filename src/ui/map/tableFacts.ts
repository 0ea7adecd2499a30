/** What the table says of objects that have no card of their own on the map. */
import type { EndpointSlice, PersistentVolume, ReplicaSet } from '#api/kinds.ts';
import type { KubeObject } from '#api/meta.ts';
import type { Tone } from '#scene/model.ts';

export interface TableFacts {
  readonly tone: Tone;
  readonly word: string;
  readonly facts: string;
}

const labelsMax = 3;

export function plainFacts(object: KubeObject): TableFacts {
  if (object.kind === 'PersistentVolume') return volumeFacts(object as PersistentVolume);
  if (object.kind === 'EndpointSlice') return sliceFacts(object as EndpointSlice);
  if (object.kind === 'ReplicaSet') return setFacts(object as ReplicaSet);
  const labels = Object.entries(object.metadata.labels ?? {}).slice(0, labelsMax);
  return { tone: 'idle', word: '', facts: labels.map(([key, value]) => `${key}=${value}`).join(' · ') };
}

function volumeFacts({ spec, status }: PersistentVolume): TableFacts {
  const phase = status.phase ?? '';
  const tones: Readonly<Record<string, Tone>> = { Bound: 'ready', Available: 'ready', Failed: 'bad' };
  const size = spec.capacity?.['storage'];
  const claim = spec.claimRef === undefined ? '' : `→ ${spec.claimRef.namespace}/${spec.claimRef.name}`;
  const parts = [size === undefined ? '' : String(size), spec.storageClassName ?? '', claim];
  return { tone: tones[phase] ?? 'moving', word: phase, facts: parts.filter((part) => part !== '').join(' · ') };
}

function sliceFacts(slice: EndpointSlice): TableFacts {
  const endpoints = slice.endpoints ?? [];
  const ready = endpoints.filter(({ conditions }) => conditions?.ready !== false).length;
  const addresses = endpoints.flatMap((endpoint) => endpoint.addresses).slice(0, 6);
  const ports = (slice.ports ?? []).map(({ port, protocol = 'TCP' }) => `${port ?? '*'}/${protocol}`);
  return {
    tone: ready > 0 ? 'ready' : 'idle',
    word: `${ready}/${endpoints.length}`,
    facts: [addresses.join(' '), ports.join(' ')].filter((part) => part !== '').join(' · '),
  };
}

function setFacts({ spec, status, metadata }: ReplicaSet): TableFacts {
  const wanted = spec.replicas ?? 1;
  const ready = status.readyReplicas ?? 0;
  const owner = metadata.ownerReferences?.[0];
  return {
    tone: wanted === 0 ? 'idle' : ready === wanted ? 'ready' : 'moving',
    word: `${ready}/${wanted}`,
    facts: owner === undefined ? '' : `${owner.kind} ${owner.name}`,
  };
}
