/**
 * One Go value as a text tree, zero fields left out and deep parts cut to `...`.
 * upstream: github.com/google/go-cmp/cmp/report_reflect.go
 */
import type { LabelSelector } from '#api/kinds.ts';
import type { GoType } from '#api/machinery/goTypes.ts';
import { goQuote } from '#api/machinery/goText.ts';
import { elements, entries, fields, isNil, isStruct, isZero, scalarText, target, type GoValue } from './value.ts';
import { ellipsis, line, list, nilText, wrap, type TextNode, type TextRecord } from './textTree.ts';

export interface Format {
  /** Both sides compared, or one of them alone. */
  readonly mode: 'both' | 'same' | 'removed' | 'inserted';
  readonly types: 'always' | 'composite' | 'never';
  /** How much is told: each level down tells half. */
  readonly detail: number;
  /** Values may speak for themselves, as their String method does. */
  readonly spoken: boolean;
}

export function deeper(format: Format): Format {
  return { ...format, detail: format.detail - 1 };
}

function detailOf({ detail }: Format): number {
  return Math.min(16, Math.max(0, detail));
}

/** 0, 4, 8, 16, ... */
function fewest(format: Format): number {
  return ((1 << detailOf(format)) >> 1) << 2;
}

/** How many records a list may have: 2, 4, 8, ... of what differs, 0, 4, 8, ... of what does not. */
export function mostRecords(format: Format): number {
  return format.mode === 'same' ? fewest(format) : (1 << detailOf(format)) << 1;
}

/** The type's name before its value, where it is wanted. */
export function withType(format: Format, type: GoType, node: TextNode): TextNode {
  const composite = type.kind !== 'pointer' && type.kind !== 'text' && type.kind !== 'number' && type.kind !== 'boolean';
  if (format.types === 'never') return node;
  if (format.types === 'composite' && (!composite || node === nilText || format.mode === 'same')) return node;
  const braced = node.kind === 'wrap' && node.before.startsWith('{') && node.after.endsWith('}');
  return wrap(type.kind === 'pointer' ? `(${type.name})` : type.name, braced ? node : wrap('(', node, ')'));
}

export function formatValue(format: Format, value: GoValue): TextNode {
  const { type } = value;
  const said = format.spoken ? spoken(value) : undefined;
  if (said !== undefined) return quoted(format, 's', said);
  if (isNil(value)) return withType(format, type, nilText);
  if (type.kind === 'pointer') return wrap('&', formatValue(format, target(value)));
  return withType(format, type, plainValue(format, value));
}

function plainValue(format: Format, value: GoValue): TextNode {
  const { type } = value;
  const most = fewest(format);
  const inner = deeper(format);
  if (isStruct(value))
    return braces(
      most,
      fields(value).filter((field) => !isZero(field.value)),
      (field) => record(field.key, formatValue({ ...inner, types: 'composite' }, field.value)),
    );
  const bare: Format = { ...inner, types: 'never' };
  if (type.kind === 'list') return braces(most, elements(value), (item) => record('', formatValue(bare, item)));
  if (type.kind === 'map') return braces(most, entries(value), (entry) => record(keyText(type, entry.key), formatValue(bare, entry.value)));
  return type.kind === 'number' || type.kind === 'boolean' ? line(scalarText(value)) : quoted(format, '', scalarText(value));
}

function braces<T>(most: number, items: readonly T[], show: (item: T) => TextRecord): TextNode {
  const shown = items.slice(0, most).map(show);
  return wrap('{', list(items.length > most ? [...shown, record('', ellipsis)] : shown), '}');
}

export function record(key: string, value: TextNode): TextRecord {
  return { side: ' ', key, value };
}

/** Names of resources have a String method, and so are marked. */
export function keyText(type: GoType, key: string): string {
  return `${type.name === 'core.ResourceList' ? 's' : ''}${goString(key)}`;
}

function quoted(format: Format, mark: string, text: string): TextNode {
  const most = (1 << detailOf(format)) << 5;
  return line(text.length > most + 3 ? `${mark}${goString(text.slice(0, most))}...` : mark + goString(text));
}

/** Quoted, or between back quotes where that spares escapes. */
function goString(text: string): string {
  const escaped = goQuote(text);
  if (escaped.length === text.length + 2) return escaped;
  return /[`\n]|[^\P{C}\t]|[^\P{Z} ]/u.test(text) ? escaped : `\`${text}\``;
}

/** What a pointer to a value with a String method says. */
function spoken(value: GoValue): string | undefined {
  const { type, json } = value;
  if (type.kind === 'time' && json !== undefined && json !== null) return String(json);
  if (type.kind !== 'pointer' || isNil(value)) return undefined;
  if (type.of.kind === 'quantity' || type.of.kind === 'intOrString') return String(json);
  return type.of.name === 'v1.LabelSelector' ? selectorText(json as unknown as LabelSelector) : undefined;
}

function selectorText({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string {
  const labels = Object.keys(matchLabels)
    .toSorted()
    .map((key) => `${key}: ${matchLabels[key] ?? ''},`)
    .join('');
  const expressions = matchExpressions.map(
    ({ key, operator, values = [] }) => `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`,
  );
  return `&LabelSelector{MatchLabels:map[string]string{${labels}},MatchExpressions:[]LabelSelectorRequirement{${expressions.join('')}},}`;
}
