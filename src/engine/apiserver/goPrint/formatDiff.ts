/**
 * A tree of comparisons as a text tree: what differs in full, what is the same around it in short.
 * Texts and lists of numbers are not aligned inside themselves, as upstream does with those of 32 letters or numbers and more.
 * upstream: github.com/google/go-cmp/cmp/report_compare.go
 */
import type { ValueNode, ValueRecord } from './compare.ts';
import { deeper, formatValue, keyText, mostRecords, record, withType, type Format } from './formatValue.ts';
import { ellipsis, list, textLength, wrap, type Side, type TextNode, type TextRecord } from './textTree.ts';
import { isZero, type GoValue } from './value.ts';

/** Equal records that are shown on either side of a difference. */
const context = 2;

export function formatDiff(given: Format, node: ValueNode): TextNode | undefined {
  const format = given.mode === 'same' ? { ...given, detail: 1 } : { ...given, detail: Math.max(3, given.detail) };
  if (node.depth === 0) return formatLeaf(format, node);
  if (node.pointee !== undefined) {
    const inner = formatDiff(format, node.pointee);
    return inner === undefined ? undefined : wrap('&', inner);
  }
  return withType(format, node.type, format.mode === 'both' ? differences(format, node) : oneSide(format, node));
}

function formatLeaf(format: Format, { type, x, y, different }: ValueNode): TextNode | undefined {
  if (format.mode === 'removed') return shown(format, x);
  if (format.mode === 'inserted') return shown(format, y);
  const mine = shown(different === 0 ? format : { ...format, types: 'never' }, x);
  const theirs = shown(different === 0 ? format : { ...format, types: 'never' }, y);
  if (different === 0) return mine !== undefined && theirs !== undefined && textLength(mine) < textLength(theirs) ? mine : theirs;
  return withType({ ...format, types: 'always' }, type, list([...sided('-', '', mine), ...sided('+', '', theirs)]));
}

function shown(format: Format, value: GoValue | undefined): TextNode | undefined {
  return value === undefined ? undefined : formatValue(format, value);
}

function sided(side: Side, key: string, value: TextNode | undefined): readonly TextRecord[] {
  return value === undefined ? [] : [{ side, key, value }];
}

function inside(format: Format, node: ValueNode): Format {
  return deeper({ ...format, types: isRecordStruct(node) ? 'composite' : 'never' });
}

function isRecordStruct({ type }: ValueNode): boolean {
  return type.kind !== 'list' && type.kind !== 'map';
}

function label(node: ValueNode, key: string): string {
  return node.type.kind === 'map' ? keyText(node.type, key) : key;
}

function oneSide(format: Format, node: ValueNode): TextNode {
  const most = mostRecords(format);
  const inner = inside(format, node);
  const records: TextRecord[] = [];
  for (const it of node.records) {
    if (records.length === most) return wrap('{', list([...records, record('', ellipsis)]), '}');
    const value = format.mode === 'inserted' ? it.node.y : it.node.x;
    if (isRecordStruct(node) && value !== undefined && isZero(value)) continue;
    const text = formatDiff(inner, it.node);
    if (text !== undefined) records.push(record(label(node, it.key), text));
  }
  return wrap('{', list(records), '}');
}

interface Group {
  readonly equal: boolean;
  readonly records: readonly ValueRecord[];
}

/** Runs of equal and of unequal records. */
function groupsOf(records: readonly ValueRecord[]): readonly Group[] {
  const groups: { equal: boolean; records: ValueRecord[] }[] = [];
  for (const it of records) {
    const equal = it.node.different === 0;
    const last = groups.at(-1);
    if (last?.equal === equal) last.records.push(it);
    else groups.push({ equal, records: [it] });
  }
  return groups;
}

function differences(format: Format, node: ValueNode): TextNode {
  const most = mostRecords(format);
  const inner = inside(format, node);
  const groups = groupsOf(node.records);
  const records: TextRecord[] = [];
  let told = 0;
  for (const [i, group] of groups.entries()) {
    if (told >= most) {
      records.push(
        counted(
          node,
          groups.slice(i).flatMap((it) => it.records),
        ),
      );
      break;
    }
    if (group.equal) records.push(...surroundings(inner, node, group.records, { first: i === 0, last: i === groups.length - 1 }));
    else {
      for (const it of group.records) records.push(...difference(inner, node, it));
      told += group.records.length;
    }
  }
  return wrap('{', list(records), '}');
}

function surroundings(
  format: Format,
  node: ValueNode,
  equal: readonly ValueRecord[],
  at: { readonly first: boolean; readonly last: boolean },
): readonly TextRecord[] {
  const same: Format = { ...format, mode: 'same' };
  const show = (it: ValueRecord): readonly TextRecord[] => {
    const text = formatDiff(same, it.node);
    return text === undefined ? [] : [record(label(node, it.key), text)];
  };
  const head = at.first ? 0 : Math.min(context, equal.length);
  let tail = at.last ? 0 : Math.min(context, equal.length - head);
  if (equal.length - head - tail === 1) tail++;
  const hidden = equal.slice(head, equal.length - tail);
  return [
    ...equal.slice(0, head).flatMap(show),
    ...(hidden.length === 0 ? [] : [counted(node, hidden)]),
    ...equal.slice(equal.length - tail).flatMap(show),
  ];
}

function difference(format: Format, node: ValueNode, it: ValueRecord): readonly TextRecord[] {
  const key = label(node, it.key);
  if (it.node.below !== it.node.depth) {
    const text = formatDiff(format, it.node);
    return text === undefined ? [] : [record(key, text)];
  }
  const mine = formatDiff({ ...format, mode: 'removed' }, it.node);
  const theirs = formatDiff({ ...format, mode: 'inserted' }, it.node);
  return [...sided('-', key, mine), ...sided('+', key, theirs)];
}

/** `... // 3 identical fields` */
function counted(node: ValueNode, records: readonly ValueRecord[]): TextRecord {
  const kinds = [
    ['identical', records.filter((it) => it.node.different === 0).length],
    ['removed', records.filter((it) => it.node.different > 0 && it.node.y === undefined).length],
    ['inserted', records.filter((it) => it.node.different > 0 && it.node.x === undefined).length],
    ['modified', records.filter((it) => it.node.different > 0 && it.node.x !== undefined && it.node.y !== undefined).length],
  ] as const;
  const words = kinds.filter(([, count]) => count > 0).map(([word, count]) => `${count} ${word}`);
  const joined = words.length < 3 ? words.join(' and ') : `${words.slice(0, -1).join(', ')}, and ${words.at(-1) ?? ''}`;
  return { side: ' ', key: '', value: ellipsis, comment: `${joined} ${noun(node, records.length)}` };
}

function noun({ type }: ValueNode, count: number): string {
  if (type.kind === 'map') return count > 1 ? 'entries' : 'entry';
  const one = type.kind === 'list' ? 'element' : 'field';
  return count > 1 ? `${one}s` : one;
}
