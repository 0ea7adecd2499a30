/**
 * Volumes of pods.
 * upstream: pkg/apis/core/validation/validation.go (ValidateVolumes)
 */
import type { Volume } from '#api/kinds.ts';
import { isDNS1123Label, isDNS1123Subdomain } from '#api/machinery/validation.ts';
import { duplicate, forbiddenField, invalidValue, required } from '../fieldError.ts';
import { byRule, localDescendingPath, named, needed, type Errors } from './checks.ts';
import type { PodPlace } from './containers.ts';
import { validFieldRef, validResourceRef } from './env.ts';
import { validClaimSpec } from './storage.ts';
import { driverName, sharedSources, type SourceCheck } from './volumeSources.ts';

type Source = Exclude<keyof Volume, 'name'>;
type KeyPath = NonNullable<NonNullable<Volume['secret']>['items']>[number];
type FieldItem = NonNullable<NonNullable<Volume['downwardAPI']>['items']>[number];
type Projected = NonNullable<Volume['projected']>;

const modeMessage = 'must be a number between 0 and 0777 (octal), both inclusive';
const volumeFieldPaths = ['metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid'];

/** Checks all volumes, and answers with those that can be mounted. */
export function validVolumes(volumes: readonly Volume[], at: string, errors: Errors): PodPlace['volumes'] {
  const names = new Set<string>();
  const mountable = new Map<string, Volume>();
  for (const [i, volume] of volumes.entries()) {
    const here = `${at}[${i}]`;
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

type OwnSource =
  | 'emptyDir'
  | 'gitRepo'
  | 'secret'
  | 'persistentVolumeClaim'
  | 'downwardAPI'
  | 'configMap'
  | 'projected'
  | 'csi'
  | 'ephemeral';

/** In upstream's order: the first source is the one that is looked at. */
const order: readonly Source[] = [
  'emptyDir',
  'hostPath',
  'gitRepo',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'secret',
  'nfs',
  'iscsi',
  'glusterfs',
  'persistentVolumeClaim',
  'rbd',
  'cinder',
  'cephfs',
  'flocker',
  'downwardAPI',
  'fc',
  'flexVolume',
  'configMap',
  'azureFile',
  'vsphereVolume',
  'photonPersistentDisk',
  'portworxVolume',
  'azureDisk',
  'quobyte',
  'storageos',
  'projected',
  'scaleIO',
  'csi',
  'ephemeral',
];

function validSource(volume: Volume, here: string, errors: Errors): void {
  const [first, ...others] = order.filter((source) => volume[source] !== undefined);
  if (first === undefined) return void errors.push(required(here, 'must specify a volume type'));
  const check = (first in ownSources ? ownSources[first as OwnSource] : sharedSources[first as keyof typeof sharedSources]) as
    | SourceCheck<unknown>
    | undefined;
  check?.(volume[first]!, `${here}.${first}`, errors);
  for (const other of others) errors.push(forbiddenField(`${here}.${other}`, 'may not specify more than 1 volume type'));
}

const ownSources: { readonly [S in OwnSource]: SourceCheck<Volume[S]> } = {
  emptyDir: ({ sizeLimit }, here, errors) => {
    if (sizeLimit !== undefined && String(sizeLimit).startsWith('-'))
      errors.push(forbiddenField(`${here}.sizeLimit`, 'SizeLimit field must be a valid resource quantity'));
  },
  gitRepo: ({ repository, directory = '' }, here, errors) => {
    needed(repository, `${here}.repository`, errors);
    localDescendingPath(directory, `${here}.directory`, errors);
  },
  secret: ({ secretName, defaultMode, items = [] }, here, errors) => {
    needed(secretName, `${here}.secretName`, errors);
    validMode(defaultMode, `${here}.defaultMode`, errors);
    for (const [i, item] of items.entries()) keyPath(item, `${here}.items[${i}]`, errors);
  },
  persistentVolumeClaim: ({ claimName }, here, errors) => needed(claimName, `${here}.claimName`, errors),
  configMap: ({ name, defaultMode, items = [] }, here, errors) => {
    needed(name, `${here}.name`, errors);
    validMode(defaultMode, `${here}.defaultMode`, errors);
    for (const [i, item] of items.entries()) keyPath(item, `${here}.items[${i}]`, errors);
  },
  downwardAPI: ({ defaultMode, items = [] }, here, errors) => {
    validMode(defaultMode, `${here}.defaultMode`, errors);
    for (const item of items) fieldItem(item, here, errors);
  },
  projected: (projected, here, errors) => {
    validMode(projected.defaultMode, `${here}.defaultMode`, errors);
    validProjections(projected, here, errors);
  },
  csi: ({ driver, nodePublishSecretRef }, here, errors) => {
    driverName(driver, `${here}.driver`, errors);
    if (nodePublishSecretRef !== undefined)
      named(isDNS1123Subdomain, nodePublishSecretRef.name, `${here}.nodePublishSecretRef.name`, errors);
  },
  ephemeral: ({ volumeClaimTemplate }, here, errors) => {
    if (volumeClaimTemplate === undefined) errors.push(required(`${here}.volumeClaimTemplate`));
    else validClaimSpec(volumeClaimTemplate.spec, `${here}.volumeClaimTemplate.spec`, errors);
  },
};

function validMode(mode: number | undefined, at: string, errors: Errors): void {
  if (mode !== undefined && (mode < 0 || mode > 0o777)) errors.push(invalidValue(at, mode, modeMessage));
}

export function keyPath(item: KeyPath, here: string, errors: Errors): void {
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

/** Files of one name from two sources would hide each other. */
function distinctPaths(items: readonly { readonly path?: string }[], taken: Set<string>, tell: (path: string) => void): void {
  for (const { path = '' } of items) {
    if (path !== '' && taken.has(path)) tell(path);
    taken.add(path);
  }
}

function validProjections({ sources: list }: Projected, at: string, errors: Errors): void {
  const taken = new Set<string>();
  const conflict = (value: string | undefined) => errors.push(invalidValue(at, value ?? '', 'conflicting duplicate paths'));
  for (const [i, source] of (list ?? []).entries()) {
    const here = `${at}.sources[${i}]`;
    const [first, ...others] = (['secret', 'configMap', 'downwardAPI', 'serviceAccountToken'] as const).filter(
      (it) => source[it] !== undefined,
    );
    if (first === 'secret' || first === 'configMap') {
      const { name, items = [] } = source[first] ?? {};
      needed(name, `${here}.${first}.name`, errors);
      for (const [j, item] of items.entries()) keyPath(item, `${here}.${first}.items[${j}]`, errors);
      distinctPaths(items, taken, () => conflict(name));
    } else if (first === 'downwardAPI') {
      const items = source.downwardAPI?.items ?? [];
      for (const item of items) fieldItem(item, `${here}.downwardAPI`, errors);
      distinctPaths(items, taken, conflict);
    } else if (first === 'serviceAccountToken') projectedToken(source.serviceAccountToken ?? { path: '' }, `${here}.${first}`, errors);
    if (others.length > 0) errors.push(forbiddenField(here, 'may not specify more than 1 volume type'));
  }
}

function projectedToken(
  token: NonNullable<NonNullable<Projected['sources']>[number]['serviceAccountToken']>,
  at: string,
  errors: Errors,
): void {
  const { expirationSeconds = 3600, path = '' } = token;
  if (expirationSeconds < 600)
    errors.push(invalidValue(`${at}.expirationSeconds`, expirationSeconds, 'may not specify a duration less than 10 minutes'));
  if (expirationSeconds > 2 ** 32)
    errors.push(invalidValue(`${at}.expirationSeconds`, expirationSeconds, 'may not specify a duration larger than 2^32 seconds'));
  if (path === '') errors.push(required(`${at}.path`));
  else localDescendingPath(path, `${at}.path`, errors);
}
