/**
 * Wiping a volume whose claim is gone: a pod empties it, and then it may be claimed again.
 * Deliberately not: telling of the pod's own events at the volume, for which all events would have to be watched.
 * upstream: pv_controller.go (recycleVolumeOperation), pkg/volume/util/recyclerclient, pkg/volume/plugins.go
 */
import type { PersistentVolume, Pod } from '#api/kinds.ts';
import { quantityOf, valueOf } from '#api/machinery/quantity.ts';
import { isAlreadyExists, isNotFound } from '../../client/client.ts';
import type { Outcome, Reconcile } from '../../client/controller.ts';
import { failed } from './bind.ts';

const namespace = 'default';
const prefix = 'recycler-for-';
/** Seconds for each gibibyte. */
const perGi = 30;
const leastSeconds = { hostPath: 60, nfs: 300 } as const;
const script = 'test -e /scrub && find /scrub -mindepth 1 -delete && test -z "$(ls -A /scrub)" || exit 1';

/** The volume that a pod wipes, by its name. */
export function wipedBy({ metadata }: Pick<Pod, 'metadata'>): string | undefined {
  return metadata.namespace === namespace && metadata.name.startsWith(prefix) ? metadata.name.slice(prefix.length) : undefined;
}

/** What can be wiped at all. */
export function canWipe({ spec }: PersistentVolume): boolean {
  return spec.hostPath !== undefined || spec.nfs !== undefined;
}

/** Has the pod make the volume empty; `done` when it is, a text when that failed. */
export function wipe(volume: PersistentVolume, r: Reconcile): { readonly done: true } | { readonly problem: string } | Outcome | undefined {
  const name = prefix + volume.metadata.name;
  const pod = r.see.get('Pod', `${namespace}/${name}`);
  if (pod === undefined) {
    const created = r.client.create('Pod', scrubber(name, volume));
    return created.ok || isAlreadyExists(created.status) ? undefined : failed(created);
  }
  const { phase, message } = pod.status;
  if (pod.metadata.deletionTimestamp !== undefined || (phase !== 'Succeeded' && phase !== 'Failed')) return undefined;
  const deleted = r.client.delete('Pod', { namespace, name });
  if (!deleted.ok && !isNotFound(deleted.status)) return failed(deleted);
  if (phase === 'Succeeded') return { done: true };
  return { problem: `Recycle failed: failed to recycle volume: ${message ?? 'pod failed, pod.Status.Message unknown'}` };
}

function scrubber(name: string, { spec }: PersistentVolume) {
  const { hostPath, nfs } = spec;
  const source = hostPath === undefined ? { nfs: nfs! } : { hostPath: { path: hostPath.path } };
  return {
    apiVersion: 'v1' as const,
    kind: 'Pod' as const,
    metadata: { name, namespace },
    spec: {
      activeDeadlineSeconds: secondsFor(spec),
      restartPolicy: 'Never' as const,
      volumes: [{ name: 'vol', ...source }],
      containers: [
        {
          name: 'pv-recycler',
          image: 'registry.k8s.io/build-image/debian-base:bookworm-v1.0.0',
          command: ['/bin/sh'],
          args: ['-c', script],
          volumeMounts: [{ name: 'vol', mountPath: '/scrub' }],
        },
      ],
    },
  };
}

/** upstream: pkg/volume/util/util.go (CalculateTimeoutForVolume) */
export function secondsFor({ capacity, hostPath }: PersistentVolume['spec']): number {
  const least = hostPath === undefined ? leastSeconds.nfs : leastSeconds.hostPath;
  return Math.max(least, Math.floor(valueOf(quantityOf(capacity?.['storage'])) / 1024 ** 3) * perGi);
}
