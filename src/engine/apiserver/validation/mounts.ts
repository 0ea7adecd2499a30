/**
 * What containers mount: volumes as directories and as devices.
 * upstream: pkg/apis/core/validation/validation.go (ValidateVolumeMounts, ValidateVolumeDevices)
 */
import type { Container } from '#api/kinds.ts';
import { fieldNotFound, forbiddenField, invalidValue, notSupported, required } from '../fieldError.ts';
import { localPath, type Errors } from './checks.ts';
import type { PodPlace } from './containers.ts';

type Mount = NonNullable<Container['volumeMounts']>[number];

type Mounting = Pick<Container, 'volumeMounts' | 'volumeDevices' | 'securityContext'>;

export function validMounts(container: Mounting, volumes: PodPlace['volumes'], at: string, errors: Errors): void {
  const { volumeMounts = [], volumeDevices = [] } = container;
  const paths = new Set<string>();
  const devices = new Set(volumeDevices.map((device) => device.name));
  const devicePaths = new Set(volumeDevices.map((device) => device.devicePath));
  for (const [i, mount] of volumeMounts.entries()) {
    const here = `${at}[${i}]`;
    if (mount.name === '') errors.push(required(`${here}.name`));
    if (!volumes.has(mount.name)) errors.push(fieldNotFound(`${here}.name`, mount.name));
    if (mount.mountPath === '') errors.push(required(`${here}.mountPath`));
    if (paths.has(mount.mountPath)) errors.push(invalidValue(`${here}.mountPath`, mount.mountPath, 'must be unique'));
    paths.add(mount.mountPath);
    if (devices.has(mount.name)) errors.push(invalidValue(`${here}.name`, mount.name, 'must not already exist in volumeDevices'));
    if (devicePaths.has(mount.mountPath))
      errors.push(invalidValue(`${here}.mountPath`, mount.mountPath, 'must not already exist as a path in volumeDevices'));
    subPaths(mount, { at, here }, errors);
    propagation(mount, container, `${at}.mountPropagation`, errors);
  }
}

/** Paths inside of volumes are told without the mount's place, as upstream. */
function subPaths(mount: Mount, { at, here }: { readonly at: string; readonly here: string }, errors: Errors): void {
  if ((mount.subPath ?? '') !== '') localPath(mount.subPath ?? '', `${at}.subPath`, errors);
  if ((mount.subPathExpr ?? '') === '') return;
  if ((mount.subPath ?? '') !== '')
    errors.push(invalidValue(`${here}.subPathExpr`, mount.subPathExpr, 'subPathExpr and subPath are mutually exclusive'));
  localPath(mount.subPathExpr ?? '', `${at}.subPathExpr`, errors);
}

const propagations = ['Bidirectional', 'HostToContainer', 'None'];

function propagation({ mountPropagation: mode }: Mount, { securityContext }: Mounting, at: string, errors: Errors): void {
  if (mode === undefined) return;
  if (!propagations.includes(mode)) errors.push(notSupported(at, mode, propagations));
  if (mode === 'Bidirectional' && securityContext?.privileged !== true)
    errors.push(forbiddenField(at, 'Bidirectional mount propagation is available only to privileged containers'));
}

export function validDevices(
  { volumeDevices = [], volumeMounts = [] }: Mounting,
  volumes: PodPlace['volumes'],
  at: string,
  errors: Errors,
): void {
  const names = new Set<string>();
  const paths = new Set<string>();
  const mounts = new Set(volumeMounts.map((mount) => mount.name));
  const mountPaths = new Set(volumeMounts.map((mount) => mount.mountPath));
  for (const [i, device] of volumeDevices.entries()) {
    const here = `${at}[${i}]`;
    const volume = volumes.get(device.name);
    if (device.name === '') errors.push(required(`${here}.name`));
    if (names.has(device.name)) errors.push(invalidValue(`${here}.name`, device.name, 'must be unique'));
    if (volume !== undefined && volume.persistentVolumeClaim === undefined && volume.ephemeral === undefined)
      errors.push(
        invalidValue(`${here}.name`, device.name, 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode'),
      );
    if (volume === undefined) errors.push(fieldNotFound(`${here}.name`, device.name));
    if (device.devicePath === '') errors.push(required(`${here}.devicePath`));
    if (paths.has(device.devicePath)) errors.push(invalidValue(`${here}.devicePath`, device.devicePath, 'must be unique'));
    if (device.devicePath.split('/').includes('..'))
      errors.push(invalidValue(`${here}.devicePath`, device.devicePath, "can not contain backsteps ('..')"));
    if (mounts.has(device.name)) errors.push(invalidValue(`${here}.name`, device.name, 'must not already exist in volumeMounts'));
    if (mountPaths.has(device.devicePath))
      errors.push(invalidValue(`${here}.devicePath`, device.devicePath, 'must not already exist as a path in volumeMounts'));
    names.add(device.name);
    paths.add(device.devicePath);
  }
}
