/**
 * Volumes of pods.
 * upstream: pkg/apis/core/validation/validation.go (ValidateVolumes)
 */
import type { PodSpec, Volume } from '#api/kinds.ts';
import { isDNS1123Label } from '#api/machinery/validation.ts';
import { duplicate, forbiddenField, invalidValue, required } from '../fieldError.ts';
import { byRule, localDescendingPath, needed, noBacksteps, oneOf, type Errors } from './checks.ts';
import { validFieldRef, validResourceRef, type PodPlace } from './containers.ts';
import { validClaimSpec } from './storage.ts';

type Source = Exclude<keyof Volume, 'name'>;
type KeyPath = NonNullable<NonNullable<Volume['secret']>['items']>[number];
type FieldItem = NonNullable<NonNullable<Volume['downwardAPI']>['items']>[number];
type Projected = NonNullable<Volume['projected']>;

const modeMessage = 'must be a number between 0 and 0777 (octal), both inclusive';
const hostPathTypes = ['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket'];
const volumeFieldPaths = ['metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid'];

/** Checks all volumes, and answers with those that can be mounted. */
export function validVolumes(spec: PodSpec, at: string, errors: Errors): PodPlace['volumes'] {
  const names = new Set<string>();
  const mountable = new Map<string, Volume>();
  for (const [i, volume] of (spec.volumes ?? []).entries()) {
    const here = `${at}.volumes[${i}]`;
    const before = errors.length;
    const own: Errors = [];
    validSource(volume, here, own);
    const { name = '' } = volume;
    if (name === '') own.push(required(`${here}.name`));
    else {
      byRule(isDNS1123Label, name, `${here}.name`, own);
      if (names.has(name)) own.push(duplicate(`${here}.name`, name));
    }
    errors.push(...own);
    if (errors.length !== before) continue;
    names.add(name);
    mountable.set(name, volume);
  }
  return mountable;
}

type Check = (volume: Volume, here: string, errors: Errors) => void;

function validSource(volume: Volume, here: string, errors: Errors): void {
  let found = false;
  for (const [source, check] of Object.entries(sources) as [Source, Check | undefined][]) {
    if (volume[source] === undefined) continue;
    if (found) errors.push(forbiddenField(`${here}.${source}`, 'may not specify more than 1 volume type'));
    else check?.(volume, `${here}.${source}`, errors);
    found = true;
  }
  if (!found && Object.keys(volume).length <= 1) errors.push(required(here, 'must specify a volume type'));
}

function noCheck(): void {
  // Every value that decodes is valid.
}

const sources: { readonly [S in Source]?: Check } = {
  emptyDir: ({ emptyDir }, here, errors) => {
    const { sizeLimit } = emptyDir ?? {};
    if (sizeLimit !== undefined && String(sizeLimit).startsWith('-'))
      errors.push(forbiddenField(`${here}.sizeLimit`, 'SizeLimit field must be a valid resource quantity'));
  },
  hostPath: ({ hostPath }, here, errors) => {
    if ((hostPath?.path ?? '') === '') errors.push(required(`${here}.path`));
    else noBacksteps(hostPath?.path ?? '', `${here}.path`, errors);
    oneOf(hostPath?.type, hostPathTypes, `${here}.type`, errors);
  },
  gitRepo: ({ gitRepo }, here, errors) => needed(gitRepo?.repository, `${here}.repository`, errors),
  gcePersistentDisk: ({ gcePersistentDisk }, here, errors) => needed(gcePersistentDisk?.pdName, `${here}.pdName`, errors),
  awsElasticBlockStore: ({ awsElasticBlockStore }, here, errors) => needed(awsElasticBlockStore?.volumeID, `${here}.volumeID`, errors),
  secret: ({ secret }, here, errors) => {
    needed(secret?.secretName, `${here}.secretName`, errors);
    validMode(secret?.defaultMode, `${here}.defaultMode`, errors);
    for (const [i, item] of (secret?.items ?? []).entries()) keyPath(item, `${here}.items[${i}]`, errors);
  },
  nfs: ({ nfs }, here, errors) => {
    needed(nfs?.server, `${here}.server`, errors);
    needed(nfs?.path, `${here}.path`, errors);
    if ((nfs?.path ?? '/') !== '' && !(nfs?.path ?? '/').startsWith('/'))
      errors.push(invalidValue(`${here}.path`, nfs?.path, 'must be an absolute path'));
  },
  glusterfs: ({ glusterfs }, here, errors) => {
    needed(glusterfs?.endpoints, `${here}.endpoints`, errors);
    needed(glusterfs?.path, `${here}.path`, errors);
  },
  persistentVolumeClaim: ({ persistentVolumeClaim }, here, errors) => needed(persistentVolumeClaim?.claimName, `${here}.claimName`, errors),
  configMap: ({ configMap }, here, errors) => {
    needed(configMap?.name, `${here}.name`, errors);
    validMode(configMap?.defaultMode, `${here}.defaultMode`, errors);
    for (const [i, item] of (configMap?.items ?? []).entries()) keyPath(item, `${here}.items[${i}]`, errors);
  },
  downwardAPI: ({ downwardAPI }, here, errors) => {
    validMode(downwardAPI?.defaultMode, `${here}.defaultMode`, errors);
    for (const item of downwardAPI?.items ?? []) fieldItem(item, here, errors);
  },
  projected: ({ projected }, here, errors) => {
    validMode(projected?.defaultMode, `${here}.defaultMode`, errors);
    validProjections(projected ?? { sources: [] }, here, errors);
  },
  csi: ({ csi }, here, errors) => needed(csi?.driver, `${here}.driver`, errors),
  ephemeral: ({ ephemeral }, here, errors) => {
    if (ephemeral?.volumeClaimTemplate === undefined) errors.push(required(`${here}.volumeClaimTemplate`));
    else validClaimSpec(ephemeral.volumeClaimTemplate.spec, `${here}.volumeClaimTemplate.spec`, errors);
  },
  iscsi: noCheck,
  rbd: noCheck,
  cephfs: noCheck,
};

