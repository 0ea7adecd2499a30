/**
 * What a pod makes its node need.
 * upstream: pkg/api/v1/pod/util.go (VisitPodSecretNames, VisitPodConfigmapNames)
 */
import type { Pod } from '#api/kinds.ts';
import { claimNames } from './podClaims.ts';

type Volume = NonNullable<Pod['spec']['volumes']>[number];
type Container = Pod['spec']['containers'][number];

const namesBySpec = new WeakMap<object, readonly string[]>();

/** `secrets/a`, `configmaps/b`, `persistentvolumeclaims/c`, `serviceaccounts/d`; remembered, as specs are immutable. */
export function referencesOf(pod: Pod): readonly string[] {
  const { spec } = pod;
  const known = namesBySpec.get(spec);
  if (known !== undefined) return known;
  const account = spec.serviceAccountName ?? '';
  const names = new Set([
    ...(account === '' ? [] : [`serviceaccounts/${account}`]),
    ...(spec.imagePullSecrets ?? []).map(({ name }) => secret(name)),
    ...[...(spec.initContainers ?? []), ...spec.containers, ...(spec.ephemeralContainers ?? [])].flatMap((it) =>
      ofContainer(it as Container),
    ),
    ...(spec.volumes ?? []).flatMap(ofVolume),
    ...claimNames(pod).map((name) => `persistentvolumeclaims/${name}`),
  ]);
  const list = [...names];
  namesBySpec.set(spec, list);
  return list;
}

function secret(name = ''): string {
  return `secrets/${name}`;
}

function config(name = ''): string {
  return `configmaps/${name}`;
}

function ofContainer({ env, envFrom }: Container): readonly string[] {
  return [
    ...(envFrom ?? []).flatMap(({ secretRef, configMapRef }) => named(secretRef?.name, configMapRef?.name)),
    ...(env ?? []).flatMap(({ valueFrom }) => named(valueFrom?.secretKeyRef?.name, valueFrom?.configMapKeyRef?.name)),
  ];
}

function named(secretName: string | undefined, configName: string | undefined): readonly string[] {
  return [...(secretName === undefined ? [] : [secret(secretName)]), ...(configName === undefined ? [] : [config(configName)])];
}

function ofVolume(volume: Volume): readonly string[] {
  const projected = (volume.projected?.sources ?? []).flatMap((source) => named(source.secret?.name, source.configMap?.name));
  const drivers = [
    volume.azureFile?.secretName,
    volume.cephfs?.secretRef?.name,
    volume.cinder?.secretRef?.name,
    volume.flexVolume?.secretRef?.name,
    volume.rbd?.secretRef?.name,
    volume.scaleIO?.secretRef?.name,
    volume.iscsi?.secretRef?.name,
    volume.storageos?.secretRef?.name,
    volume.csi?.nodePublishSecretRef?.name,
  ];
  return [
    ...named(volume.secret?.secretName, volume.configMap?.name),
    ...projected,
    ...drivers.flatMap((name) => (name === undefined ? [] : [secret(name)])),
  ];
}
