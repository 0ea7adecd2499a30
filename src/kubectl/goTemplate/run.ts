/** A template's text for an object. upstream: Go text/template/exec.go */
import { CallError, functions } from './functions.ts';
import { templateError, TemplateError } from './lex.ts';
import { parseGoTemplate, type Command, type Node, type Operand, type Pipeline, type Spot, type Template } from './parse.ts';
import { goPrint, goType, isList, isObject, sortedKeys, truth, type Value } from './values.ts';

interface Scope {
  readonly name: string;
  value: Value;
}

interface Run {
  readonly template: Template;
  readonly allowMissing: boolean;
  readonly scopes: Scope[];
  text: string;
  depth: number;
}

type Flow = 'on' | 'break' | 'continue';

const depthMax = 100;
const textMax = 16 * 1024 * 1024;

/** Prints an object by a template; it throws a TemplateError for a template that cannot be read or followed. */
export function goTemplateText(source: string, object: unknown, allowMissing = true): string {
  const template = parseGoTemplate(source, new Set(Object.keys(functions)));
  const run: Run = { template, allowMissing, scopes: [{ name: '$', value: object as Value }], text: '', depth: 0 };
  walk(run, template.nodes, object as Value);
  return run.text;
}

/** upstream: Tree.ErrorContext */
function fault({ template }: Run, { at, source }: Spot, message: string): TemplateError {
  const lines = template.text.slice(0, at).split('\n');
  return new TemplateError(`template: output:${lines.length}:${lines.at(-1)?.length ?? 0}: executing "output" at <${source}>: ${message}`);
}

function walk(run: Run, nodes: readonly Node[], dot: Value): Flow {
  for (const node of nodes) {
    const flow = step(run, node, dot);
    if (flow !== 'on') return flow;
  }
  return 'on';
}

/** Variables that a node declares end with it. */
function scoped(run: Run, act: () => Flow): Flow {
  const { length } = run.scopes;
  const flow = act();
  run.scopes.length = length;
  return flow;
}

function step(run: Run, node: Node, dot: Value): Flow {
  switch (node.type) {
    case 'text':
      write(run, node.text);
      return 'on';
    case 'action': {
      const value = evaluate(run, node.pipeline, dot);
      if (node.pipeline.names.length === 0) write(run, goPrint(value));
      return 'on';
    }
    case 'if':
    case 'with':
      return scoped(run, () => {
        const value = evaluate(run, node.pipeline, dot);
        if (!truth(value)) return walk(run, node.other, dot);
        return walk(run, node.body, node.type === 'with' ? value : dot);
      });
    case 'range':
      return scoped(run, () => range(run, node, dot));
    case 'template':
      return called(run, node, dot);
    default:
      return node.type;
  }
}

function write(run: Run, text: string): void {
  run.text += text;
  if (run.text.length > textMax) throw new TemplateError('template: output: the text is too long');
}

function called(run: Run, node: Extract<Node, { type: 'template' }>, dot: Value): Flow {
  const body = run.template.defined.get(node.name);
  if (body === undefined) throw fault(run, node.spot, `template ${JSON.stringify(node.name)} not defined`);
  run.depth += 1;
  if (run.depth > depthMax) throw fault(run, node.spot, `exceeded maximum template depth (${depthMax})`);
  const value = node.pipeline === undefined ? undefined : evaluate(run, node.pipeline, dot);
  const inner: Run = { ...run, scopes: [{ name: '$', value }], text: '' };
  walk(inner, body, value);
  write(run, inner.text);
  run.depth -= 1;
  return 'on';
}

function range(run: Run, node: Extract<Node, { type: 'if' | 'with' | 'range' }>, dot: Value): Flow {
  const { names, commands } = node.pipeline;
  const value = evaluate(run, { ...node.pipeline, names: [] }, dot);
  if (value !== undefined && value !== null && !isList(value) && !isObject(value))
    throw fault(run, spotOf(commands.at(-1)), `range can't iterate over ${goPrint(value)}`);
  const entries: (readonly [Value, Value])[] = isList(value)
    ? value.map((item, at) => [BigInt(at), item])
    : isObject(value)
      ? sortedKeys(value).map((key) => [key, value[key]])
      : [];
  if (entries.length === 0) return walk(run, node.other, dot);
  for (const [key, item] of entries) {
    const { length } = run.scopes;
    const [first, second] = names;
    const values = second === undefined ? [item] : [key, item];
    for (const [at, name] of [first, second].entries()) if (name !== undefined) run.scopes.push({ name, value: values[at] });
    const flow = walk(run, node.body, item);
    run.scopes.length = length;
    if (flow === 'break') break;
  }
  return 'on';
}