function validMode(mode: number | undefined, at: string, errors: Errors): void {
  if (mode !== undefined && (mode < 0 || mode > 0o777)) errors.push(invalidValue(at, mode, modeMessage));
}

function keyPath(item: KeyPath, here: string, errors: Errors): void {
  needed(item.key, `${here}.key`, errors);
  if ((item.path ?? '') === '') errors.push(required(`${here}.path`));
  else localDescendingPath(item.path, `${here}.path`, errors);
  if (item.mode !== undefined) validMode(item.mode, `${here}.mode`, errors);
}

function fieldItem(item: FieldItem, here: string, errors: Errors): void {
  if ((item.path ?? '') === '') errors.push(required(`${here}.path`));
  else localDescendingPath(item.path, `${here}.path`, errors);
  if (item.fieldRef !== undefined) {
    validFieldRef(item.fieldRef, volumeFieldPaths, `${here}.fieldRef`, errors);
    if (item.resourceFieldRef !== undefined)
      errors.push(invalidValue(here, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously'));
  } else if (item.resourceFieldRef !== undefined) {
    if ((item.resourceFieldRef.containerName ?? '') === '') errors.push(required(`${here}.resourceFieldRef.containerName`));
    validResourceRef(item.resourceFieldRef, `${here}.resourceFieldRef`, errors);
  } else errors.push(required(here, 'one of fieldRef and resourceFieldRef is required'));
  if (item.mode !== undefined) validMode(item.mode, `${here}.mode`, errors);
}

function validProjections({ sources: list }: Projected, at: string, errors: Errors): void {
  for (const [i, source] of (list ?? []).entries()) {
    const here = `${at}.sources[${i}]`;
    const { secret, configMap, downwardAPI, serviceAccountToken } = source;
    if (secret !== undefined) {
      needed(secret.name, `${here}.secret.name`, errors);
      for (const [j, item] of (secret.items ?? []).entries()) keyPath(item, `${here}.secret.items[${j}]`, errors);
    }
    if (configMap !== undefined) {
      needed(configMap.name, `${here}.configMap.name`, errors);
      for (const [j, item] of (configMap.items ?? []).entries()) keyPath(item, `${here}.configMap.items[${j}]`, errors);
    }
    for (const item of downwardAPI?.items ?? []) fieldItem(item, `${here}.downwardAPI`, errors);
    if (serviceAccountToken !== undefined) {
      const { expirationSeconds = 3600, path } = serviceAccountToken;
      if (expirationSeconds < 600)
        errors.push(
          invalidValue(
            `${here}.serviceAccountToken.expirationSeconds`,
            expirationSeconds,
            'may not specify a duration less than 10 minutes',
          ),
        );
      needed(path, `${here}.serviceAccountToken.path`, errors);
    }
  }
}
