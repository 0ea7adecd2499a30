/**
 * Defaults of volumes in pods and of persistent volumes.
 * upstream: pkg/apis/core/v1/defaults.go
 */
import type { PersistentVolume, Volume } from '#api/kinds.ts';
import { eachIn, fill, part } from './fill.ts';

type Projected = NonNullable<Volume['projected']>;
type Projection = NonNullable<Projected['sources']>[number];

const mode = Object.freeze({ defaultMode: 420 });
const empty = Object.freeze({});
const iscsi = Object.freeze({ iscsiInterface: 'default' });
const rbd = Object.freeze({ pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring' });
const azureDisk = Object.freeze({ cachingMode: 'ReadWrite', kind: 'Shared', fsType: 'ext4', readOnly: false });
const scaleIo = Object.freeze({ storageMode: 'ThinProvisioned', fsType: 'xfs' });

type Fillings = { readonly [source: string]: Readonly<Record<string, unknown>> };
const sources: Fillings = {
  secret: mode,
  configMap: mode,
  downwardAPI: mode,
  projected: mode,
  hostPath: { type: '' },
  iscsi,
  rbd,
  azureDisk,
  scaleIO: scaleIo,
};

export function defaultVolume(volume: Volume): Volume {
  let result = volume as Readonly<Record<string, unknown>>;
  let found = false;
  for (const key in result) {
    if (key === 'name') continue;
    found = true;
    const filling = sources[key];
    const source = result[key];
    if (filling === undefined || typeof source !== 'object' || source === null) continue;
    const filled = fill(source, filling);
    if (filled !== source) result = { ...result, [key]: filled };
  }
  if (!found) return { ...volume, emptyDir: empty };
  const filled = result as unknown as Volume;
  return part(
    part(part(filled, 'projected', defaultProjected), 'downwardAPI', (api) => eachIn(api, 'items', withFieldVersion)),
    'ephemeral',
    (ephemeral) =>
      part(ephemeral, 'volumeClaimTemplate', (template) => part(template, 'spec', (spec) => fill(spec, { volumeMode: 'Filesystem' }))),
  );
}

function withFieldVersion<T extends { readonly fieldRef?: { readonly apiVersion?: string; readonly fieldPath: string } }>(item: T): T {
  return part(item, 'fieldRef', (ref) => fill(ref as object, { apiVersion: 'v1' }) as NonNullable<T['fieldRef']>);
}

function defaultProjected(projected: Projected): Projected {
  return eachIn(projected, 'sources', (source: Projection) =>
    part(
      part(source, 'serviceAccountToken', (token) => fill(token, { expirationSeconds: 3600 })),
      'downwardAPI',
      (api) => eachIn(api, 'items', withFieldVersion),
    ),
  );
}

const volumeSources: Fillings = {
  hostPath: { type: '' },
  iscsi,
  rbd,
  azureDisk,
  scaleIO: { storageMode: 'ThinProvisioned', fsType: 'xfs' },
};

export function defaultPersistentVolume(spec: PersistentVolume['spec']): PersistentVolume['spec'] {
  let result: Readonly<Record<string, unknown>> = fill(spec, { persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem' });
  for (const key in volumeSources) {
    const source = result[key];
    const filling = volumeSources[key];
    if (typeof source !== 'object' || source === null || filling === undefined) continue;
    const filled = fill(source, filling);
    if (filled !== source) result = { ...result, [key]: filled };
  }
  return result as unknown as PersistentVolume['spec'];
}
