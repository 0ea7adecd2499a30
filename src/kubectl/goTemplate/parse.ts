/** Go templates as trees. upstream: Go text/template/parse/parse.go */
import { lex, templateError, type Token } from './lex.ts';

/** What an error at run time points at. */
export interface Spot {
  /** Where it stands in the template. */
  readonly at: number;
  /** As it is written, but for its blanks. */
  readonly source: string;
}

/** A value in an action: `.a.b`, `$x.a`, `"text"`, `5`, `len`, `(pipeline).a`. */
export interface Operand extends Spot {
  readonly type: 'dot' | 'variable' | 'constant' | 'function' | 'pipeline' | 'nil';
  /** The variable's or function's name, or the constant's text as an error shows it. */
  readonly text: string;
  /** A bigint is an integer, a number a float. */
  readonly value?: string | number | bigint | boolean;
  readonly pipeline?: Pipeline;
  readonly fields: readonly string[];
}

/** A value, or a function with its arguments. */
export interface Command extends Spot {
  readonly operands: readonly Operand[];
}

export interface Pipeline {
  /** Variables that it declares or sets. */
  readonly names: readonly string[];
  readonly declares: boolean;
  readonly commands: readonly Command[];
  readonly line: number;
}

export type Node =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'action'; readonly pipeline: Pipeline }
  | { readonly type: 'if' | 'with' | 'range'; readonly pipeline: Pipeline; readonly body: readonly Node[]; readonly other: readonly Node[] }
  | { readonly type: 'template'; readonly name: string; readonly pipeline: Pipeline | undefined; readonly spot: Spot }
  | { readonly type: 'break' | 'continue' };

export interface Template {
  readonly text: string;
  readonly nodes: readonly Node[];
  readonly defined: ReadonlyMap<string, readonly Node[]>;
}

interface Reader {
  readonly tokens: readonly Token[];
  readonly functions: ReadonlySet<string>;
  readonly defined: Map<string, readonly Node[]>;
  at: number;
  depth: number;
}

const depthMax = 200;

/** Reads a template that may call these functions; it throws a TemplateError for faults. */
export function parseGoTemplate(text: string, functions: ReadonlySet<string>): Template {
  const reader: Reader = { tokens: lex(text), functions, defined: new Map(), at: 0, depth: 0 };
  const { nodes, end } = list(reader);
  if (end !== '') throw templateError(lineOf(reader), `unexpected {{${end}}}`);
  return { text, nodes, defined: reader.defined };
}

function lineOf({ tokens, at }: Reader): number {
  return (tokens[Math.min(at, tokens.length - 1)] ?? { line: 1 }).line;
}

function peek({ tokens, at }: Reader): Token | undefined {
  return tokens[at];
}

/** Nodes up to `{{end}}`, `{{else}}` or the text's end; `end` says which. */
function list(reader: Reader): { nodes: readonly Node[]; end: string } {
  const nodes: Node[] = [];
  reader.depth += 1;
  if (reader.depth > depthMax) throw templateError(lineOf(reader), 'the template is nested too deeply');
  for (let token = peek(reader); token !== undefined; token = peek(reader)) {
    reader.at += 1;
    if (token.kind === 'text') {
      nodes.push({ type: 'text', text: token.text });
      continue;
    }
    const word = peek(reader);
    if (word?.kind === 'word' && (word.text === 'end' || word.text === 'else')) {
      reader.at += 1;
      reader.depth -= 1;
      return { nodes, end: word.text };
    }
    const node = action(reader);
    if (node !== undefined) nodes.push(node);
  }
  reader.depth -= 1;
  return { nodes, end: '' };
}

function action(reader: Reader): Node | undefined {
  const word = peek(reader);
  switch (word?.kind === 'word' ? word.text : '') {
    case 'if':
    case 'with':
    case 'range':
      reader.at += 1;
      return control(reader, word?.text as 'if');
    case 'define':
    case 'block':
      reader.at += 1;
      return definition(reader, word?.text === 'block');
    case 'template':
      reader.at += 1;
      return call(reader);
    case 'break':
    case 'continue':
      reader.at += 1;
      close(reader, word?.text ?? '');
      return { type: word?.text as 'break' };
    default: {
      const node: Node = { type: 'action', pipeline: pipeline(reader, 'command') };
      close(reader, 'command');
      return node;
    }
  }
}

