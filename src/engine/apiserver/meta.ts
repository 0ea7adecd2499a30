/**
 * The rules for metadata that hold for every kind, and what the server itself fills in.
 * upstream: staging/src/k8s.io/apiserver/pkg/registry/rest/meta.go, apimachinery/pkg/api/validation/objectmeta.go
 */
import { goTime } from '#api/machinery/goText.ts';
import { generateName, generateUid } from '#api/machinery/names.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import { formatTime } from '#api/machinery/time.ts';
import { isDNS1123Label, isDNS1123Subdomain, isQualifiedName, isValidLabelValue } from '#api/machinery/validation.ts';
import type { ObjectMeta } from '#api/meta.ts';
import { nextBelow } from '#sim/random.ts';
import { forbiddenField, invalidValue, required, tooLong, type FieldError } from './fieldError.ts';
import { withMeta, type AnyObject, type Fields } from './object.ts';
import { nowOf, type Call } from './state.ts';

const ANNOTATIONS_MAX = 256 * 1024;

/** Identity, time of birth and, if asked for, a generated name. */
export function fillSystemFields(object: AnyObject, call: Call): AnyObject {
  const { random } = call.env;
  const draw = (below: number): number => nextBelow(random, below);
  const sent = object.metadata as ObjectMeta & Fields;
  const { name = '', generateName: base, namespace } = sent;
  const metadata: Record<string, unknown> = { name: name === '' && base !== undefined && base !== '' ? generateName(base, draw) : name };
  if (base !== undefined) metadata['generateName'] = base;
  if (namespace !== undefined) metadata['namespace'] = namespace;
  for (const key in sent) if (sent[key] !== undefined && !systemFields.has(key)) metadata[key] = sent[key];
  metadata['creationTimestamp'] = formatTime(nowOf(call.env));
  metadata['uid'] = generateUid(draw);
  if (call.strategy.generation === true) metadata['generation'] = 1;
  return { ...object, metadata: metadata as unknown as ObjectMeta };
}

/** What the server decides, whatever the creator says, and what stands at the head anyway. */
const systemFields = new Set([
  'name',
  'generateName',
  'namespace',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'resourceVersion',
  'generation',
]);

/** What an update may leave out and gets back from the stored object. */
export function keepSystemFields(object: AnyObject, old: AnyObject): AnyObject {
  const a = object.metadata;
  const b = old.metadata;
  if (a === b) return object;
  return withMeta(object, {
    uid: a.uid ?? b.uid,
    creationTimestamp: b.creationTimestamp,
    deletionTimestamp: b.deletionTimestamp ?? a.deletionTimestamp,
    deletionGracePeriodSeconds: a.deletionGracePeriodSeconds ?? b.deletionGracePeriodSeconds,
    generation: b.generation,
    generateName: a.generateName,
  });
}

type NameRule = (name: string) => readonly string[];

interface MetaRules {
  readonly validateName?: NameRule;
  readonly bareFinalizers?: boolean;
}

export function validateMeta(metadata: ObjectMeta, namespaced: boolean, rules: MetaRules): FieldError[] {
  const { validateName: rule = isDNS1123Subdomain, bareFinalizers = false } = rules;
  const errors: FieldError[] = [];
  const at = 'metadata';
  const { generateName: base = '', name = '', namespace = '' } = metadata;
  if (base !== '') for (const message of rule(maskedPrefix(base))) errors.push(invalidValue(`${at}.generateName`, base, message));
  if (name === '') errors.push(required(`${at}.name`, 'name or generateName is required'));
  else for (const message of rule(name)) errors.push(invalidValue(`${at}.name`, name, message));
  if (namespaced) {
    if (namespace === '') errors.push(required(`${at}.namespace`));
    else for (const message of isDNS1123Label(namespace)) errors.push(invalidValue(`${at}.namespace`, namespace, message));
  } else if (namespace !== '') errors.push(forbiddenField(`${at}.namespace`, 'not allowed on this type'));
  if (metadata.generation !== undefined && metadata.generation < 0)
    errors.push(invalidValue(`${at}.generation`, metadata.generation, 'must be greater than or equal to 0'));
  return errors.concat(
    validateLabels(metadata.labels, `${at}.labels`),
    validateAnnotations(metadata.annotations, `${at}.annotations`),
    validateOwners(metadata),
    validateFinalizers(metadata, bareFinalizers),
  );
}

/** A prefix is fine when it would be with a letter in place of the hyphen at its end. */
function maskedPrefix(base: string): string {
  return base.endsWith('-') && base.length > 1 ? `${base.slice(0, -2)}a` : base;
}

