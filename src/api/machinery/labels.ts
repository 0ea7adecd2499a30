/**
 * Label selectors as data: a list of requirements that all must hold. Parsing their text is in labelParser.ts.
 * upstream: staging/src/k8s.io/apimachinery/pkg/labels/selector.go, apis/meta/v1/helpers.go
 */
import type { LabelSelector } from '../kinds.ts';
import { compareKeys } from './stableJson.ts';

export type LabelOperator = 'in' | 'notin' | '=' | '==' | '!=' | 'gt' | 'lt' | 'exists' | '!';
export type Labels = Readonly<Record<string, string>>;

export interface Requirement {
  readonly key: string;
  readonly operator: LabelOperator;
  /** Sorted, without repetitions. */
  readonly values: readonly string[];
}

export interface Selector {
  /** Sorted by key. Empty means everything. */
  readonly requirements: readonly Requirement[];
  /** Matches nothing at all, whatever the requirements: an absent or unreadable LabelSelector. */
  readonly nothing?: true;
}

export const everything: Selector = { requirements: [] };
export const nothing: Selector = { requirements: [], nothing: true };

/** An int64 as Go's ParseInt reads it. */
export function parseInteger(text: string): bigint | undefined {
  if (!/^[+-]?\d+$/.test(text)) return undefined;
  const value = BigInt(text.startsWith('+') ? text.slice(1) : text);
  return value === BigInt.asIntN(64, value) ? value : undefined;
}

function compares(requirement: Requirement, label: string): boolean {
  const have = parseInteger(label);
  const bound = parseInteger(requirement.values[0] ?? '');
  if (have === undefined || bound === undefined || requirement.values.length !== 1) return false;
  return requirement.operator === 'gt' ? have > bound : have < bound;
}

function holds(requirement: Requirement, label: string | undefined): boolean {
  switch (requirement.operator) {
    case '=':
    case '==':
    case 'in':
      return label !== undefined && requirement.values.includes(label);
    case '!=':
    case 'notin':
      return label === undefined || !requirement.values.includes(label);
    case 'exists':
      return label !== undefined;
    case '!':
      return label === undefined;
    default:
      return label !== undefined && compares(requirement, label);
  }
}

/** Whether the labels satisfy every requirement. Absent labels are empty ones. */
export function matchesLabels(selector: Selector, labels: Labels | undefined): boolean {
  if (selector.nothing === true) return false;
  for (const requirement of selector.requirements) {
    const label: unknown = labels?.[requirement.key];
    if (!holds(requirement, typeof label === 'string' ? label : undefined)) return false;
  }
  return true;
}

function sortedSet(values: readonly string[]): readonly string[] {
  return values.length < 2 ? values : [...new Set(values)].toSorted(compareKeys);
}

/** A selector of these requirements, in the order in which the server keeps them. */
export function selectorFrom(requirements: readonly Requirement[]): Selector {
  const normal = requirements.map((requirement) => ({ ...requirement, values: sortedSet(requirement.values) }));
  return { requirements: normal.toSorted((a, b) => compareKeys(a.key, b.key)) };
}

/** The labels themselves as a selector: every one of them with its value. */
export function selectorOfLabels(labels: Labels | undefined): Selector {
  return selectorFrom(Object.entries(labels ?? {}).map(([key, value]) => ({ key, operator: '=', values: [value] })));
}

const operators: Readonly<Record<string, LabelOperator>> = { In: 'in', NotIn: 'notin', Exists: 'exists', DoesNotExist: '!' };
const compiled = new WeakMap<object, Selector>();

function compile(selector: LabelSelector): Selector {
  const requirements: Requirement[] = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => ({
    key,
    operator: '=',
    values: [value],
  }));
  for (const expression of selector.matchExpressions ?? []) {
    const operator = operators[expression.operator];
    if (operator === undefined) return nothing;
    requirements.push({ key: expression.key, operator, values: expression.values ?? [] });
  }
  return selectorFrom(requirements);
}

/**
 * The selector a LabelSelector of an object means: absent matches nothing, empty matches everything.
 * The answer is remembered for the very object, so calling it again in a hot path is free.
 */
export function selectorOf(selector: LabelSelector | null | undefined): Selector {
  if (selector === undefined || selector === null) return nothing;
  const known = compiled.get(selector);
  if (known !== undefined) return known;
  const fresh = compile(selector);
  compiled.set(selector, fresh);
  return fresh;
}

function formatRequirement({ key, operator, values }: Requirement): string {
  switch (operator) {
    case 'exists':
      return key;
    case '!':
      return `!${key}`;
    case 'in':
    case 'notin':
      return `${key} ${operator} (${values.join(',')})`;
    case 'gt':
      return `${key}>${values.join(',')}`;
    case 'lt':
      return `${key}<${values.join(',')}`;
    default:
      return `${key}${operator}${values.join(',')}`;
  }
}

/** The text of a selector, as the API takes it; empty for everything and for nothing. */
export function formatSelector(selector: Selector): string {
  return selector.requirements.map(formatRequirement).join(',');
}

/** How tables and descriptions show a LabelSelector. upstream: metav1.FormatLabelSelector */
export function formatLabelSelector(selector: LabelSelector | null | undefined): string {
  const unknown = selector?.matchExpressions?.some((expression) => operators[expression.operator] === undefined) ?? false;
  if (unknown) return '<error>';
  const text = formatSelector(selectorOf(selector));
  return text === '' ? '<none>' : text;
}
