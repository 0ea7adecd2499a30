/** upstream: apimachinery/pkg/labels, pkg/fields, pkg/apis/meta/v1 (label selectors) */
import { formatFieldSelector, exactField, parseFieldSelector, type FieldSelector } from '#api/machinery/fields.ts';
import { parseLabelSelector, requirementProblem } from '#api/machinery/labelParser.ts';
import {
  formatSelector,
  matchesLabels,
  selectorOf,
  selectorOfLabels,
  type LabelOperator,
  type Requirement,
  type Selector,
} from '#api/machinery/labels.ts';
import { errorText, inputOf, isFields, outputOf, strings, withoutInput, type Adapter, type Adapters, type Row } from '../row.ts';

function labelSelector(text: unknown): Selector {
  const outcome = parseLabelSelector(String(text));
  if (!outcome.ok) throw new Error(outcome.message);
  return outcome.value;
}

function fieldSelector(text: unknown): FieldSelector {
  const outcome = parseFieldSelector(String(text));
  if (!outcome.ok) throw new Error(outcome.message);
  return outcome.value;
}

function labelsOf(value: unknown): Readonly<Record<string, string>> {
  const entries = Object.entries(isFields(value) ? value : {}).filter(([key]) => key !== '$type');
  return Object.fromEntries(entries.map(([key, item]) => [key, String(item)]));
}

/** A text that is read, or refused with recorded words. */
function read(parse: (text: string) => { readonly ok: boolean; readonly message?: string }): Adapter {
  return (row) => {
    if (typeof row.in !== 'string') return withoutInput;
    const outcome = parse(row.in);
    return { expected: errorText(outputOf(row)['err']), got: outcome.ok ? undefined : outcome.message };
  };
}

function printed(row: Row): ReturnType<Adapter> {
  const { In, Out, Valid, Match } = inputOf(row);
  const outcome = parseLabelSelector(String(In));
  if (Valid === true && Match === false) return { expected: true, got: outcome.ok && formatSelector(outcome.value) !== Out };
  if (Valid === false) return { expected: 'refused', got: outcome.ok ? formatSelector(outcome.value) : 'refused' };
  return { expected: Out ?? '', got: outcome.ok ? formatSelector(outcome.value) : outcome.message };
}

function matching(row: Row): ReturnType<Adapter> {
  const { Sel, Set, Match } = inputOf(row);
  if (typeof Sel !== 'string') return withoutInput;
  return { expected: Match, got: matchesLabels(labelSelector(Sel), labelsOf(Set)) };
}

const operators: ReadonlySet<unknown> = new Set<LabelOperator>(['in', 'notin', '=', '==', '!=', 'gt', 'lt', 'exists', '!']);

function requirement(row: Row): ReturnType<Adapter> {
  const { Key, Op, Vals } = inputOf(row);
  if (!operators.has(Op)) return { leftOut: 'our requirements have no such operator: the parser refuses it before' };
  const values = isFields(Vals) ? Object.keys(Vals).filter((key) => key !== '$type') : strings(Vals);
  const got = requirementProblem({ key: String(Key), operator: Op as LabelOperator, values: values.toSorted() } as Requirement);
  return { expected: errorText(outputOf(row)['err']), got };
}

function exactLabel(row: Row): ReturnType<Adapter> {
  const { label, sel, expectedFound, expectedValue } = inputOf(row);
  const found = labelSelector(sel).requirements.find(
    ({ key, operator, values }) => key === label && (operator === '=' || operator === '==' || operator === 'in') && values.length === 1,
  );
  return { expected: { found: expectedFound, value: expectedValue }, got: { found: found !== undefined, value: found?.values[0] ?? '' } };
}

function exactFieldOf(row: Row): ReturnType<Adapter> {
  const { Label, S, Found, Value } = inputOf(row);
  if (typeof S !== 'string') return { leftOut: 'the row is a Go selector of a shape that no text parses to' };
  const got = exactField(fieldSelector(S), String(Label));
  return { expected: { found: Found, value: Value }, got: { found: got !== undefined, value: got ?? '' } };
}

function fromSelector(row: Row): ReturnType<Adapter> {
  const { in: selector, out, expectErr } = inputOf(row);
  if (expectErr === true || errorText(outputOf(row)['err']) !== undefined)
    return { leftOut: 'no such function here: our selectors come decoded and validated' };
  const given = isFields(selector) ? selector : null;
  return { expected: out ?? '', got: formatSelector(selectorOf(given as Parameters<typeof selectorOf>[0])) };
}

export const labels: Adapters = {
  TestSelectorParse: read(parseLabelSelector),
  TestSetSelectorParser: printed,
  TestToString: (row) =>
    inputOf(row)['Valid'] === false
      ? { leftOut: 'the row is a Go selector of a shape that no text parses to' }
      : { expected: inputOf(row)['Out'], got: formatSelector(labelSelector(inputOf(row)['Out'])) },
  TestRequirementSelectorMatching: matching,
  TestRequirementConstructor: requirement,
  TestRequiresExactMatch: exactLabel,
  TestRequirementEqual: (row) => ({
    expected: inputOf(row)['want'],
    got: formatSelector(labelSelector(inputOf(row)['x'])) === formatSelector(labelSelector(inputOf(row)['y'])),
  }),
  TestSetSelectorString: (row) => ({ expected: inputOf(row)['out'], got: formatSelector(selectorOfLabels(labelsOf(inputOf(row)['set']))) }),
};

export const fields: Adapters = {
  TestSelectorParse: read(parseFieldSelector),
  TestRequiresExactMatch: exactFieldOf,
  TestSplitTerm: (row) => {
    const { lhs, op, rhs, ok } = inputOf(row);
    const term = String(row.key);
    if (ok !== true || String(rhs).includes('\\')) return { leftOut: 'no such function here: terms are split and unescaped in one step' };
    const normal = `${String(lhs)}${op === '==' ? '=' : String(op)}${String(rhs)}`;
    return { expected: normal, got: formatFieldSelector(fieldSelector(term)) };
  },
};

export const metaV1: Adapters = {
  TestLabelSelectorAsSelector: fromSelector,
};
