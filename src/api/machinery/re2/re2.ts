/**
 * Regular expressions as Go has them, in time that grows with pattern times text and no faster: patterns come from outside.
 * All the ways through a pattern are followed at once, one character after the other.
 * upstream: go regexp (exec.go)
 */
import { setHas, type CharSet } from './charSet.ts';
import { parsePattern, type Node } from './parse.ts';

type Instruction =
  | { readonly op: 'set'; readonly set: CharSet }
  | { readonly op: 'start' | 'end' | 'lineStart' | 'lineEnd' | 'edge' | 'inside' | 'match' }
  | { readonly op: 'split'; readonly a: number; readonly b: number }
  | { readonly op: 'jump'; readonly to: number };

type Program = readonly Instruction[];

const PROGRAM_MAX = 10_000;
const CACHE_MAX = 500;
const cache = new Map<string, Program | { readonly error: string }>();

function programOf(pattern: string): Program | { readonly error: string } {
  let program = cache.get(pattern);
  if (program === undefined) {
    const parsed = parsePattern(pattern);
    program = 'error' in parsed ? parsed : compile(parsed.node);
    if (cache.size >= CACHE_MAX) cache.clear();
    cache.set(pattern, program);
  }
  return program;
}

/** What is wrong with a pattern, in Go's words; undefined for a good one. */
export function patternError(pattern: string): string | undefined {
  const program = programOf(pattern);
  return 'error' in program ? program.error : undefined;
}

/** Whether the pattern matches somewhere in the text; one that cannot be read matches nothing. */
export function matchesPattern(pattern: string, text: string): boolean {
  const program = programOf(pattern);
  return !('error' in program) && run(program, [...text], 0) !== undefined;
}

/** The leftmost match from a place on, in characters. */
export function findPattern(
  pattern: string,
  text: readonly string[],
  from = 0,
): { readonly start: number; readonly end: number } | undefined {
  const program = programOf(pattern);
  if ('error' in program) return undefined;
  for (let start = from; start <= text.length; start += 1) {
    const end = run(program, text, start, true);
    if (end !== undefined) return { start, end };
  }
  return undefined;
}

function compile(node: Node): Program | { readonly error: string } {
  const code: Instruction[] = [];
  return emit(node, code) ? [...code, { op: 'match' }] : { error: 'error parsing regexp: expression too large' };
}

/** False when the program grows too large. */
function emit(node: Node, code: Instruction[]): boolean {
  if (code.length > PROGRAM_MAX) return false;
  switch (node.op) {
    case 'join':
      return node.of.every((item) => emit(item, code));
    case 'or':
      return emitOr(node.of, code);
    case 'repeat':
      return emitRepeat(node, code);
    default:
      code.push(node);
      return true;
  }
}

function emitOr(branches: readonly Node[], code: Instruction[]): boolean {
  const jumps: number[] = [];
  for (const [i, branch] of branches.entries()) {
    const last = i === branches.length - 1;
    const split = code.length;
    if (!last) code.push({ op: 'split', a: split + 1, b: 0 });
    if (!emit(branch, code)) return false;
    if (last) break;
    jumps.push(code.length);
    code.push({ op: 'jump', to: 0 });
    code[split] = { op: 'split', a: split + 1, b: code.length };
  }
  for (const at of jumps) code[at] = { op: 'jump', to: code.length };
  return true;
}

function emitRepeat(node: Extract<Node, { op: 'repeat' }>, code: Instruction[]): boolean {
  const { of, least, most, lazy } = node;
  for (let i = 0; i < least; i += 1) if (!emit(of, code)) return false;
  const splits: number[] = [];
  if (most === Infinity) {
    const split = code.length;
    code.push({ op: 'jump', to: 0 });
    if (!emit(of, code)) return false;
    code.push({ op: 'jump', to: split });
    splits.push(split);
  } else {
    for (let i = least; i < most; i += 1) {
      splits.push(code.length);
      code.push({ op: 'jump', to: 0 });
      if (!emit(of, code)) return false;
    }
  }
  for (const at of splits) code[at] = lazy ? { op: 'split', a: code.length, b: at + 1 } : { op: 'split', a: at + 1, b: code.length };
  return true;
}

/** Where a match ends that begins at a place, or anywhere after it; the first way through wins. */
function run(program: Program, text: readonly string[], from: number, anchored = false): number | undefined {
  let threads: number[] = [];
  let end: number | undefined;
  for (let at = from; at <= text.length; at += 1) {
    const seen = new Set<number>();
    const ready: number[] = [];
    for (const pc of threads) follow(pc, { program, text, at, seen, ready });
    if (end === undefined && (!anchored || at === from)) follow(0, { program, text, at, seen, ready });
    threads = [];
    for (const pc of ready) {
      const instruction = program[pc];
      if (instruction?.op === 'match') {
        end = at;
        break;
      }
      if (instruction?.op === 'set' && at < text.length && setHas(instruction.set, text[at] ?? '')) threads.push(pc + 1);
    }
    if (end !== undefined && !anchored) return end;
    if (threads.length === 0 && anchored) return end;
  }
  return end;
}

interface Following {
  readonly program: Program;
  readonly text: readonly string[];
  readonly at: number;
  readonly seen: Set<number>;
  readonly ready: number[];
}

/** Everything that can be reached without taking a character, the preferred first. */
function follow(first: number, walk: Following): void {
  const stack = [first];
  for (let pc = stack.pop(); pc !== undefined; pc = stack.pop()) {
    if (walk.seen.has(pc)) continue;
    walk.seen.add(pc);
    const instruction = walk.program[pc];
    if (instruction === undefined) continue;
    if (instruction.op === 'jump') stack.push(instruction.to);
    else if (instruction.op === 'split') stack.push(instruction.b, instruction.a);
    else if (instruction.op === 'set' || instruction.op === 'match') walk.ready.push(pc);
    else if (holds(instruction.op, walk.text, walk.at)) stack.push(pc + 1);
  }
}

function holds(op: Instruction['op'], text: readonly string[], at: number): boolean {
  switch (op) {
    case 'start':
      return at === 0;
    case 'end':
      return at === text.length;
    case 'lineStart':
      return at === 0 || text[at - 1] === '\n';
    case 'lineEnd':
      return at === text.length || text[at] === '\n';
    default: {
      const edge = isWord(text[at - 1]) !== isWord(text[at]);
      return op === 'edge' ? edge : !edge;
    }
  }
}

function isWord(c: string | undefined): boolean {
  return c !== undefined && /^\w$/.test(c);
}
