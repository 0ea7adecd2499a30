/**
 * `kubectl explain` in its present format, from a document of OpenAPI version 3.
 * upstream: kubectl/pkg/explain/v2/templates/plaintext.tmpl
 */
import { indentText, wrapText } from './wrap.ts';

export interface Node3 {
  readonly description?: string;
  readonly type?: string;
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Node3>>;
  readonly required?: readonly string[];
  readonly items?: Node3;
  readonly additionalProperties?: Node3 | boolean;
  readonly allOf?: readonly Node3[];
}

export type Schemas3 = Readonly<Record<string, Node3>>;

const prefix = '#/components/schemas/';

function resolve(node: Node3, schemas: Schemas3): Node3 {
  return node.$ref === undefined ? node : (schemas[node.$ref.slice(prefix.length)] ?? node);
}

function inner(node: Node3): Node3 | undefined {
  return typeof node.additionalProperties === 'object' ? node.additionalProperties : undefined;
}

export interface Question {
  readonly schemas: Schemas3;
  readonly path: readonly string[];
  readonly recursive: boolean;
}

/** What is told of the field that a path leads to; '' when there is none. */
export function explainNode(node: Node3, question: Question, seen: ReadonlySet<string> = new Set()): string {
  const { schemas, path } = question;
  const resolved = resolve(node, schemas);
  const [field, ...rest] = path;
  if (field === undefined) return whole(resolved, question);
  if (node.$ref !== undefined && seen.has(node.$ref)) return '';
  const known = node.$ref === undefined ? seen : new Set([...seen, node.$ref]);
  const below = resolved.properties?.[field];
  if (below !== undefined) {
    const head = rest.length === 0 ? `FIELD: ${field} <${typeName(below, schemas)}>\n\n` : '';
    return head + explainNode(below, { ...question, path: rest });
  }
  const item = resolved.items ?? inner(resolved);
  if (item !== undefined) return explainNode(item, question, known);
  for (const other of resolved.allOf ?? []) {
    const told = explainNode(other, question, known);
    if (told !== '') return told;
  }
  return '';
}

function whole(node: Node3, { schemas, recursive }: Question): string {
  const described = descriptions(node, schemas);
  const fields = fieldList(node, { schemas, recursive, level: 1 }, new Set());
  return `DESCRIPTION:\n${indentText(wrapText(described === '' ? '<empty>' : described, 76), 4)}\n${fields === '' ? '' : `FIELDS:\n${fields}`}`;
}

function descriptions(node: Node3, schemas: Schemas3): string {
  const resolved = resolve(node, schemas);
  const below = [...(resolved.allOf ?? []), ...(resolved.items === undefined ? [] : [resolved.items]), ...[inner(resolved) ?? []].flat()];
  const own = resolved.description === undefined || resolved.description === '' ? '' : `${resolved.description}\n`;
  return own + below.map((it) => descriptions(it, schemas)).join('');
}

interface Listing {
  readonly schemas: Schemas3;
  readonly recursive: boolean;
  readonly level: number;
}

function fieldList(node: Node3, listing: Listing, seen: ReadonlySet<string>): string {
  if (node.$ref !== undefined && seen.has(node.$ref)) return '';
  const known = node.$ref === undefined ? seen : new Set([...seen, node.$ref]);
  const resolved = resolve(node, listing.schemas);
  const own = Object.entries(resolved.properties ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const fields = own.map(([name, value]) => {
    const deeper = listing.recursive ? fieldList(value, { ...listing, level: listing.level + 1 }, known) : '';
    return fieldText(name, value, { listing, isRequired: resolved.required?.includes(name) === true }) + deeper;
  });
  const others = [...(resolved.allOf ?? []), ...[resolved.items ?? []].flat(), ...[inner(resolved) ?? []].flat()];
  return fields.join('') + others.map((it) => fieldList(it, listing, known)).join('');
}

interface Place {
  readonly listing: Listing;
  readonly isRequired: boolean;
}

function fieldText(name: string, node: Node3, { listing, isRequired }: Place): string {
  const indent = listing.level * 2;
  const head = `${' '.repeat(indent)}${name}\t<${typeName(node, listing.schemas)}>${isRequired ? ' -required-' : ''}\n`;
  if (listing.recursive) return head;
  const text = node.description === undefined || node.description === '' ? '<no description>' : node.description;
  return `${head}${indentText(wrapText(text, 78 - indent), indent + 2)}\n\n`;
}

function typeName(node: Node3, schemas: Schemas3): string {
  if (node.items !== undefined) return `[]${typeName(node.items, schemas)}`;
  const value = inner(node);
  if (value !== undefined) return `map[string]${typeName(value, schemas)}`;
  const [only] = node.allOf ?? [];
  if (only !== undefined && node.allOf?.length === 1 && node.properties === undefined) return typeName(only, schemas);
  if (node.$ref === undefined) return node.type === undefined || node.type === 'object' ? 'Object' : node.type;
  const target = resolve(node, schemas);
  const name = node.$ref.split('/').at(-1)?.split('.').at(-1) ?? 'Object';
  // An amount is a text or a number, so it goes by its own name.
  if (target !== node && target.type !== undefined && target.type !== 'object' && name !== 'Quantity') return target.type;
  return name;
}
