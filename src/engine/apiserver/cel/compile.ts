/** Expressions read once. upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel/compilation.go */
import { CelError, type Expression } from './ast.ts';
import { parseCel } from './parse.ts';

export type Program = { readonly expression: Expression; readonly usesOld: boolean } | { readonly error: string };

const CACHE_MAX = 1_000;
const programs = new Map<string, Program>();

export function compiled(source: string): Program {
  let program = programs.get(source);
  if (program === undefined) {
    if (programs.size >= CACHE_MAX) programs.clear();
    programs.set(source, (program = compile(source)));
  }
  return program;
}

function compile(source: string): Program {
  try {
    const expression = parseCel(source);
    return { expression, usesOld: names(expression).has('oldSelf') };
  } catch (error) {
    if (error instanceof CelError) return { error: problem(source, error) };
    throw error;
  }
}

/** A problem with the line it is in, and a caret below the place. upstream: github.com/google/cel-go/common/error.go */
export function problem(source: string, { message, at }: CelError): string {
  const before = source.slice(0, Math.max(0, at));
  const line = before.split('\n').length;
  const column = before.length - before.lastIndexOf('\n') - 1;
  const text = (source.split('\n')[line - 1] ?? '').replaceAll('\t', ' ');
  return `ERROR: <input>:${line}:${column + 1}: ${message}\n | ${text}\n | ${'.'.repeat(column)}^`;
}

/** The names an expression uses that it does not bring along itself. */
export function names(expression: Expression): ReadonlySet<string> {
  const found = new Set<string>();
  collect(expression, new Set(), found);
  return found;
}

function collect(expression: Expression, bound: ReadonlySet<string>, found: Set<string>): void {
  switch (expression.op) {
    case 'literal':
      return;
    case 'name':
      if (!bound.has(expression.name)) found.add(expression.name);
      return;
    case 'select':
      return collect(expression.of, bound, found);
    case 'list':
      return expression.items.forEach((item) => collect(item, bound, found));
    case 'record':
      return expression.entries.flat().forEach((item) => collect(item, bound, found));
    case 'call':
      for (const part of [expression.target, ...expression.args]) if (part !== undefined) collect(part, bound, found);
      return;
    default: {
      collect(expression.over, bound, found);
      const inner = new Set(bound).add(expression.variable);
      if (expression.filter !== undefined) collect(expression.filter, inner, found);
      collect(expression.step, inner, found);
    }
  }
}
