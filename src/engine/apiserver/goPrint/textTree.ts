/**
 * Lays out a text tree: on one line where that is possible, else one record a line, with aligned columns.
 * upstream: github.com/google/go-cmp/cmp/report_text.go
 */
export type Side = ' ' | '-' | '+';

export type TextNode =
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'wrap'; readonly before: string; readonly inner: TextNode; readonly after: string }
  | { readonly kind: 'list'; readonly records: readonly TextRecord[] };

export interface TextRecord {
  readonly side: Side;
  readonly key: string;
  readonly value: TextNode;
  readonly comment?: string;
}

const widest = 80;
export const ellipsis: TextNode = { kind: 'line', text: '...' };
export const nilText: TextNode = { kind: 'line', text: 'nil' };

export function line(text: string): TextNode {
  return { kind: 'line', text };
}

export function wrap(before: string, inner: TextNode, after = ''): TextNode {
  return { kind: 'wrap', before, inner, after };
}

export function list(records: readonly TextRecord[]): TextNode {
  return { kind: 'list', records };
}

/** The length of a node on one line. */
export function textLength(node: TextNode): number {
  if (node.kind === 'line') return node.text.length;
  if (node.kind === 'wrap') return node.before.length + textLength(node.inner) + node.after.length;
  return node.records.reduce(
    (sum, { key, value }, i) => sum + (i === 0 ? 0 : 2) + (key === '' ? 0 : key.length + 2) + textLength(value),
    0,
  );
}

/** The whole tree, each line led by its side. */
export function printTree(node: TextNode): string {
  return `${indent(0, ' ')}${expanded(compact(node, ' ').node, ' ', 0)}\n`;
}

interface Compacted {
  readonly text: string;
  /** The node with all that fits on a line made a line. */
  readonly node: TextNode;
}

function compact(node: TextNode, side: Side): Compacted {
  if (node.kind === 'line') return { text: node.text, node };
  if (node.kind === 'wrap') {
    const inner = compact(node.inner, side);
    const text = node.before + inner.text + node.after;
    return { text, node: inner.node.kind === 'line' ? line(text) : { ...node, inner: inner.node } };
  }
  const done = node.records.map((record) => compact(record.value, record.side === ' ' ? side : record.side));
  const text = node.records.map(({ key }, i) => (key === '' ? '' : `${key}: `) + (done[i]?.text ?? '')).join(', ');
  const many =
    node.records.some((record, i) => record.side !== ' ' || record.comment !== undefined || done[i]?.node.kind !== 'line') ||
    (side !== ' ' && text.length > widest);
  if (!many) return { text, node: line(text) };
  return { text, node: list(node.records.map((record, i) => ({ ...record, value: done[i]?.node ?? record.value }))) };
}

function indent(depth: number, side: Side): string {
  return `${side} ${'\t'.repeat(depth)}`;
}

function expanded(node: TextNode, side: Side, depth: number): string {
  if (node.kind === 'line') return node.text;
  if (node.kind === 'wrap') return node.before + expanded(node.inner, side, depth) + node.after;
  const { records } = node;
  const end = `\n${indent(depth, side)}`;
  if (records.length > 0 && records.every(isPlain)) return batches(records, side, depth) + end;
  const keys = columns(records, ({ key, value }) => (key === '' || value.kind !== 'line' ? undefined : key.length));
  const values = columns(records, ({ value, comment }) =>
    value.kind !== 'line' || value.text === '...' || comment === undefined ? undefined : value.text.length,
  );
  const lines = records.map((record, i) => {
    const own = record.side === ' ' ? side : record.side;
    const comma = isEllipsis(record) ? '' : ',';
    const label = record.key === '' ? '' : `${record.key}: `;
    const remark = record.comment === undefined ? '' : ` // ${record.comment}`;
    const body = label + ' '.repeat(keys[i] ?? 0) + expanded(record.value, own, depth + 1) + comma;
    return `\n${indent(depth + 1, own)}${body}${' '.repeat(values[i] ?? 0)}${remark}`;
  });
  return lines.join('') + end;
}

function isEllipsis({ value }: TextRecord): boolean {
  return value.kind === 'line' && value.text === '...';
}

function isPlain({ side, key, value, comment }: TextRecord): boolean {
  return side === ' ' && key === '' && value.kind === 'line' && comment === undefined;
}

/** Simple values run on, several to a line. */
function batches(records: readonly TextRecord[], side: Side, depth: number): string {
  let text = '';
  let batch = '';
  const flush = (): void => {
    if (batch !== '') text += `\n${indent(depth + 1, side)}${batch.trimEnd()}`;
    batch = '';
  };
  for (const { value } of records) {
    const word = value.kind === 'line' ? value.text : '';
    if (batch.length + word.length + 2 > widest) flush();
    batch += `${word}, `;
  }
  flush();
  return text;
}

/** How many spaces each record of a run needs to be as wide as the widest of the run; undefined widths end a run. */
function columns(records: readonly TextRecord[], widthOf: (record: TextRecord) => number | undefined): readonly number[] {
  const pads = records.map(() => 0);
  let start = 0;
  for (let i = 0; i <= records.length; i++) {
    const record = records[i];
    if (record !== undefined && widthOf(record) !== undefined) continue;
    const run = records.slice(start, i).map((it) => widthOf(it) ?? 0);
    const most = Math.max(0, ...run);
    for (const [j, width] of run.entries()) pads[start + j] = most - width;
    start = i + 1;
  }
  return pads;
}
