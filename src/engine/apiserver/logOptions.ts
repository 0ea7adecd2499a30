/** What the logs of a pod may be asked for with. upstream: pkg/apis/core/validation/validation.go (ValidatePodLogOptions) */
import type { Status } from '#api/request.ts';
import { forbiddenField, invalidValue, type FieldError } from './fieldError.ts';
import { badRequest, invalid } from './status.ts';

/** The options as a query has them; each counts by its first value. */
export type LogQuery = Readonly<Record<string, readonly string[]>>;

const positive = 'must be greater than 0';

export function logErrors(query: LogQuery): readonly FieldError[] {
  const number = (name: string) => (query[name]?.[0] === undefined ? undefined : Number(query[name][0]));
  const errors: FieldError[] = [];
  const [tail, bytes, seconds] = [number('tailLines'), number('limitBytes'), number('sinceSeconds')];
  if (tail !== undefined && tail < 0) errors.push(invalidValue('tailLines', tail, 'must be greater than or equal to 0'));
  if (bytes !== undefined && bytes < 1) errors.push(invalidValue('limitBytes', bytes, positive));
  if (seconds !== undefined && query['sinceTime']?.[0] !== undefined)
    errors.push(forbiddenField('[]', 'at most one of `sinceTime` or `sinceSeconds` may be specified'));
  else if (seconds !== undefined && seconds < 1) errors.push(invalidValue('sinceSeconds', seconds, positive));
  return errors;
}

/** The refusal of such a query, or undefined. */
export function refusedLogs(name: string, query: LogQuery): Status | undefined {
  const texts = ['tailLines', 'limitBytes', 'sinceSeconds'].map((option) => query[option]?.[0] ?? '0');
  const odd = texts.find((text) => !/^[+-]?\d+$/.test(text));
  if (odd !== undefined) return badRequest(`strconv.ParseInt: parsing ${JSON.stringify(odd)}: invalid syntax`);
  const errors = logErrors(query);
  return errors.length === 0 ? undefined : invalid({ group: '', kind: 'PodLogOptions' }, name, errors);
}
