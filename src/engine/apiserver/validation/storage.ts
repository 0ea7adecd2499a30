/**
 * Claims, volumes and classes.
 * upstream: pkg/apis/core/validation/validation.go (ValidatePersistentVolumeSpec, ValidatePersistentVolumeClaimSpec), pkg/apis/storage/validation
 */
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '#api/kinds.ts';
import { compareQuantities, quantityOf, type Quantity } from '#api/machinery/quantity.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import { isDNS1123Label, isDNS1123Subdomain, isQualifiedName } from '#api/machinery/validation.ts';
import { duplicate, forbiddenField, invalidValue, notSupported, required, tooLong } from '../fieldError.ts';
import { validNodeSelector } from './affinity.ts';
import { goDiff } from '../goPrint/goDiff.ts';
import { goSyntax } from '../goPrint/goSyntax.ts';
import { wasSentEmpty } from '../schema/emptied.ts';
import { validateFinalizers } from '../meta.ts';
import { byRule, named, needed, noBacksteps, oneOf, validSelector, type Errors } from './checks.ts';
import { isNegative } from './resources.ts';
import { driverName, sharedSources, type SourceCheck } from './volumeSources.ts';

type ClaimSpec = PersistentVolumeClaim['spec'];
type VolumeSpec = PersistentVolume['spec'];

const accessModes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];

export function validClaimSpec(spec: ClaimSpec, at: string, errors: Errors): void {
  validAccessModes(spec.accessModes ?? [], { at, detail: 'at least 1 access mode is required' }, errors);
  validSelector(spec.selector, `${at}.selector`, errors);
  const storage = spec.resources?.requests?.['storage'];
  if (storage === undefined) errors.push(required(`${at}.resources[storage]`));
  else if (compareQuantities(quantityOf(storage), quantityOf('0')) <= 0)
    errors.push(invalidValue(`${at}.resources[storage]`, String(storage), 'must be greater than zero'));
  if ((spec.storageClassName ?? '') !== '') byRule(isDNS1123Subdomain, spec.storageClassName ?? '', `${at}.storageClassName`, errors);
  if (spec.volumeMode !== undefined) oneOf(spec.volumeMode, ['Block', 'Filesystem'], `${at}.volumeMode`, errors);
  if (spec.dataSource !== undefined) validDataSource(spec.dataSource, `${at}.dataSource`, errors);
  if (spec.dataSourceRef !== undefined) validDataSource(spec.dataSourceRef, `${at}.dataSourceRef`, errors);
  if (
    spec.dataSource !== undefined &&
    spec.dataSourceRef !== undefined &&
    !equalJson(
      { ...spec.dataSource, apiGroup: spec.dataSource.apiGroup ?? '' },
      { ...spec.dataSourceRef, apiGroup: spec.dataSourceRef.apiGroup ?? '' },
    )
  )
    errors.push(invalidValue(at, { printed: `"${at}.dataSource"` }, 'must match dataSourceRef'));
}

/** upstream: validateDataSource */
function validDataSource(source: NonNullable<ClaimSpec['dataSource']>, at: string, errors: Errors): void {
  const { kind = '', name } = source;
  const apiGroup = source.apiGroup ?? '';
  needed(name, `${at}.name`, errors);
  needed(kind, `${at}.kind`, errors);
  if (apiGroup !== '') byRule(isDNS1123Subdomain, apiGroup, `${at}.apiGroup`, errors);
  else if (kind !== 'PersistentVolumeClaim')
    errors.push(invalidValue(at, kind, "must be 'PersistentVolumeClaim' when referencing the default apiGroup"));
}

function validAccessModes(
  modes: readonly string[],
  { at, detail }: { readonly at: string; readonly detail: string },
  errors: Errors,
): void {
  if (modes.length === 0) errors.push(required(`${at}.accessModes`, detail));
  for (const mode of modes) if (!accessModes.includes(mode)) errors.push(notSupported(`${at}.accessModes`, mode, accessModes));
  if (modes.includes('ReadWriteOncePod') && modes.length > 1)
    errors.push(forbiddenField(`${at}.accessModes`, 'may not use ReadWriteOncePod with other access modes'));
}

export function validateClaim({ spec }: PersistentVolumeClaim): Errors {
  const errors: Errors = [];
  validClaimSpec(spec, 'spec', errors);
  return errors;
}

