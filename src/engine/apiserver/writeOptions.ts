/**
 * The options that every write can carry, checked before anything else is.
 * upstream: staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/validation/validation.go
 */
import type { Request, Status, Verb } from '#api/request.ts';
import { forbiddenField, invalidValue, notSupported, required, tooLong, type FieldError } from './fieldError.ts';
import { invalid } from './status.ts';

const MANAGER_MAX = 128;

const kinds: { readonly [V in Verb]?: string } = {
  create: 'CreateOptions',
  update: 'UpdateOptions',
  patch: 'PatchOptions',
  delete: 'DeleteOptions',
  deletecollection: 'DeleteOptions',
};

const fieldValidations = ['', 'Ignore', 'Strict', 'Warn'];

/** The refusal of bad options, or undefined. */
export function checkWriteOptions({ verb, options, patch }: Request): Status | undefined {
  const kind = kinds[verb];
  if (kind === undefined || (options === undefined && patch?.type !== 'apply')) return undefined;
  const { dryRun = [], fieldManager = '', fieldValidation = '', force } = options ?? {};
  const errors: FieldError[] = [];
  if (patch !== undefined && patch.type !== 'apply' && force !== undefined)
    errors.push(forbiddenField('force', 'may not be specified for non-apply patch'));
  if (patch?.type === 'apply' && fieldManager === '') errors.push(required('fieldManager', 'is required for apply patch'));
  const deletes = kind === 'DeleteOptions';
  if (!deletes) errors.push(...checkManager(fieldManager));
  if (dryRun.some((value) => value !== 'All')) errors.push(notSupported('dryRun', { printed: printList(dryRun) }, ['All']));
  if (!deletes && !fieldValidations.includes(fieldValidation))
    errors.push(notSupported('fieldValidation', fieldValidation, fieldValidations));
  return errors.length === 0 ? undefined : invalid({ group: 'meta.k8s.io', kind }, '', errors);
}

function printList(values: readonly string[]): string {
  return `[]string{${values.map((value) => `"${value}"`).join(', ')}}`;
}

function checkManager(name: string): FieldError[] {
  const errors: FieldError[] = [];
  let at = 0;
  for (const character of name) {
    const code = character.codePointAt(0) ?? 0;
    if (/^(?:\p{C}|\p{Zl}|\p{Zp}|(?! )\p{Zs})$/u.test(character)) {
      const shown = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
      errors.push(invalidValue('fieldManager', name, `invalid character ${shown} (at position ${at})`));
    }
    at += code > 0xffff ? 4 : code > 0x7ff ? 3 : code > 0x7f ? 2 : 1;
  }
  return at > MANAGER_MAX ? [tooLong('fieldManager', MANAGER_MAX), ...errors] : errors;
}
