/** upstream: apimachinery/pkg/labels, pkg/fields, pkg/apis/meta/v1 (label selectors) */
import { exactField, formatFieldSelector, parseFieldSelector, splitTerm, splitTerms, type FieldSelector } from '#api/machinery/fields.ts';
import { parseLabelSelector, requirementProblem, tokenize, type TokenType } from '#api/machinery/labelParser.ts';
import { formatMicroTime, formatTime, parseTime } from '#api/machinery/time.ts';
import { goDuration, parseGoDuration } from '#api/machinery/duration.ts';
import {
  formatLabelSelector,
  formatSelector,
  matchesLabels,
  selectorFrom,
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
  const got = exactField(termsOf(S), String(Label));
  return { expected: { found: Found, value: Value }, got: { found: got !== undefined, value: got ?? '' } };
}

/** A selector as text, or as a list of terms, which may be lists again. */
function termsOf(value: unknown): FieldSelector {
  return Array.isArray(value) ? value.flatMap(termsOf) : fieldSelector(value ?? '');
}

/** The tokens by the numbers that they have upstream. */
const numbers: Readonly<Record<TokenType, number>> = {
  end: 1,
  ')': 2,
  ',': 3,
  '!': 4,
  '==': 5,
  '=': 6,
  '>': 7,
  identifier: 8,
  in: 9,
  '<': 10,
  '!=': 11,
  notin: 12,
  '(': 13,
};

/** The tokens of a text: one, all, or all with the end. */
function tokens(row: Row): ReturnType<Adapter> {
  const { s, t } = inputOf(row);
  const got = tokenize(String(s)).map(({ type }) => numbers[type]);
  const wanted = Array.isArray(t) ? t : [t];
  return { expected: wanted, got: wanted.at(-1) === numbers.end ? got.slice(0, wanted.length) : got.slice(0, -1) };
}

/** What may stand between a key and its values. */
function operator(row: Row): ReturnType<Adapter> {
  const { token, expectedError } = inputOf(row);
  const outcomes = ['1', '(1)'].map((values) => parseLabelSelector(`x ${String(token)} ${values}`));
  const [first] = outcomes;
  const problem = outcomes.some(({ ok }) => ok) || first?.ok !== false ? undefined : first.message;
  return { expected: errorText(expectedError), got: problem?.replace('unable to parse requirement: ', '') };
}

function added(row: Row): ReturnType<Adapter> {
  const { sel, key, operator: op, values, refSelector } = inputOf(row);
  const more: Requirement = { key: String(key), operator: op as LabelOperator, values: strings(values) };
  return { expected: refSelector, got: formatSelector(selectorFrom([...labelSelector(sel).requirements, more])) };
}

/** Labels as a selector, or what is wrong with the first that is no label. */
function validated(row: Row): ReturnType<Adapter> {
  const { input, expectedSelector } = inputOf(row);
  const selector = selectorOfLabels(labelsOf(input));
  const problem = selector.requirements.map(requirementProblem).find((it) => it !== undefined);
  return { expected: errorText(outputOf(row)['err']) ?? expectedSelector, got: problem ?? formatSelector(selector) };
}

/** A value that is escaped in a selector. */
function escaped(row: Row): ReturnType<Adapter> {
  const words = errorText(outputOf(row)['err']);
  const outcome = parseFieldSelector(`k=${String(row.in)}`);
  if (words !== undefined || !outcome.ok) return { expected: words, got: outcome.ok ? undefined : outcome.message };
  const { actualEscaped, actualUnescaped } = outputOf(row);
  return {
    expected: [actualUnescaped, `k=${String(actualEscaped)}`],
    got: [outcome.value[0]?.value ?? '', formatFieldSelector(outcome.value)],
  };
}

function term(row: Row): ReturnType<Adapter> {
  const { lhs, op, rhs, ok } = inputOf(row);
  const got = splitTerm(String(row.key ?? ''));
  const told = ok === true ? { field: lhs, operator: op === '==' ? '=' : op, value: rhs } : undefined;
  return { expected: told, got };
}

function fromSelector(row: Row): ReturnType<Adapter> {
  const { in: selector, out, expectErr } = inputOf(row);
  const given = isFields(selector) ? selector : null;
  const words = errorText(outputOf(row)['err']);
  if (words !== undefined || expectErr === true) {
    const { matchExpressions = [] } = (given ?? {}) as NonNullable<Parameters<typeof selectorOf>[0]>;
    // The values are looked at in the order in which they are written.
    const problems = matchExpressions.map((one) => {
      const [requirement] = selectorOf({ matchExpressions: [one] }).requirements;
      return requirement === undefined ? 'no such operator' : requirementProblem({ ...requirement, values: one.values ?? [] });
    });
    return { expected: words, got: problems.find((problem) => problem !== undefined) };
  }
  return { expected: out ?? '', got: formatSelector(selectorOf(given as Parameters<typeof selectorOf>[0])) };
}

export const labels: Adapters = {
  TestAdd: added,
  TestLabelHas: (row) => {
    const { Ls, Key, Has } = inputOf(row);
    return { expected: Has, got: matchesLabels(labelSelector(Key), labelsOf(Ls)) };
  },
  TestLexer: tokens,
  TestLexerSequence: tokens,
  TestParseOperator: operator,
  TestParserLookahead: tokens,
  TestSafeSort: (row) => {
    const { in: values, want } = inputOf(row);
    const [sorted] = selectorFrom([{ key: 'k', operator: 'in', values: strings(values) }]).requirements;
    return { expected: want ?? [], got: sorted?.values };
  },
  TestValidatedSelectorFromSet: validated,
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
  TestEscapeValue: escaped,
  TestSplitTerm: term,
  TestSplitTerms: (row) => ({
    expected: strings(row.in),
    got: splitTerms(String(row.key ?? '')).filter((it) => it !== '' || row.key !== ''),
  }),
};

/** A text that is read and written again. */
function again(read: (text: string) => string | undefined): Adapter {
  return (row) => {
    const { input, result = input } = inputOf(row);
    const [text, told] = [input, result].map((it) => /\d[\d:.TZa-z-]*/.exec(String(it ?? ''))?.[0]);
    return text === undefined || told === undefined ? { leftOut: "null is JSON's own" } : { expected: told, got: read(text) };
  };
}

const span = again((text) => {
  const read = parseGoDuration(text);
  return read === undefined ? undefined : goDuration(read);
});
const time = again((text) => {
  const read = parseTime(text);
  return read === undefined ? undefined : formatTime(read);
});
const microTime = again((text) => {
  const read = parseTime(text);
  return read === undefined ? undefined : formatMicroTime(read);
});

export const metaV1: Adapters = {
  TestDurationMarshalJSON: span,
  TestDurationMarshalJSONUnmarshalYAML: span,
  TestDurationMarshalYAML: span,
  TestDurationUnmarshalJSON: span,
  TestDurationUnmarshalYAML: span,
  TestLabelSelectorAsSelector: fromSelector,
  TestMapToLabelSelectorRoundTrip: (row) => {
    const labels = labelsOf(row.in);
    return { expected: true, got: matchesLabels(labelSelector(formatLabelSelector({ matchLabels: labels })), labels) };
  },
  TestMicroTimeMarshalJSON: microTime,
  TestMicroTimeMarshalYAML: microTime,
  TestMicroTimeUnmarshalJSON: microTime,
  TestMicroTimeUnmarshalYAML: microTime,
  TestTimeMarshalJSON: time,
  TestTimeMarshalJSONUnmarshalYAML: time,
  TestTimeMarshalYAML: time,
  TestTimeUnmarshalJSON: time,
};
