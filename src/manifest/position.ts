/** Where a field stands in the text. */
import { isMap, isSeq, type LineCounter, type Node, type Pair } from 'yaml';

export interface TextRange {
  /** Offsets in characters; `end` is the first one after. */
  readonly start: number;
  readonly end: number;
  /** Counted from 1. */
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A path to a field: its steps, or as API errors write it (`spec.containers[0].image`, `spec.requests[cpu]`). */
export type FieldPath = readonly (string | number)[] | string;

export function rangeOf(lines: LineCounter, start: number, end: number): TextRange {
  const from = lines.linePos(start);
  const to = lines.linePos(Math.max(end, start));
  return {
    start,
    end,
    line: Math.max(from.line, 1),
    column: Math.max(from.col, 1),
    endLine: Math.max(to.line, 1),
    endColumn: Math.max(to.col, 1),
  };
}

/** The steps of a written path. Text in brackets is an index when it is a number, else a key. */
function stepsOf(path: FieldPath): readonly (string | number)[] {
  if (typeof path !== 'string') return path;
  const steps: (string | number)[] = [];
  for (const match of path.matchAll(/\[([^\]]*)\]|([^.[\]]+)/g)) {
    const bracket = match[1];
    if (bracket === undefined) steps.push(match[2] ?? '');
    else steps.push(/^\d+$/.test(bracket) ? Number(bracket) : bracket.replace(/^"(.*)"$/, '$1'));
  }
  return steps;
}

/**
 * The offsets of a field: its key and value, or of the nearest parent that is written, when the field is not.
 * Keys that contain dots are found too, because the longest run of steps that names a key wins.
 */
export function offsetsOf(root: Node, path: FieldPath): readonly [number, number] {
  const steps = stepsOf(path);
  let node: unknown = root;
  let found: readonly [number, number] = spanOf(root);
  for (let i = 0; i < steps.length;) {
    const step = steps[i];
    if (isSeq(node) && typeof step === 'number') {
      const item: unknown = node.items[step];
      if (item === undefined) return found;
      node = item;
      found = spanOf(item as Node);
      i += 1;
      continue;
    }
    const next = isMap(node) ? pairAt(node.items, steps, i) : undefined;
    if (next === undefined) return found;
    found = [spanOf(next.pair.key as Node)[0], spanOf((next.pair.value ?? next.pair.key) as Node)[1]];
    node = next.pair.value;
    i += next.used;
  }
  return found;
}

function pairAt(pairs: readonly Pair[], steps: readonly (string | number)[], from: number): { pair: Pair; used: number } | undefined {
  for (let used = steps.length - from; used > 0; used -= 1) {
    const name = steps.slice(from, from + used).join('.');
    const pair = pairs.find((candidate) => keyText(candidate) === name);
    if (pair !== undefined) return { pair, used };
  }
  return undefined;
}

function keyText(pair: Pair): string {
  const key = pair.key as { value?: unknown } | null;
  return String(key?.value ?? '');
}

function spanOf(node: Node): readonly [number, number] {
  const range = node.range;
  return range ? [range[0], range[1]] : [0, 0];
}