function control(reader: Reader, type: 'if' | 'with' | 'range'): Node {
  const condition = pipeline(reader, type);
  close(reader, type);
  const { nodes: body, end } = list(reader);
  if (end === '') throw templateError(lineOf(reader), 'unexpected EOF');
  if (end === 'end') {
    close(reader, 'end');
    return { type, pipeline: condition, body, other: [] };
  }
  const next = peek(reader);
  if (next?.kind === 'word' && next.text === 'if' && type === 'if') {
    reader.at += 1;
    return { type, pipeline: condition, body, other: [control(reader, 'if')] };
  }
  close(reader, 'else');
  const { nodes: other, end: last } = list(reader);
  if (last !== 'end') throw templateError(lineOf(reader), last === '' ? 'unexpected EOF' : 'expected end; found {{else}}');
  close(reader, 'end');
  return { type, pipeline: condition, body, other };
}

function nameIn(reader: Reader, where: string): string {
  const token = peek(reader);
  if (token?.kind !== 'string') throw templateError(lineOf(reader), `unexpected ${shown(token)} in ${where}`);
  reader.at += 1;
  return String(constant(token));
}

function definition(reader: Reader, isBlock: boolean): Node | undefined {
  const at = peek(reader)?.at ?? 0;
  const name = nameIn(reader, isBlock ? 'block clause' : 'define clause');
  const argument = isBlock ? pipeline(reader, 'block') : undefined;
  close(reader, isBlock ? 'block' : 'define');
  const { nodes, end } = list(reader);
  if (end !== 'end') throw templateError(lineOf(reader), 'unexpected EOF');
  close(reader, 'end');
  reader.defined.set(name, nodes);
  return isBlock ? templateNode(name, argument, at) : undefined;
}

function call(reader: Reader): Node {
  const at = peek(reader)?.at ?? 0;
  const name = nameIn(reader, 'template clause');
  const argument = peek(reader)?.kind === 'close' ? undefined : pipeline(reader, 'template');
  close(reader, 'template');
  return templateNode(name, argument, at);
}

function templateNode(name: string, argument: Pipeline | undefined, at: number): Node {
  const source = `{{template ${JSON.stringify(name)}${argument === undefined ? '' : ` ${sourceOf(argument)}`}}}`;
  return { type: 'template', name, pipeline: argument, spot: { at, source } };
}

function sourceOf({ names, declares, commands }: Pipeline): string {
  const head = names.length === 0 ? '' : `${names.join(', ')} ${declares ? ':=' : '='} `;
  return head + commands.map(({ source }) => source).join(' | ');
}

function close(reader: Reader, where: string): void {
  const token = peek(reader);
  if (token?.kind !== 'close') throw templateError(lineOf(reader), `unexpected ${shown(token)} in ${where}`);
  reader.at += 1;
}

function shown(token: Token | undefined): string {
  if (token === undefined) return 'EOF';
  return token.kind === 'mark' || token.kind === 'close' ? JSON.stringify(token.text) : `<${token.text}>`;
}

function isMark(token: Token | undefined, text: string): boolean {
  return token?.kind === 'mark' && token.text === text;
}

function pipeline(reader: Reader, where: string): Pipeline {
  const line = lineOf(reader);
  const { names, declares } = declared(reader);
  const commands: Command[] = [];
  for (;;) {
    const at = peek(reader)?.at ?? 0;
    const operands = command(reader, where);
    if (operands.length === 0)
      throw templateError(line, commands.length === 0 ? `missing value for ${where}` : `unexpected ${shown(peek(reader))} in ${where}`);
    commands.push({ operands, at, source: operands.map(({ source }) => source).join(' ') });
    if (!isMark(peek(reader), '|')) return { names, declares, commands, line };
    reader.at += 1;
  }
}

