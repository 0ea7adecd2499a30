/**
 * Volumes that only one pod, or one node, may use at a time.
 * upstream: pkg/scheduler/framework/plugins/volumerestrictions
 */
import type { Pod } from '#api/kinds.ts';
import { refuse, type Cycle, type Plugin, type Refusal } from '../framework.ts';
import { claimNames } from '../../helpers/podClaims.ts';

type Volume = NonNullable<Pod['spec']['volumes']>[number];

interface State {
  readonly claims: ReadonlySet<string>;
  users: number;
}

export const volumeRestrictions: Plugin = {
  name: 'VolumeRestrictions',
  events: ['Pod/Delete', 'Node/Add', 'PersistentVolumeClaim/Add', 'PersistentVolumeClaim/Update'],
  preFilter({ pod, see }) {
    for (const name of claimNames(pod)) {
      const claim = see.get('PersistentVolumeClaim', `${pod.metadata.namespace ?? ''}/${name}`);
      if (claim === undefined) return refuse(`persistentvolumeclaim "${name}" not found`);
    }
    return undefined;
  },
  applies: ({ pod }) => claimNames(pod).length > 0 || (pod.spec.volumes ?? []).some(isExclusive),
  filter(cycle, node) {
    const disks = (cycle.pod.spec.volumes ?? []).filter(isExclusive);
    if (disks.length > 0) {
      for (const { pod } of node.pods.values()) {
        const others = pod.spec.volumes ?? [];
        if (disks.some((volume) => others.some((other) => conflicts(volume, other)))) return refuse('node(s) had no available disk', true);
      }
    }
    return readWriteOncePod(cycle);
  },
  count(cycle, { placed, sign }) {
    const state = stateOf(cycle);
    if (state !== undefined && uses(placed.pod, cycle.pod, state)) state.users += sign;
  },
};

const states = new WeakMap<Cycle, State | null>();

function readWriteOncePod(cycle: Cycle): Refusal | undefined {
  return (stateOf(cycle)?.users ?? 0) > 0
    ? refuse('node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode', true)
    : undefined;
}

/** Counted over the whole cluster, and only for pods that have such a claim. */
function stateOf(cycle: Cycle): State | undefined {
  const known = states.get(cycle);
  if (known !== undefined) return known ?? undefined;
  const { pod, see, cache } = cycle;
  const names = claimNames(pod).filter((name) =>
    see.get('PersistentVolumeClaim', `${pod.metadata.namespace ?? ''}/${name}`)?.spec.accessModes?.includes('ReadWriteOncePod'),
  );
  const state: State | null = names.length === 0 ? null : { claims: new Set(names), users: 0 };
  if (state !== null) for (const placed of cache.placed.values()) if (uses(placed.pod, pod, state)) state.users += 1;
  states.set(cycle, state);
  return state ?? undefined;
}

function uses(other: Pod, pod: Pod, { claims }: State): boolean {
  return other.metadata.namespace === pod.metadata.namespace && claimNames(other).some((name) => claims.has(name));
}

function isExclusive(volume: Volume): boolean {
  const { gcePersistentDisk, awsElasticBlockStore, rbd, iscsi } = volume;
  return gcePersistentDisk !== undefined || awsElasticBlockStore !== undefined || rbd !== undefined || iscsi !== undefined;
}

/** The same disk twice on one node, unless both only read it (which Amazon's disks do not allow even then). */
function conflicts(a: Volume, b: Volume): boolean {
  if (a.gcePersistentDisk !== undefined && a.gcePersistentDisk.pdName === b.gcePersistentDisk?.pdName) {
    return !(a.gcePersistentDisk.readOnly === true && b.gcePersistentDisk.readOnly === true);
  }
  if (a.awsElasticBlockStore !== undefined && a.awsElasticBlockStore.volumeID === b.awsElasticBlockStore?.volumeID) return true;
  if (a.iscsi !== undefined && a.iscsi.iqn === b.iscsi?.iqn) return !(a.iscsi.readOnly === true && b.iscsi.readOnly === true);
  if (a.rbd === undefined || b.rbd === undefined) return false;
  const [first, second] = [a.rbd, b.rbd];
  const shared = first.monitors.some((it) => second.monitors.includes(it));
  const same = (first.pool ?? 'rbd') === (second.pool ?? 'rbd') && first.image === second.image;
  return shared && same && !(first.readOnly === true && second.readOnly === true);
}