/** What may change after binding: how much is requested, and only upwards. upstream: ValidatePersistentVolumeClaimUpdate */
export function validateClaimUpdate(claim: PersistentVolumeClaim, old: PersistentVolumeClaim): Errors {
  const again = validateFinalizers(claim.metadata, false);
  const errors = [...again, ...again, ...validateClaim(claim), ...validateClaim(claim)];
  const volume = (old.spec.volumeName ?? '') === '' ? claim.spec.volumeName : old.spec.volumeName;
  const before: ClaimSpec = { ...old.spec, ...(volume === undefined ? {} : { volumeName: volume }) };
  const changes = goDiff('core.PersistentVolumeClaimSpec', before, claimAllowed(claim, old));
  if (changes !== '')
    errors.push(forbiddenField('spec', `spec is immutable after creation except resources.requests for bound claims\n${changes}`));
  if (compareQuantities(storageOf(claim), storageOf(old)) < 0)
    errors.push(forbiddenField('spec.resources.requests.storage', 'field can not be less than previous value'));
  if (claim.spec.volumeMode !== old.spec.volumeMode) errors.push(invalidValue('volumeMode', claim.spec.volumeMode, 'field is immutable'));
  return errors;
}

function storageOf({ spec }: PersistentVolumeClaim): Quantity {
  return quantityOf(spec.resources?.requests?.['storage'] ?? '0');
}

/** Where claims once named their class. */
const classAnnotation = 'volume.beta.kubernetes.io/storage-class';

/** The new spec with what may change put back: a class where there was none, the size of a bound claim. */
function claimAllowed({ spec, status, metadata }: PersistentVolumeClaim, old: PersistentVolumeClaim): ClaimSpec {
  const { storageClassName: now, ...rest } = spec;
  const noted = old.metadata.annotations?.[classAnnotation];
  const mayCome = noted === undefined ? metadata.annotations?.[classAnnotation] === undefined : now === noted;
  const kept = now === undefined || (old.spec.storageClassName === undefined && mayCome) ? rest : { ...rest, storageClassName: now };
  const storage = old.spec.resources?.requests?.['storage'];
  if ((status ?? old.status)?.phase !== 'Bound' || spec.resources?.requests === undefined || storage === undefined) return kept;
  return { ...kept, resources: { ...spec.resources, requests: { ...spec.resources.requests, storage } } };
}

const sources = [
  'hostPath',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'glusterfs',
  'flocker',
  'nfs',
  'rbd',
  'quobyte',
  'cephfs',
  'iscsi',
  'cinder',
  'fc',
  'flexVolume',
  'azureFile',
  'vsphereVolume',
  'photonPersistentDisk',
  'portworxVolume',
  'azureDisk',
  'scaleIO',
  'local',
  'storageos',
  'csi',
] as const;

export function validateVolume({ spec }: PersistentVolume): Errors {
  const errors: Errors = [];
  validAccessModes(spec.accessModes ?? [], { at: 'spec', detail: '' }, errors);
  validCapacity(spec, errors);
  if ((spec.persistentVolumeReclaimPolicy ?? '') !== ('' as string))
    oneOf(spec.persistentVolumeReclaimPolicy, ['Delete', 'Recycle', 'Retain'], 'spec.persistentVolumeReclaimPolicy', errors);
  if (spec.nodeAffinity?.required !== undefined) validNodeSelector(spec.nodeAffinity.required, 'spec.nodeAffinity.required', errors);
  else if (spec.nodeAffinity !== undefined) errors.push(required('spec.nodeAffinity.required', 'must specify required node constraints'));
  validVolumeSource(spec, errors);
  if ((spec.storageClassName ?? '') !== '') byRule(isDNS1123Subdomain, spec.storageClassName ?? '', 'spec.storageClassName', errors);
  if (spec.volumeMode !== undefined) oneOf(spec.volumeMode, ['Block', 'Filesystem'], 'spec.volumeMode', errors);
  return errors;
}

function validCapacity(spec: VolumeSpec, errors: Errors): void {
  const capacity = spec.capacity;
  if (capacity === undefined || Object.keys(capacity).length === 0) errors.push(required('spec.capacity'));
  if (capacity?.['storage'] === undefined || Object.keys(capacity).length > 1)
    errors.push(notSupported('spec.capacity', goSyntax('core.ResourceList', wasSentEmpty(spec, 'capacity') ? {} : capacity), ['storage']));
  for (const name in capacity) {
    const value = capacity[name] ?? '0';
    byRule(isQualifiedName, name, `spec.capacity[${name}]`, errors);
    if (isNegative(value)) errors.push(invalidValue(`spec.capacity[${name}]`, String(value), 'must be greater than or equal to 0'));
    if (compareQuantities(quantityOf(value), quantityOf('0')) <= 0)
      errors.push(invalidValue(`spec.capacity[${name}]`, String(value), 'must be greater than zero'));
  }
}

