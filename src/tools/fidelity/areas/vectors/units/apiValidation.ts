/** upstream: pkg/apis/.../validation: whole objects, as new or in the place of old ones, and the errors of their fields */
import type { CronJob, Job, Kind, PodSpec } from '#api/kinds.ts';
import type { KubeObject } from '#api/meta.ts';
import { rowOfKind } from '#api/scheme.ts';
import { autoscalerToV2 } from '#engine/apiserver/conversion/autoscaler.ts';
import { causesOf, type FieldError } from '#engine/apiserver/fieldError.ts';
import { validateCronJobUpdate, validateJob } from '#engine/apiserver/validation/batch.ts';
import { validations } from '#engine/apiserver/validation/validation.ts';
import { errorText, inputOf, isFields, outputOf, type Adapter, type Adapters, type Fields, type Row } from '../row.ts';
import { objectAs } from './objects.ts';

/** Every test of such a package whose rows hold objects of the API; the others have no function here. */
export function apiValidation(tests: Fields): Adapters {
  const names = Object.entries(tests).filter(([, rows]) => Array.isArray(rows) && rows.some((row) => subjectsOf(row as Row).length > 0));
  return Object.fromEntries(
    names.map(([name, rows]) => [name, otherRules.test(name) ? withoutFunction : checkOf(name, rows as readonly Row[])]),
  );
}

/** Tests of parts that have their own functions upstream: of a status, of one field, of options. */
const otherRules = /Status|Finalize|EphemeralContainers|IPsValidation|BindingMode|Topologies|Annotation|LogOptions|^TestValidationOptions/;

const withoutFunction: Adapter = () => ({
  leftOut: 'no such function here yet: only whole objects are validated, when they are new and when they change',
});

/** The rows of some tests of updates tell only what comes; what there was is what comes in the first of them, unchanged. */
function checkOf(name: string, rows: readonly Row[]): Adapter {
  const all = rows.map(subjectsOf);
  const onlyNew = /Update/.test(name) && all.every((subjects) => subjects.length === 1);
  const first = rows[0] === undefined || outputOf(rows[0])['errs'] !== null ? undefined : all[0]?.[0]?.[1];
  return (row) => check(row, onlyNew ? first : undefined);
}

function check(row: Row, before?: Fields): ReturnType<Adapter> {
  const recorded = outputOf(row)['errs'];
  const subjects = subjectsOf(row);
  if (subjects.length === 0 || !('errs' in outputOf(row))) return { leftOut: 'the row has no whole object with the errors found in it' };
  if (recorded !== null && !Array.isArray(recorded)) return { leftOut: 'the row has the results of an inner loop without its inputs' };
  const old = subjects.find(([name]) => /^old/i.test(name))?.[1] ?? before;
  const subject = subjects.find(([name]) => !/^old/i.test(name))?.[1];
  if (subject === undefined) return { leftOut: 'the row has no object to look at' };
  const off = gateOf(row);
  if (off !== undefined) return { leftOut: off };
  const kind = String(subject['kind']);
  const rules = validations[kind as Kind];
  const run = old === undefined ? rules?.validate : rules?.validateUpdate;
  if (run === undefined) return { leftOut: `no such function here yet: validation of ${kind}${old === undefined ? '' : ' updates'}` };
  const expected = own((Array.isArray(recorded) ? recorded : []).map(errorText));
  const given = objectAs<KubeObject>(subject);
  const now = served(expected.includes('spec.containers: Required value') ? given : withEssentials(given));
  if (expected.some((text) => text.startsWith('[]')))
    return { leftOut: 'the errors recorded last are those of another function, which looks at the object as part of a pod' };
  if (expected.some((text) => /templateGeneration|rollback/.test(text))) return { leftOut: 'the field has gone from the served versions' };
  if (subject['apiVersion'] === 'autoscaling/v1' && expected.some((text) => lostInV1.test(text)))
    return { leftOut: 'v1, in which the row was recorded, cannot say what is wrong with it' };
  const alone = kind === 'Job' ? jobErrors(row, now) : own(textsOf(rules?.validate?.(now) ?? []));
  if (old === undefined && kind === 'CronJob') return { expected, got: own(textsOf(zoneAdded(now))) };
  if (old === undefined) return { expected, got: alone };
  // Our server looks at the new object and at the change in one go; the row is about the change alone.
  const found = own(textsOf(rules?.validateUpdate?.(now, withEssentials(objectAs<KubeObject>(old))) ?? []));
  const all = [...new Set([...found, ...alone])].toSorted();
  // What is not in the function that the row is about: the object by itself, and what the strategies of apps/v1 add.
  const others = (text: string) => alone.includes(text) || /^spec\.selector: .*: field is immutable$/.test(text);
  return { expected: [...new Set(expected)], got: all.filter((text) => !others(text) || expected.includes(text)) };
}

