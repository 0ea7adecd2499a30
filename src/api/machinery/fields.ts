/**
 * Field selectors: `spec.nodeName=node-1,status.phase!=Running`. Which fields a kind offers is the API server's business.
 * upstream: staging/src/k8s.io/apimachinery/pkg/fields/selector.go
 */
import type { Outcome } from './outcome.ts';
import { failure, success } from './outcome.ts';

export interface FieldRequirement {
  readonly field: string;
  readonly operator: '=' | '!=';
  readonly value: string;
}

/** All of them must hold; none means everything. */
export type FieldSelector = readonly FieldRequirement[];

/** The terms between commas that no backslash escapes. */
export function splitTerms(text: string): readonly string[] {
  const terms: string[] = [];
  let start = 0;
  for (let i = 0; i < text.length; i += 1) {
    if (text[i] === '\\') i += 1;
    else if (text[i] === ',') {
      terms.push(text.slice(start, i));
      start = i + 1;
    }
  }
  return [...terms, text.slice(start)];
}

/** Field, operator and escaped value, cut at the first operator. */
export function splitTerm(term: string): { field: string; operator: '=' | '!='; value: string } | undefined {
  const match = /!=|==|=/.exec(term);
  if (match === null) return undefined;
  return { field: term.slice(0, match.index), operator: match[0] === '!=' ? '!=' : '=', value: term.slice(match.index + match[0].length) };
}

function unescape(value: string): Outcome<string> {
  let result = '';
  for (let i = 0; i < value.length; i += 1) {
    const character = value.charAt(i);
    if (character === ',' || character === '=')
      return failure(`invalid field selector: unescaped character in value: ${character.charCodeAt(0)}`);
    if (character !== '\\') {
      result += character;
      continue;
    }
    i += 1;
    const escaped = value.charAt(i);
    if (escaped !== '\\' && escaped !== ',' && escaped !== '=')
      return failure(`invalid field selector: invalid escape sequence: \\${escaped}`);
    result += escaped;
  }
  return success(result);
}

/** Reads a field selector; refuses with the server's message. Terms are read, and kept, in alphabetical order. */
export function parseFieldSelector(text: string): Outcome<FieldSelector> {
  const requirements: FieldRequirement[] = [];
  for (const term of [...splitTerms(text)].sort()) {
    if (term === '') continue;
    const parts = splitTerm(term);
    if (parts === undefined) return failure(`invalid selector: '${text}'; can't understand '${term}'`);
    const value = unescape(parts.value);
    if (!value.ok) return value;
    requirements.push({ field: parts.field, operator: parts.operator, value: value.value });
  }
  return success(requirements);
}

/** Whether an object's selectable fields satisfy the selector. A field that is missing has the empty value. */
export function matchesFields(selector: FieldSelector, fields: Readonly<Record<string, string>>): boolean {
  for (const { field, operator, value } of selector) {
    if (((fields[field] ?? '') === value) !== (operator === '=')) return false;
  }
  return true;
}

function escapeValue(value: string): string {
  return value.replace(/[\\,=]/g, '\\$&');
}

export function formatFieldSelector(selector: FieldSelector): string {
  return selector.map(({ field, operator, value }) => `${field}${operator}${escapeValue(value)}`).join(',');
}

/** The value a selector pins a field to, if it does: lets a store answer from an index. */
export function exactField(selector: FieldSelector, field: string): string | undefined {
  return selector.find((requirement) => requirement.field === field && requirement.operator === '=')?.value;
}
