/** Volumes of pods and of templates, and the sources that persistent volumes share with them. upstream: describeVolumes */
import type { PersistentVolume, Volume } from '#api/kinds.ts';
import { canonicalQuantity } from '#api/machinery/quantity.ts';
import { writeTemplate } from './claims.ts';
import { annotationMax, shorten, type Lines } from './lines.ts';
import { sourceFields } from './volumeSources.ts';

export function writeVolumes(lines: Lines, volumes: readonly Volume[] | undefined, space: '' | '  '): void {
  if ((volumes ?? []).length === 0) return lines.write(0, `${space}Volumes:\t<none>\n`);
  lines.write(0, `${space}Volumes:\n`);
  for (const volume of volumes ?? []) {
    lines.write(1, `${space === '' ? '' : ' '}${volume.name}:\n`);
    writeVolume(lines, volume);
  }
}

function writeVolume(lines: Lines, volume: Volume): void {
  if (volume.emptyDir !== undefined) {
    const size = volume.emptyDir.sizeLimit === undefined ? '<unset>' : canonicalQuantity(volume.emptyDir.sizeLimit);
    fields(lines, {
      Type: "EmptyDir (a temporary directory that shares a pod's lifetime)",
      Medium: volume.emptyDir.medium ?? '',
      SizeLimit: size,
    });
  } else if (volume.secret !== undefined) {
    fields(lines, {
      Type: 'Secret (a volume populated by a Secret)',
      SecretName: volume.secret.secretName ?? '',
      Optional: String(volume.secret.optional === true),
    });
  } else if (volume.configMap !== undefined) {
    fields(lines, {
      Type: 'ConfigMap (a volume populated by a ConfigMap)',
      Name: volume.configMap.name ?? '',
      Optional: String(volume.configMap.optional === true),
    });
  } else if (volume.projected !== undefined) {
    writeProjected(lines, volume.projected);
  } else if (volume.downwardAPI !== undefined) {
    fields(lines, { Type: 'DownwardAPI (a volume populated by information about the pod)' });
    lines.write(2, 'Items:\n');
    for (const item of volume.downwardAPI.items ?? [])
      lines.write(3, `${item.fieldRef?.fieldPath ?? item.resourceFieldRef?.resource ?? ''} -> ${item.path}\n`);
  } else if (volume.persistentVolumeClaim !== undefined) {
    const { claimName, readOnly } = volume.persistentVolumeClaim;
    fields(lines, {
      Type: 'PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)',
      ClaimName: claimName,
      ReadOnly: String(readOnly === true),
    });
  } else if (volume.ephemeral !== undefined) {
    writeEphemeral(lines, volume.ephemeral);
  } else {
    writeSource(lines, volume);
  }
}

function writeProjected(lines: Lines, projected: NonNullable<Volume['projected']>): void {
  fields(lines, { Type: 'Projected (a volume that contains injected data from multiple sources)' });
  const optional = (value: boolean | undefined): string => (value === undefined ? '<nil>' : String(value));
  for (const source of projected.sources ?? []) {
    if (source.secret !== undefined)
      fields(lines, { SecretName: source.secret.name ?? '', SecretOptionalName: optional(source.secret.optional) });
    else if (source.downwardAPI !== undefined) fields(lines, { DownwardAPI: 'true' });
    else if (source.configMap !== undefined)
      fields(lines, { ConfigMapName: source.configMap.name ?? '', ConfigMapOptional: optional(source.configMap.optional) });
    else if (source.serviceAccountToken !== undefined)
      fields(lines, { TokenExpirationSeconds: String(source.serviceAccountToken.expirationSeconds ?? 0) });
  }
}

function writeEphemeral(lines: Lines, { volumeClaimTemplate }: NonNullable<Volume['ephemeral']>): void {
  fields(lines, { Type: 'EphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)' });
  if (volumeClaimTemplate !== undefined) writeTemplate(lines, volumeClaimTemplate);
}

type Source =
  | Pick<PersistentVolume['spec'], 'hostPath' | 'nfs' | 'csi' | 'local' | 'iscsi'>
  | Pick<Volume, 'hostPath' | 'nfs' | 'csi' | 'iscsi'>;

/** What lies behind a volume, pod's or persistent. */
export function writeSource(lines: Lines, source: Source, isPersistent = false): void {
  if (source.hostPath !== undefined) {
    fields(lines, {
      Type: 'HostPath (bare host directory volume)',
      Path: source.hostPath.path,
      HostPathType: source.hostPath.type ?? '<none>',
    });
  } else if (source.nfs !== undefined) {
    fields(lines, {
      Type: 'NFS (an NFS mount that lasts the lifetime of a pod)',
      Server: source.nfs.server,
      Path: source.nfs.path,
      ReadOnly: String(source.nfs.readOnly === true),
    });
  } else if ('local' in source && source.local !== undefined) {
    fields(lines, { Type: 'LocalVolume (a persistent volume backed by local storage on a node)', Path: source.local.path });
  } else if (source.csi !== undefined) {
    const csi = source.csi as {
      readonly driver: string;
      readonly fsType?: string;
      readonly readOnly?: boolean;
      readonly volumeHandle?: string;
      readonly volumeAttributes?: Readonly<Record<string, string>>;
    };
    const handle = csi.volumeHandle === undefined ? {} : { VolumeHandle: csi.volumeHandle };
    fields(lines, {
      Type: 'CSI (a Container Storage Interface (CSI) volume source)',
      Driver: csi.driver,
      FSType: csi.fsType ?? '',
      ...handle,
      ReadOnly: String(csi.readOnly === true),
    });
    const keys = Object.keys(csi.volumeAttributes ?? {}).toSorted();
    lines.write(
      2,
      `VolumeAttributes:\t${
        keys.length === 0
          ? '<none>\n'
          : keys.map((key) => `    ${shorten(`${key}=${csi.volumeAttributes?.[key]}`, annotationMax)}\n`).join('\t')
      }`,
    );
  } else {
    fields(lines, sourceFields(source as Readonly<Record<string, unknown>>, isPersistent) ?? { Type: '<unknown>' });
  }
}

function fields(lines: Lines, table: Readonly<Record<string, string>>): void {
  // One title has no colon.
  for (const [name, value] of Object.entries(table)) lines.write(2, `${name}${name === 'ISCSIInterface' ? '' : ':'}\t${value}\n`);
}