/** The tests of pods give those without containers one, after the row was written down. */
function withEssentials(object: KubeObject): KubeObject {
  const { kind, spec } = object as unknown as { readonly kind?: string; readonly spec?: PodSpec };
  if (kind !== 'Pod' || spec === undefined || (spec.containers ?? []).length > 0) return object;
  const container = { name: 'autoadded', image: 'image', terminationMessagePolicy: 'File', imagePullPolicy: 'Always' };
  return {
    ...object,
    spec: { restartPolicy: 'Always', dnsPolicy: 'ClusterFirst', ...spec, containers: [container] },
  } as unknown as KubeObject;
}

/** Autoscalers were recorded in v1, where metrics stand in annotations. */
function served(object: KubeObject): KubeObject {
  return object.apiVersion === 'autoscaling/v1' && object.kind === 'HorizontalPodAutoscaler'
    ? (autoscalerToV2(object as unknown as Fields) as unknown as KubeObject)
    : object;
}

const lostInV1 = /target\.type: |target\.averageValue: Forbidden|given metric source only/;

function jobErrors(row: Row, job: KubeObject): readonly string[] {
  const { opts } = inputOf(row);
  return own(textsOf(validateJob(job as unknown as Job, isFields(opts) && opts['RequirePrefixedLabels'] === true)));
}

/** The test's last call is an update that gives the object its time zone. */
function zoneAdded(job: KubeObject): readonly FieldError[] {
  const now = job as unknown as CronJob;
  const { timeZone: _none, ...spec } = now.spec;
  return validateCronJobUpdate(now, { ...now, spec });
}

/** Rows that turn a feature on or off against what 1.28 does by itself. */
function gateOf(row: Row): string | undefined {
  const input = inputOf(row);
  if (input['enableRecoverFromExpansion'] === true) return 'recovery from a failed expansion is alpha in 1.28 and off';
  if (input['enableReadWriteOncePod'] === false && JSON.stringify(outputOf(row)).includes('supported values'))
    return 'ReadWriteOncePod is beta in 1.28 and on';
  if (input['enableSkipReadOnlyValidationGCE'] === true) return 'the check of shared disks is switched off';
  if (String(input['test']).includes('AllowMutableNodeSelector is false')) return 'where gated pods may go can be narrowed in 1.28';
  if (String(input['test']).includes('grace period seconds not 1')) return 'v1, in which the row was recorded, has no negative grace';
  const { old } = input;
  if (isFields(old) && isFields(input['new']) && resourcesOf(old) !== resourcesOf(input['new']))
    return 'resizing pods in place is alpha in 1.28 and off';
  return undefined;
}

function resourcesOf(pod: Fields): string {
  const { spec } = pod as { readonly spec?: { readonly containers?: readonly { readonly resources?: unknown }[] | null } };
  return JSON.stringify((spec?.containers ?? []).map(({ resources }) => resources ?? {}));
}

export function textsOf(errors: readonly FieldError[]): readonly string[] {
  return causesOf(errors).map(({ field, message }) => comparable(`${field}: ${message}`));
}

/**
 * Without what is chance or of the test: addresses, whether a quantity was read or made in code, and the words that
 * resizing in place (which the pod tests turn on) adds.
 */
function comparable(text: string): string {
  return text
    .replaceAll(/0xc0[0-9a-f]{8}/g, '0xc000000000')
    .replace(',`spec.containers[*].resources` (for CPU/memory only)', '')
    .replaceAll(
      /resource\.Quantity\{i:resource\.int64Amount\{value:(-?\d+), scale:(-?\d+)\}, d:[^}]*\}, s:"[^"]*"/g,
      (_all, value, scale) => `resource.Quantity{${Number(value) * 10 ** Number(scale)}`,
    );
}

/** Names, labels and the like are looked at once for all kinds, elsewhere in our server. */
export function own(texts: readonly (string | undefined)[]): readonly string[] {
  const known = texts.filter((text): text is string => text !== undefined && !text.startsWith('metadata'));
  return known.map(comparable).toSorted();
}

/** The objects of kinds that this cluster has, by the names of the row's fields. */
function subjectsOf(row: Row): readonly (readonly [name: string, object: Fields])[] {
  const input = inputOf(row);
  const all = typeof input['kind'] === 'string' ? [['object', input] as const] : Object.entries(input);
  return all.filter(
    (entry): entry is [string, Fields] =>
      isFields(entry[1]) && typeof entry[1]['kind'] === 'string' && rowOfKind(entry[1]['kind']) !== undefined,
  );
}
