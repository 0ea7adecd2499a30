/**
 * Sets of paths into an object, as a tree: a path is in the set when the node at its end is a member. Nodes are never edited
 * once a set was handed out, so sets share their parts. Edges are path elements in the form of FieldsV1.
 * upstream: sigs.k8s.io/structured-merge-diff/v4/fieldpath/set.go
 */
export interface FieldSet {
  readonly member: boolean;
  readonly children: ReadonlyMap<string, FieldSet>;
}

export type Path = readonly string[];

const noChildren: ReadonlyMap<string, FieldSet> = new Map();
export const emptySet: FieldSet = Object.freeze({ member: false, children: noChildren });

/** A set while it is being built. */
export interface SetDraft {
  member: boolean;
  children: Map<string, SetDraft>;
}

export function createDraft(): SetDraft {
  return { member: false, children: new Map() };
}

export function insert(draft: SetDraft, path: Path): void {
  let node = draft;
  for (const element of path) {
    let next = node.children.get(element);
    if (next === undefined) node.children.set(element, (next = createDraft()));
    node = next;
  }
  node.member = true;
}

export function setOf(paths: readonly Path[]): FieldSet {
  const draft = createDraft();
  for (const path of paths) insert(draft, path);
  return draft;
}

export function isEmptySet(set: FieldSet): boolean {
  return !set.member && set.children.size === 0;
}

export function hasPath(set: FieldSet, path: Path): boolean {
  let node: FieldSet | undefined = set;
  for (const element of path) node = node?.children.get(element);
  return node?.member ?? false;
}

/** What the set says about the part of the object behind one element. */
export function withPrefix(set: FieldSet, element: string): FieldSet {
  return set.children.get(element) ?? emptySet;
}

function made(member: boolean, children: ReadonlyMap<string, FieldSet>): FieldSet {
  return member || children.size > 0 ? { member, children } : emptySet;
}

export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b || isEmptySet(b)) return a;
  if (isEmptySet(a)) return b;
  let children: Map<string, FieldSet> | undefined;
  for (const [element, theirs] of b.children) {
    const ours = a.children.get(element);
    const both = ours === undefined ? theirs : union(ours, theirs);
    if (both !== ours) (children ??= new Map(a.children)).set(element, both);
  }
  if (children === undefined && (a.member || !b.member)) return a;
  return { member: a.member || b.member, children: children ?? a.children };
}

export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b) return a;
  const children = new Map<string, FieldSet>();
  for (const [element, ours] of a.children) {
    const theirs = b.children.get(element);
    const both = theirs === undefined ? emptySet : intersection(ours, theirs);
    if (!isEmptySet(both)) children.set(element, both);
  }
  return made(a.member && b.member, children);
}

/** Without the paths of `b`; what lies behind them stays. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  return without(a, b, false);
}

/** Without the paths of `b` and everything behind them. */
export function recursiveDifference(a: FieldSet, b: FieldSet): FieldSet {
  return without(a, b, true);
}

function without(a: FieldSet, b: FieldSet, recursive: boolean): FieldSet {
  if (isEmptySet(b)) return a;
  let children: Map<string, FieldSet> | undefined;
  for (const [element, theirs] of b.children) {
    const ours = a.children.get(element);
    if (ours === undefined) continue;
    const rest = recursive && theirs.member ? emptySet : without(ours, theirs, recursive);
    if (rest === ours) continue;
    children ??= new Map(a.children);
    if (isEmptySet(rest)) children.delete(element);
    else children.set(element, rest);
  }
  const member = a.member && !b.member;
  if (children === undefined && member === a.member) return a;
  return made(member, children ?? a.children);
}

export function equalSets(a: FieldSet, b: FieldSet): boolean {
  if (a === b) return true;
  if (a.member !== b.member || a.children.size !== b.children.size) return false;
  for (const [element, ours] of a.children) {
    const theirs = b.children.get(element);
    if (theirs === undefined || !equalSets(ours, theirs)) return false;
  }
  return true;
}
