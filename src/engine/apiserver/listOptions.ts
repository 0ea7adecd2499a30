/**
 * What a list or a watch may be asked with, checked before anything is looked up.
 * upstream: staging/src/k8s.io/apimachinery/pkg/apis/meta/internalversion/validation/validation.go
 */
import type { RequestOptions, Status } from '#api/request.ts';
import { forbiddenField, notSupported, type FieldError } from './fieldError.ts';
import { invalid } from './status.ts';

const match = 'resourceVersionMatch';
const sent = 'sendInitialEvents';
const notOlder = 'NotOlderThan';

export function listErrors(options: RequestOptions): readonly FieldError[] {
  const { resourceVersion = '', resourceVersionMatch: asked = '', continue: token = '' } = options;
  const errors: FieldError[] = [];
  if (asked !== '') {
    if (resourceVersion === '') errors.push(forbiddenField(match, `${match} is forbidden unless resourceVersion is provided`));
    if (token !== '') errors.push(forbiddenField(match, `${match} is forbidden when continue is provided`));
    if (asked !== 'Exact' && asked !== notOlder) errors.push(notSupported(match, asked, ['Exact', notOlder, '']));
    if (asked === 'Exact' && resourceVersion === '0')
      errors.push(forbiddenField(match, `${match} "exact" is forbidden for resourceVersion "0"`));
  }
  if (options.sendInitialEvents !== undefined) errors.push(forbiddenField(sent, `${sent} is forbidden for list`));
  return errors;
}

/** The WatchList feature is off in this version. */
export function watchErrors(options: RequestOptions): readonly FieldError[] {
  const { resourceVersionMatch: asked = '', continue: token = '', sendInitialEvents } = options;
  const errors: FieldError[] = [];
  if (sendInitialEvents !== undefined) {
    if (asked !== notOlder) errors.push(forbiddenField(match, `${sent} requires setting ${match} to ${notOlder}`));
    errors.push(forbiddenField(sent, `${sent} is forbidden for watch unless the WatchList feature gate is enabled`));
  }
  if (asked === '') return errors;
  if (sendInitialEvents === undefined) errors.push(forbiddenField(match, `${match} is forbidden for watch unless ${sent} is provided`));
  if (asked !== notOlder) errors.push(notSupported(match, asked, [notOlder]));
  if (token !== '') errors.push(forbiddenField(match, `${match} is forbidden when continue is provided`));
  return errors;
}

/** The refusal of such options, or undefined. */
export function refusedOptions(errors: readonly FieldError[]): Status | undefined {
  return errors.length === 0 ? undefined : invalid({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', errors);
}
