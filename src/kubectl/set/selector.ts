/** The last argument of `set selector`, and what it makes of a Service's. upstream: kubectl/pkg/cmd/set/set_selector.go */
import type { LabelSelector } from '#api/kinds.ts';
import { parseLabelSelector } from '#api/machinery/labelParser.ts';
import type { KubeObject } from '#api/meta.ts';
import { failure } from '../failure.ts';

const operators: Readonly<Record<string, string>> = { in: 'In', notin: 'NotIn', exists: 'Exists', '!': 'DoesNotExist' };

/** upstream: metav1.ParseToLabelSelector */
export function selectorFrom(text: string): LabelSelector {
  const parsed = parseLabelSelector(text);
  if (!parsed.ok) throw failure(`couldn't parse the selector string ${JSON.stringify(text)}: ${parsed.message}`);
  const matchLabels: Record<string, string> = {};
  const matchExpressions: NonNullable<LabelSelector['matchExpressions']>[number][] = [];
  for (const { key, operator, values } of parsed.value.requirements) {
    const name = operators[operator];
    if (operator === '=' || operator === '==') matchLabels[key] = values[0] ?? '';
    else if (operator === 'gt' || operator === 'lt') throw failure(`${JSON.stringify(operator)} isn't supported in label selectors`);
    else if (name === undefined) throw failure(`${JSON.stringify(operator)} is not a valid label selector operator`);
    else matchExpressions.push({ key, operator: name, values: [...values] } as never);
  }
  return {
    ...(Object.keys(matchLabels).length === 0 ? {} : { matchLabels }),
    ...(matchExpressions.length === 0 ? {} : { matchExpressions }),
  };
}

export function withSelector(object: KubeObject, { matchLabels = {}, matchExpressions = [] }: LabelSelector): KubeObject {
  if (object.kind !== 'Service') throw failure('setting a selector is only supported for Services');
  const shown = matchExpressions.map(({ key, operator, values = [] }) => `{${key} ${operator} [${values.join(' ')}]}`);
  if (shown.length > 0) throw failure(`match expression [${shown.join(' ')}] not supported on this object`);
  return { ...object, spec: { ...(object as unknown as { readonly spec?: object }).spec, selector: matchLabels } } as KubeObject;
}