/** `$x :=`, `$k, $v :=`, `$x =`. */
function declared(reader: Reader): { names: readonly string[]; declares: boolean } {
  const [first, second, third, fourth] = reader.tokens.slice(reader.at, reader.at + 4);
  if (first?.kind !== 'variable') return { names: [], declares: false };
  if (isMark(second, ':=') || isMark(second, '=')) {
    reader.at += 2;
    return { names: [first.text], declares: second?.text === ':=' };
  }
  if (!isMark(second, ',') || third?.kind !== 'variable' || !(isMark(fourth, ':=') || isMark(fourth, '=')))
    return { names: [], declares: false };
  reader.at += 4;
  return { names: [first.text, third.text], declares: fourth?.text === ':=' };
}

function command(reader: Reader, where: string): Operand[] {
  const operands: Operand[] = [];
  for (let token = peek(reader); token !== undefined; token = peek(reader)) {
    if (token.kind === 'close' || isMark(token, '|') || isMark(token, ')')) return operands;
    operands.push(operand(reader, where));
  }
  throw templateError(lineOf(reader), 'unclosed action');
}

function operand(reader: Reader, where: string): Operand {
  const term = termOf(reader, where);
  const fields = [...term.fields];
  const next = peek(reader);
  const at = next?.kind === 'field' && !next.spaced ? next.at : term.at;
  for (let token = peek(reader); token?.kind === 'field' && !token.spaced; token = peek(reader)) {
    fields.push(token.text.slice(1));
    reader.at += 1;
  }
  const source = fields.length === 0 ? term.source : `${term.type === 'dot' ? '' : term.source}.${fields.join('.')}`;
  return { ...term, fields, at, source };
}

function termOf(reader: Reader, where: string): Operand {
  const token = peek(reader);
  const spot = { at: token?.at ?? 0, source: token?.text ?? '' };
  reader.at += 1;
  if (isMark(token, '(')) {
    const inner = pipeline(reader, 'parenthesized pipeline');
    if (!isMark(peek(reader), ')')) throw templateError(lineOf(reader), 'unclosed left paren');
    reader.at += 1;
    return { ...spot, type: 'pipeline', text: '', pipeline: inner, fields: [], source: `(${sourceOf(inner)})` };
  }
  if (isMark(token, '.')) return { ...spot, type: 'dot', text: '.', fields: [] };
  switch (token?.kind) {
    case 'field':
      return { ...spot, type: 'dot', text: '.', fields: [token.text.slice(1)] };
    case 'variable':
      return { ...spot, type: 'variable', text: token.text, fields: [] };
    case 'string':
    case 'number':
      return { ...spot, type: 'constant', text: token.text, value: constant(token), fields: [] };
    case 'word':
      return word(reader, token);
    default:
      throw templateError(lineOf(reader), `unexpected ${shown(token)} in ${where === 'command' ? 'operand' : where}`);
  }
}

function word(reader: Reader, { text, line, at }: Token): Operand {
  const spot = { text, at, source: text, fields: [] };
  if (text === 'true' || text === 'false') return { ...spot, type: 'constant', value: text === 'true' };
  if (text === 'nil') return { ...spot, type: 'nil' };
  if (!reader.functions.has(text)) throw templateError(line, `function ${JSON.stringify(text)} not defined`);
  return { ...spot, type: 'function' };
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\u0007', b: '\b', f: '\f', v: '\v' };

function unescaped(text: string): string {
  return text.replace(/\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|[0-7]{3}|.)/g, (_, code: string) => {
    if (/^[xu]./.test(code)) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return code.length === 3 ? String.fromCharCode(Number.parseInt(code, 8)) : (escapes[code] ?? code);
  });
}

function constant({ kind, text }: Token): string | number | bigint {
  if (kind === 'string') {
    if (text.startsWith('`')) return text.slice(1, -1);
    const inner = unescaped(text.slice(1, -1));
    return text.startsWith("'") ? BigInt(inner.codePointAt(0) ?? 0) : inner;
  }
  if (!/^[-+]?(?:0[xX][0-9a-fA-F]+|\d+)$/.test(text)) return Number(text);
  return text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text.replace('+', ''));
}