function validVolumeSource(spec: VolumeSpec, errors: Errors): void {
  const found = sources.filter((source) => spec[source] !== undefined);
  for (const extra of found.slice(1)) errors.push(forbiddenField(`spec.${extra}`, 'may not specify more than 1 volume type'));
  const [source] = found;
  if (source === undefined) errors.push(required('spec', 'must specify a volume type'));
  else checkSource(spec, source, errors);
  if (isRoot(spec.hostPath?.path ?? '') && spec.persistentVolumeReclaimPolicy === 'Recycle')
    errors.push(forbiddenField('spec.persistentVolumeReclaimPolicy', "may not be 'recycle' for a hostPath mount of '/'"));
}

/** Whether a path leads to the root, whatever detours it takes. */
function isRoot(path: string): boolean {
  if (!path.startsWith('/')) return false;
  let depth = 0;
  for (const part of path.split('/')) if (part !== '' && part !== '.') depth = part === '..' ? Math.max(0, depth - 1) : depth + 1;
  return depth === 0;
}

function checkSource(spec: VolumeSpec, source: (typeof sources)[number], errors: Errors): void {
  const at = `spec.${source}`;
  if (source === 'local') {
    if ((spec.local?.path ?? '') === '') errors.push(required(`${at}.path`));
    else noBacksteps(spec.local?.path ?? '', `${at}.path`, errors);
    if (spec.nodeAffinity === undefined) errors.push(required('spec.nodeAffinity', 'Local volume requires node affinity'));
  } else if (source === 'csi') csiVolume(spec.csi, at, errors);
  else (sharedSources[source] as SourceCheck<unknown> | undefined)?.(spec[source]!, at, errors);
  const space = spec.glusterfs?.endpointsNamespace;
  if (source !== 'glusterfs' || space === undefined) return;
  if (space === '')
    errors.push(invalidValue(`${at}.endpointsNamespace`, '', 'if the endpointnamespace is set, it must be a valid namespace name'));
  else byRule(isDNS1123Label, space, `${at}.endpointsNamespace`, errors);
}

/** upstream: validateCSIPersistentVolumeSource */
function csiVolume(csi: VolumeSpec['csi'], at: string, errors: Errors): void {
  driverName(csi?.driver, `${at}.driver`, errors);
  needed(csi?.volumeHandle, `${at}.volumeHandle`, errors);
  for (const field of ['controllerPublishSecretRef', 'controllerExpandSecretRef', 'nodePublishSecretRef', 'nodeExpandSecretRef'] as const) {
    const ref = csi?.[field];
    if (ref === undefined) continue;
    named(isDNS1123Subdomain, ref.name, `${at}.${field}.name`, errors);
    named(isDNS1123Label, ref.namespace, `${at}.${field}.namespace`, errors);
  }
}

export function validateVolumeUpdate(volume: PersistentVolume, old: PersistentVolume): Errors {
  const errors = [...validateFinalizers(volume.metadata, false), ...validateVolume(volume), ...validateVolume(volume)];
  const changes = goDiff('core.PersistentVolumeSource', old.spec, expandable(volume.spec, old.spec));
  if (changes !== '')
    errors.push(forbiddenField('spec.persistentvolumesource', `spec.persistentvolumesource is immutable after creation\n${changes}`));
  if (volume.spec.volumeMode !== old.spec.volumeMode) errors.push(invalidValue('volumeMode', volume.spec.volumeMode, 'field is immutable'));
  const { nodeAffinity } = volume.spec;
  if (old.spec.nodeAffinity !== undefined && !equalJson(nodeAffinity, withNewLabels(old.spec.nodeAffinity, nodeAffinity)))
    errors.push(
      invalidValue(
        'nodeAffinity',
        goSyntax('*core.VolumeNodeAffinity', nodeAffinity),
        'field is immutable, except for updating from beta label to GA',
      ),
    );
  return errors;
}

/** The secret for growing may be added where there was none. */
function expandable(now: VolumeSpec, old: VolumeSpec): VolumeSpec {
  if (old.csi === undefined || old.csi.controllerExpandSecretRef !== undefined || now.csi?.controllerExpandSecretRef === undefined)
    return now;
  const { controllerExpandSecretRef: _added, ...csi } = now.csi;
  return { ...now, csi };
}

