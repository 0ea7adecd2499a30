/** Tiny notations for scheduling: `nodes('n1 cpu=2 taint=db:NoSchedule')`, `pod('web cpu=500m')`. */
import type { Node, PersistentVolumeClaim, Pod, StorageClass } from '#api/kinds.ts';
import type { Lister } from '../../client/informer.ts';
import { createCache, createCycle, place, setNode } from '../cache.ts';
import type { Cache, Cycle } from '../framework.ts';

/** Words after the name: `cpu=2 memory=4Gi pods=3 label=zone:a taint=key=value:Effect off`. */
export function nodes(...lines: string[]): Cache {
  const cache = createCache();
  for (const line of lines) setNode(cache, node(line));
  return cache;
}

export function node(line: string): Node {
  const [name, ...words] = line.split(' ');
  const value = (key: string, otherwise: string) => words.find((it) => it.startsWith(`${key}=`))?.slice(key.length + 1) ?? otherwise;
  const all = (key: string) => words.filter((it) => it.startsWith(`${key}=`)).map((it) => it.slice(key.length + 1));
  const taints = all('taint').map((text) => {
    const [pair, effect] = text.split(':');
    const [key, taintValue] = pair!.split('=');
    return { key, value: taintValue, effect };
  });
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: Object.fromEntries(all('label').map((text) => text.split(':'))) },
    spec: { taints, ...(words.includes('off') ? { unschedulable: true } : {}) },
    status: { allocatable: { cpu: value('cpu', '4'), memory: value('memory', '8Gi'), pods: value('pods', '110') } },
  } as unknown as Node;
}

/**
 * Words after the name: `cpu=500m memory=1Gi select=zone:a tolerate=key port=80 claim=data label=app:web priority=5
 * near=app:web@zone apart=app:web@zone spread=app:web@zone`.
 */
export function pod(line: string): Pod {
  const [name, ...words] = line.split(' ');
  const all = (key: string) => words.filter((it) => it.startsWith(`${key}=`)).map((it) => it.slice(key.length + 1));
  const requests = Object.fromEntries(['cpu', 'memory'].flatMap((key) => all(key).map((amount) => [key, amount])));
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', uid: name, labels: Object.fromEntries(all('label').map((text) => text.split(':'))) },
    spec: {
      ...(all('priority').length === 0 ? {} : { priority: Number(all('priority')[0]) }),
      affinity: {
        ...(all('near').length === 0 ? {} : { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: all('near').map(term) } }),
        ...(all('apart').length === 0
          ? {}
          : { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: all('apart').map(term) } }),
      },
      topologySpreadConstraints: all('spread').map((text) => ({ ...term(text), maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule' })),
      containers: [
        {
          name: 'c',
          image: 'x',
          resources: { requests },
          ports: all('port').map((port) => ({ containerPort: Number(port), hostPort: Number(port) })),
        },
      ],
      tolerations: all('tolerate').map((key) => ({ key, operator: 'Exists' })),
      nodeSelector: Object.fromEntries(all('select').map((text) => text.split(':'))),
      volumes: all('claim').map((claimName) => ({ name: claimName, persistentVolumeClaim: { claimName } })),
    },
    status: { phase: 'Pending' },
  } as unknown as Pod;
}

/** `app:web@zone`: pods with the label, in places told apart by the topology key. */
function term(text: string) {
  const [label, topologyKey] = text.split('@');
  const [key, value] = label!.split(':');
  return { topologyKey, labelSelector: { matchLabels: { [key!]: value! } } };
}

/** What stands on the nodes already: `n1: db cpu=3`. */
export function placed(cache: Cache, ...lines: string[]): Cache {
  for (const line of lines) {
    const [name, rest] = line.split(': ');
    place(cache, pod(rest!), name!);
  }
  return cache;
}

export function cycleOf(cache: Cache, what: Pod, see: Lister = nothing()): Cycle {
  return createCycle(cache, what, see);
}

/** A lister of claims (`data bound`, `data immediate`, `data delayed`) and the classes they are of. */
export function claims(...lines: string[]): Lister {
  const byKey = new Map(lines.map((line) => [`default/${line.split(' ')[0]}`, claim(line)]));
  const classes: Record<string, Partial<StorageClass>> = {
    immediate: { provisioner: 'p', volumeBindingMode: 'Immediate' },
    delayed: { provisioner: 'p', volumeBindingMode: 'WaitForFirstConsumer' },
  };
  return {
    ...nothing(),
    get: (kind: string, key: string) =>
      ({ StorageClass: classes[key], PersistentVolumeClaim: byKey.get(key), PersistentVolume: { metadata: {}, spec: {} } })[kind],
  } as unknown as Lister;
}

function claim(line: string): PersistentVolumeClaim {
  const [name, state] = line.split(' ');
  const bound = state === 'bound';
  return {
    metadata: { name, namespace: 'default', annotations: bound ? { 'pv.kubernetes.io/bind-completed': 'yes' } : {} },
    spec: { storageClassName: state, accessModes: [], ...(bound ? { volumeName: 'pv-1' } : {}) },
    status: { phase: bound ? 'Bound' : 'Pending' },
  } as unknown as PersistentVolumeClaim;
}

function nothing(): Lister {
  return { get: () => undefined, list: () => [], by: () => [], ownedBy: () => [], custom: () => [] };
}