export function validateLabels(labels: ObjectMeta['labels'], at: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const key in labels) {
    for (const message of isQualifiedName(key)) errors.push(invalidValue(at, key, message));
    for (const message of isValidLabelValue(labels[key] ?? '')) errors.push(invalidValue(at, labels[key], message));
  }
  return errors;
}

export function validateAnnotations(annotations: ObjectMeta['annotations'], at: string): FieldError[] {
  const errors: FieldError[] = [];
  let size = 0;
  for (const key in annotations) {
    for (const message of isQualifiedName(key.toLowerCase())) errors.push(invalidValue(at, key, message));
    size += key.length + (annotations[key]?.length ?? 0);
  }
  if (size > ANNOTATIONS_MAX) errors.push(tooLong(at, ANNOTATIONS_MAX));
  return errors;
}

function validateOwners({ ownerReferences = [] }: ObjectMeta): FieldError[] {
  const errors: FieldError[] = [];
  const at = 'metadata.ownerReferences';
  let controller = '';
  for (const owner of ownerReferences) {
    const group = (owner.apiVersion ?? '').split('/');
    if (group[group.length - 1] === '') errors.push(invalidValue(`${at}.apiVersion`, owner.apiVersion ?? '', 'version must not be empty'));
    if ((owner.kind ?? '') === '') errors.push(invalidValue(`${at}.kind`, owner.kind ?? '', 'kind must not be empty'));
    if ((owner.name ?? '') === '') errors.push(invalidValue(`${at}.name`, owner.name ?? '', 'name must not be empty'));
    if ((owner.uid ?? '') === '') errors.push(invalidValue(`${at}.uid`, owner.uid ?? '', 'uid must not be empty'));
    if (owner.apiVersion === 'v1' && owner.kind === 'Event')
      errors.push(invalidValue(at, owner, `${owner.apiVersion}, Kind=${owner.kind} is disallowed from being an owner`));
    if (owner.controller !== true) continue;
    const found = `${owner.kind}/${owner.name}`;
    if (controller !== '') {
      const list = JSON.stringify(ownerReferences);
      errors.push(
        invalidValue(
          at,
          { printed: list },
          `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${found}`,
        ),
      );
    } else controller = found;
  }
  return errors;
}

const standardFinalizers = new Set(['orphan', 'foregroundDeletion', 'kubernetes']);

/** Volumes and claims are looked at as a whole more than once when they change, and these errors come as often. */
export function validateFinalizers({ finalizers = [] }: ObjectMeta, bare: boolean): FieldError[] {
  const errors: FieldError[] = [];
  for (const [i, finalizer] of finalizers.entries()) {
    for (const message of isQualifiedName(finalizer)) errors.push(invalidValue('metadata.finalizers', finalizer, message));
    if (!bare && !finalizer.includes('/') && !standardFinalizers.has(finalizer) && isQualifiedName(finalizer).length === 0) {
      errors.push(
        invalidValue(`metadata.finalizers[${i}]`, finalizer, 'name is neither a standard finalizer name nor is it fully qualified'),
      );
    }
  }
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion')) {
    errors.push(
      invalidValue(
        'metadata.finalizers',
        { printed: JSON.stringify(finalizers) },
        'finalizer orphan and foregroundDeletion cannot be both set',
      ),
    );
  }
  return errors;
}

const immutable = 'field is immutable';

function printedTime(time: string | undefined): { readonly printed: string } | undefined {
  return time === undefined ? undefined : { printed: goTime(time) };
}

/** What no update may change. */
export function validateMetaUpdate(a: ObjectMeta, b: ObjectMeta): FieldError[] {
  const errors: FieldError[] = [];
  if (b.deletionTimestamp !== undefined) {
    const had = b.finalizers ?? [];
    const extra = (a.finalizers ?? []).filter((finalizer) => !had.includes(finalizer));
    if (extra.length > 0) {
      const printed = `[]string{${extra.map((item) => `"${item}"`).join(', ')}}`;
      errors.push(
        forbiddenField(
          'metadata.finalizers',
          `no new finalizers can be added if the object is being deleted, found new finalizers ${printed}`,
        ),
      );
    }
  }
  const fixed = ['name', 'namespace', 'uid', 'creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds'] as const;
  for (const field of fixed)
    if (!equalJson(a[field], b[field]))
      errors.push(invalidValue(`metadata.${field}`, field === 'deletionTimestamp' ? printedTime(a[field]) : a[field], immutable));
  return errors;
}