type VolumeAffinity = NonNullable<VolumeSpec['nodeAffinity']>;

const newLabels: Readonly<Record<string, string>> = {
  'failure-domain.beta.kubernetes.io/zone': 'topology.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region': 'topology.kubernetes.io/region',
  'beta.kubernetes.io/os': 'kubernetes.io/os',
  'beta.kubernetes.io/arch': 'kubernetes.io/arch',
  'beta.kubernetes.io/instance-type': 'node.kubernetes.io/instance-type',
};

/** The old affinity with those keys renamed that the new one has under their new name; any key may become none, as upstream. */
function withNewLabels(old: VolumeAffinity, now: VolumeAffinity | undefined): VolumeAffinity {
  if (old.required === undefined) return old;
  const terms = old.required.nodeSelectorTerms.map((term, i) => ({
    ...term,
    ...(term.matchExpressions === undefined
      ? {}
      : {
          matchExpressions: term.matchExpressions.map((it, j) => {
            const key = now?.required?.nodeSelectorTerms[i]?.matchExpressions?.[j]?.key;
            return key !== undefined && key === (newLabels[it.key] ?? '') ? { ...it, key } : it;
          }),
        }),
  }));
  return { ...old, required: { ...old.required, nodeSelectorTerms: terms } };
}

export function validateClass(it: StorageClass): Errors {
  const errors: Errors = [];
  if ((it.provisioner ?? '') === '') errors.push(required('provisioner', it.provisioner));
  else byRule(isQualifiedName, it.provisioner.toLowerCase(), 'provisioner', errors);
  const parameters = Object.entries(it.parameters ?? {});
  if (parameters.length > 512) errors.push(tooLong('parameters', 512));
  else if (parameters.reduce((size, [key, value]) => size + key.length + value.length, 0) > 256 * 1024)
    errors.push(tooLong('parameters', 256 * 1024));
  for (const key in it.parameters) if (key === '') errors.push(invalidValue('parameters', key, 'field can not be empty.'));
  if ((it.reclaimPolicy ?? '') !== '') oneOf(it.reclaimPolicy, ['Delete', 'Retain'], 'reclaimPolicy', errors);
  if (it.volumeBindingMode === undefined) errors.push(required('volumeBindingMode'));
  else oneOf(it.volumeBindingMode, ['Immediate', 'WaitForFirstConsumer'], 'volumeBindingMode', errors);
  topologies(it.allowedTopologies ?? [], errors);
  return errors;
}

/** upstream: validateAllowedTopologies */
function topologies(terms: NonNullable<StorageClass['allowedTopologies']>, errors: Errors): void {
  // Upstream compares with as many empty terms as there are terms, and with those before.
  const seen: string[] = terms.map(() => '[]');
  for (const [i, { matchLabelExpressions = [] }] of terms.entries()) {
    const here = `allowedTopologies[${i}].matchLabelExpressions`;
    const own = new Map<string, readonly string[]>();
    for (const [j, { key = '', values: given }] of matchLabelExpressions.entries()) {
      const values = given ?? [];
      if (values.length === 0) errors.push(required(`${here}[${j}].values`));
      for (const [k, value] of values.entries()) if (values.indexOf(value) < k) errors.push(duplicate(`${here}[${j}].values[${k}]`, value));
      byRule(isQualifiedName, key, `${here}[${j}].key`, errors);
      if (own.has(key)) errors.push(duplicate(`${here}[${j}].key`, key));
      own.set(key, [...new Set(values)].toSorted());
    }
    const text = JSON.stringify([...own].toSorted(([a], [b]) => (a < b ? -1 : 1)));
    for (const other of seen) if (other === text) errors.push(duplicate(here, ''));
    seen.push(text);
  }
}

export function validateClassUpdate(it: StorageClass, old: StorageClass): Errors {
  const errors = validateClass(it);
  if (!equalJson(it.parameters ?? {}, old.parameters ?? {}))
    errors.push(forbiddenField('parameters', 'updates to parameters are forbidden.'));
  if (it.provisioner !== old.provisioner) errors.push(forbiddenField('provisioner', 'updates to provisioner are forbidden.'));
  if (it.reclaimPolicy !== old.reclaimPolicy) errors.push(forbiddenField('reclaimPolicy', 'updates to reclaimPolicy are forbidden.'));
  if (it.volumeBindingMode !== old.volumeBindingMode)
    errors.push(invalidValue('volumeBindingMode', it.volumeBindingMode, 'field is immutable'));
  return errors;
}