function evaluate(run: Run, pipeline: Pipeline, dot: Value): Value {
  let value: Value = undefined;
  for (const [at, command] of pipeline.commands.entries()) {
    const piped = at === 0 ? [] : [value];
    value = commandValue(run, { command, piped, line: pipeline.line }, dot);
  }
  for (const name of pipeline.names) {
    const known = run.scopes.findLast((scope) => scope.name === name);
    if (pipeline.declares) run.scopes.push({ name, value });
    else if (known === undefined) throw templateError(pipeline.line, `undefined variable ${JSON.stringify(name)}`);
    else known.value = value;
  }
  return value;
}

/** Of a command without arguments, its value is what an error points at. */
function spotOf(command: Command | undefined): Spot {
  return (command?.operands.length === 1 ? command.operands[0] : command) ?? { at: 0, source: '' };
}

interface Called {
  readonly command: Command;
  readonly piped: readonly Value[];
  readonly line: number;
}

function commandValue(run: Run, { command, piped, line }: Called, dot: Value): Value {
  const [first, ...rest] = command.operands;
  if (first === undefined) return undefined;
  if (first.type === 'nil') throw fault(run, first, 'nil is not a command');
  if (first.type !== 'function') {
    if (rest.length + piped.length > 0) throw fault(run, first, refusedArgument(first));
    return operandValue(run, first, { dot, line });
  }
  // A function's later arguments may not matter: `and` and `or` stop where they are decided.
  const args: Value[] = [];
  for (const operand of rest) {
    const last = operandValue(run, operand, { dot, line });
    args.push(last);
    if ((first.text === 'and' && !truth(last)) || (first.text === 'or' && truth(last))) return last;
  }
  return invoked(run, { name: first.text, args: [...args, ...piped], spot: command });
}

/** A field with arguments would be a method. */
function refusedArgument({ fields, source }: Operand): string {
  return fields.length > 0 ? `${fields.at(-1)} is not a method but has arguments` : `can't give argument to non-function ${source}`;
}

interface Call {
  readonly name: string;
  readonly args: readonly Value[];
  readonly spot: Spot;
}

function invoked(run: Run, { name, args, spot }: Call): Value {
  try {
    return functions[name]?.(args);
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    throw fault(run, spot, `error calling ${name}: ${error.message}`);
  }
}

interface At {
  readonly dot: Value;
  readonly line: number;
}

function operandValue(run: Run, operand: Operand, { dot, line }: At): Value {
  return operand.fields.reduce<Value>((value, field) => fieldOf(run, value, { operand, field }), startOf(run, operand, { dot, line }));
}

function startOf(run: Run, operand: Operand, { dot, line }: At): Value {
  switch (operand.type) {
    case 'dot':
      return dot;
    case 'constant':
      return operand.value;
    case 'function':
      return invoked(run, { name: operand.text, args: [], spot: operand });
    case 'pipeline':
      return operand.pipeline === undefined ? undefined : evaluate(run, operand.pipeline, dot);
    case 'variable': {
      const known = run.scopes.findLast((scope) => scope.name === operand.text);
      if (known === undefined) throw templateError(line, `undefined variable ${JSON.stringify(operand.text)}`);
      return known.value;
    }
    default:
      return null;
  }
}

function fieldOf(run: Run, value: Value, { operand, field }: { operand: Operand; field: string }): Value {
  if (isObject(value)) {
    if (Object.hasOwn(value, field)) return value[field];
    if (run.allowMissing) return undefined;
    throw fault(run, operand, `map has no entry for key ${JSON.stringify(field)}`);
  }
  if (value === undefined || value === null) {
    if (run.allowMissing) return undefined;
    throw fault(run, operand, `nil data; no entry for key ${JSON.stringify(field)}`);
  }
  throw fault(run, operand, `can't evaluate field ${field} in type ${typeof value === 'object' ? goType(value) : 'interface {}'}`);
}
