/** upstream: pkg/apis/.../validation: whole objects, as new or in the place of old ones, and the errors of their fields */
import type { Kind } from '#api/kinds.ts';
import type { KubeObject } from '#api/meta.ts';
import { rowOfKind } from '#api/scheme.ts';
import { causesOf, type FieldError } from '#engine/apiserver/fieldError.ts';
import { validations } from '#engine/apiserver/validation/validation.ts';
import { errorText, inputOf, isFields, outputOf, type Adapter, type Adapters, type Fields, type Row } from '../row.ts';
import { objectAs } from './objects.ts';

/** Every test of such a package whose rows hold objects of the API; the others have no function here. */
export function apiValidation(tests: Fields): Adapters {
  const names = Object.entries(tests).filter(([, rows]) => Array.isArray(rows) && rows.some((row) => subjectsOf(row as Row).length > 0));
  return Object.fromEntries(names.map(([name]) => [name, otherRules.test(name) ? withoutFunction : check]));
}

/** Tests of parts that have their own functions upstream: of a status, of one field, of options. */
const otherRules = /Status|Finalize|EphemeralContainers|IPsValidation|BindingMode|Topologies|Annotation|LogOptions|^TestValidationOptions/;

const withoutFunction: Adapter = () => ({
  leftOut: 'no such function here yet: only whole objects are validated, when they are new and when they change',
});

const check: Adapter = (row) => {
  const recorded = outputOf(row)['errs'];
  const subjects = subjectsOf(row);
  if (subjects.length === 0 || !('errs' in outputOf(row))) return { leftOut: 'the row has no whole object with the errors found in it' };
  if (recorded !== null && !Array.isArray(recorded)) return { leftOut: 'the row has the results of an inner loop without its inputs' };
  const old = subjects.find(([name]) => /^old/i.test(name))?.[1];
  const subject = subjects.find(([name]) => !/^old/i.test(name))?.[1];
  if (subject === undefined) return { leftOut: 'the row has no object to look at' };
  const rules = validations[String(subject['kind']) as Kind];
  const run = old === undefined ? rules?.validate : rules?.validateUpdate;
  if (run === undefined)
    return { leftOut: `no such function here yet: validation of ${String(subject['kind'])}${old === undefined ? '' : ' updates'}` };
  const now = objectAs<KubeObject>(subject);
  const expected = own((Array.isArray(recorded) ? recorded : []).map(errorText));
  const alone = own(textsOf(rules?.validate?.(now) ?? []));
  if (expected.some((text) => text.startsWith('[]')))
    return { leftOut: 'the errors recorded last are those of another function, which looks at the object as part of a pod' };
  if (old === undefined) return { expected, got: alone };
  // Our server looks at the new object and at the change in one go; the row is about the change alone.
  const found = own(textsOf(rules?.validateUpdate?.(now, objectAs<KubeObject>(old)) ?? []));
  return { expected, got: found.filter((text) => !alone.includes(text) || expected.includes(text)) };
};

function textsOf(errors: readonly FieldError[]): readonly string[] {
  return causesOf(errors).map(({ field, message }) => `${field}: ${message}`);
}

/** Names, labels and the like are looked at once for all kinds, elsewhere in our server. */
function own(texts: readonly (string | undefined)[]): readonly string[] {
  return texts.filter((text): text is string => text !== undefined && !text.startsWith('metadata')).toSorted();
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
