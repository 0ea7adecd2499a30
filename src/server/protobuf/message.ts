/**
 * The messages of the wire, compiled from tables. In a table's text a field stands at its number's place: the first has number 1,
 * the next 2; a bare number says which one comes next. What follows a name is its type:
 *
 *   name    a string      name[]   a list of them       name:Pod    a message of the same group, `core.` and `meta.` of those
 *   name#   an integer    name{}   a map from strings   name~:Rule  a message whose fields stand in the JSON object itself
 *   name?   a boolean     name=    bytes                name%       a double
 *
 * upstream: the protobuf tags of staging/src/k8s.io/api
 */
import { accessMessages } from './messages/access.ts';
import { coreMessages } from './messages/core.ts';
import { extensionMessages } from './messages/extensions.ts';
import { metaMessages } from './messages/meta.ts';
import { networkMessages } from './messages/network.ts';
import { policiesMessages } from './messages/policies.ts';
import { workloadsMessages } from './messages/workloads.ts';

/** apiVersion -> message -> its fields. */
export type MessageTexts = Readonly<Record<string, Readonly<Record<string, string>>>>;

type Scalar = 'string' | 'bool' | 'int' | 'bytes' | 'double';

export interface Field {
  readonly number: number;
  readonly json: string;
  readonly shape: 'one' | 'list' | 'map' | 'inline';
  /** A message by its full name is looked up when it is first needed: messages may contain themselves. */
  readonly type: Scalar | { readonly message: string };
}

export interface Message {
  /** `v1.Pod` */
  readonly name: string;
  readonly fields: readonly Field[];
  readonly byNumber: ReadonlyMap<number, Field>;
  /** A message that only wraps a list, which JSON shows bare. */
  readonly isList: boolean;
}

const metaVersion = 'meta.k8s.io/v1';
const texts: MessageTexts = {
  ...accessMessages,
  ...coreMessages,
  ...extensionMessages,
  ...metaMessages,
  ...networkMessages,
  ...policiesMessages,
  ...workloadsMessages,
};
const scalars: Readonly<Record<string, Scalar>> = { '': 'string', '#': 'int', '?': 'bool', '=': 'bytes', '%': 'double' };
const shapes: Readonly<Record<string, Field['shape']>> = { '': 'one', '[]': 'list', '{}': 'map', '~': 'inline' };
const compiled = new Map<string, Message>();

/** The message of a kind, or undefined for a kind that has none: custom resources, tables. */
export function messageOfKind(apiVersion: string, kind: string): Message | undefined {
  const version = Object.hasOwn(texts, apiVersion) ? apiVersion : metaVersion;
  return find(version, kind) ?? (isMeta(kind) ? find(metaVersion, kind) : undefined);
}

/** The message of a full name, such as `apps/v1.Deployment`. */
export function messageNamed(name: string): Message {
  const dot = name.lastIndexOf('.');
  const message = find(name.slice(0, dot), name.slice(dot + 1));
  if (message === undefined) throw new Error(`there is no message ${name}`);
  return message;
}

/** Every message, for tests. */
export function allMessages(): Message[] {
  return Object.entries(texts).flatMap(([version, of]) => Object.keys(of).map((name) => messageNamed(`${version}.${name}`)));
}

/** These are the same in every group. */
function isMeta(kind: string): boolean {
  return kind === 'Status' || kind === 'DeleteOptions' || kind === 'WatchEvent';
}

function find(version: string, name: string): Message | undefined {
  const full = `${version}.${name}`;
  const known = compiled.get(full);
  if (known !== undefined) return known;
  const text = textOf(version, name);
  if (text === undefined) return undefined;
  const fields = fieldsOf(text, version);
  const message: Message = {
    name: full,
    fields,
    byNumber: new Map(fields.map((field) => [field.number, field])),
    isList: text === 'items[]',
  };
  compiled.set(full, message);
  return message;
}

/** A list of a kind needs no entry of its own. */
function textOf(version: string, name: string): string | undefined {
  const of = Object.hasOwn(texts, version) ? texts[version] : undefined;
  if (of === undefined) return undefined;
  if (Object.hasOwn(of, name)) return of[name];
  const item = name.endsWith('List') ? name.slice(0, -4) : '';
  return Object.hasOwn(of, item) && of[item]?.trimStart().startsWith('metadata:') === true
    ? `metadata:meta.ListMeta items[]:${item}`
    : undefined;
}

function fieldsOf(text: string, version: string): Field[] {
  const fields: Field[] = [];
  let next = 1;
  for (const word of text.split(/\s+/)) {
    if (word === '') continue;
    if (/^\d+$/.test(word)) next = Number(word);
    else fields.push(fieldOf(word, version, next++));
  }
  return fields;
}

function fieldOf(word: string, version: string, number: number): Field {
  const match = /^([\w$-]+?)(\[\]|\{\}|~)?(?:([#?=%])|:([\w.]+))?$/.exec(word);
  if (match === null) throw new Error(`no field is written like ${word}`);
  const [, json = '', shape = '', scalar = '', ref] = match;
  const type = ref === undefined ? (scalars[scalar] ?? 'string') : { message: fullName(ref, version) };
  return { number, json, shape: shapes[shape] ?? 'one', type };
}

function fullName(ref: string, version: string): string {
  if (ref.startsWith('core.')) return `v1.${ref.slice(5)}`;
  return ref.startsWith('meta.') ? `${metaVersion}.${ref.slice(5)}` : `${version}.${ref}`;
}
