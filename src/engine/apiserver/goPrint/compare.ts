/**
 * Two Go values side by side as a tree: which parts are equal and which are not.
 * upstream: github.com/google/go-cmp/cmp/compare.go, report_value.go
 */
import type { GoType } from '#api/machinery/goTypes.ts';
import { compareQuantities, quantityOf } from '#api/machinery/quantity.ts';
import { editScript } from './editScript.ts';
import { elements, entries, fields, isNil, isStruct, scalarText, target, type GoValue } from './value.ts';

export interface ValueNode {
  readonly type: GoType;
  /** Undefined where only the other side has a value. */
  readonly x: GoValue | undefined;
  readonly y: GoValue | undefined;
  readonly same: number;
  readonly different: number;
  /** All nodes below, and how deep they go. A leaf has none. */
  readonly below: number;
  readonly depth: number;
  readonly records: readonly ValueRecord[];
  readonly pointee?: ValueNode;
}

export interface ValueRecord {
  readonly key: string;
  readonly node: ValueNode;
}

export function compareValues(x: GoValue | undefined, y: GoValue | undefined): ValueNode {
  const known = x ?? y;
  if (known === undefined) throw new Error('a comparison needs a value');
  if (x === undefined || y === undefined) return leaf(x, y, false);
  const { type } = known;
  if (type.kind === 'quantity') return leaf(x, y, compareQuantities(quantity(x), quantity(y)) === 0);
  if (type.kind === 'pointer' || type.kind === 'list' || type.kind === 'map') {
    if (isNil(x) || isNil(y)) return leaf(x, y, isNil(x) && isNil(y));
    if (type.kind === 'pointer') return pointerNode(x, y);
    return branch(x, y, type.kind === 'list' ? listRecords(x, y) : mapRecords(x, y));
  }
  if (isStruct(x)) return branch(x, y, structRecords(x, y));
  return leaf(x, y, scalarText(x) === scalarText(y));
}

function quantity({ json }: GoValue): ReturnType<typeof quantityOf> {
  return quantityOf(json === undefined || json === null ? '0' : String(json));
}

function leaf(x: GoValue | undefined, y: GoValue | undefined, equal: boolean): ValueNode {
  const { type } = (x ?? y) as GoValue;
  return { type, x, y, same: equal ? 1 : 0, different: equal ? 0 : 1, below: 0, depth: 0, records: [] };
}

function branch(x: GoValue, y: GoValue, records: readonly ValueRecord[]): ValueNode {
  const sum = (of: (node: ValueNode) => number): number => records.reduce((total, { node }) => total + of(node), 0);
  return {
    type: x.type,
    x,
    y,
    same: sum((node) => node.same),
    different: sum((node) => node.different),
    below: sum((node) => node.below + 1),
    depth: records.reduce((deepest, { node }) => Math.max(deepest, node.depth + 1), 0),
    records,
  };
}

function pointerNode(x: GoValue, y: GoValue): ValueNode {
  const pointee = compareValues(target(x), target(y));
  return { ...branch(x, y, [{ key: '', node: pointee }]), records: [], pointee };
}

function structRecords(x: GoValue, y: GoValue): readonly ValueRecord[] {
  const others = fields(y);
  return fields(x).map(({ key, value }, i) => ({ key, node: compareValues(value, others[i]?.value) }));
}

function mapRecords(x: GoValue, y: GoValue): readonly ValueRecord[] {
  const mine = new Map(entries(x).map(({ key, value }) => [key, value]));
  const theirs = new Map(entries(y).map(({ key, value }) => [key, value]));
  const keys = [...new Set([...mine.keys(), ...theirs.keys()])].toSorted();
  return keys.map((key) => ({ key, node: compareValues(mine.get(key), theirs.get(key)) }));
}

function listRecords(x: GoValue, y: GoValue): readonly ValueRecord[] {
  const mine = elements(x);
  const theirs = elements(y);
  const node = (i: number | undefined, j: number | undefined): ValueNode =>
    compareValues(i === undefined ? undefined : mine[i], j === undefined ? undefined : theirs[j]);
  let i = 0;
  let j = 0;
  return editScript(mine.length, theirs.length, (a, b) => node(a, b)).map((edit) => {
    const made = node(edit === 'inserted' ? undefined : i, edit === 'removed' ? undefined : j);
    if (edit !== 'inserted') i++;
    if (edit !== 'removed') j++;
    return { key: '', node: made };
  });
}
