/** Reads what the package kubernetes-models knows of each definition: a JSON Schema, and the comments of its type declarations. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface RawSchema {
  readonly type?: string;
  readonly format?: string;
  readonly $ref?: string;
  readonly nullable?: boolean;
  readonly enum?: readonly string[];
  readonly required?: readonly string[];
  readonly items?: RawSchema;
  readonly additionalProperties?: RawSchema | boolean;
  readonly properties?: Readonly<Record<string, RawSchema>>;
  readonly oneOf?: readonly RawSchema[];
}

export interface RawDefinition {
  readonly name: string;
  readonly schema: RawSchema;
  /** The comment of the type under '', those of its fields by their names. */
  readonly comments: ReadonlyMap<string, string>;
}

/** The package of a later release. */
export function laterFolder(): string {
  return dirname(fileURLToPath(import.meta.resolve('kubernetes-models')));
}

/** `io.k8s.api.core.v1.Pod` is `IoK8sApiCoreV1Pod` as a file. */
export function fileName(definition: string): string {
  return definition
    .split(/[.-]/)
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');
}

/** The folders of the package of models and of the one it takes metadata from. */
export function packageFolders(): readonly string[] {
  const models = dirname(createRequire(import.meta.url).resolve('kubernetes-models-1.28'));
  const machinery = dirname(createRequire(join(models, 'index.js')).resolve('@kubernetes-models/apimachinery'));
  return [models, machinery];
}

export function readDefinitions(folder: string): RawDefinition[] {
  const comments = readComments(folder);
  const schemas = join(folder, '_schemas');
  return readdirSync(schemas)
    .filter((file) => file.endsWith('.js'))
    .flatMap((file) => {
      const text = readFileSync(join(schemas, file), 'utf8');
      const [, json] = /\nconst schema = (\{[\s\S]*?\n\});\n/.exec(text) ?? [];
      const [, name] = /register\)\("([^"]+)"/.exec(text) ?? [];
      if (json === undefined || name === undefined) return [];
      const schema = JSON.parse(json) as RawSchema;
      return [{ name, schema, comments: comments.get(file.slice(0, -3)) ?? new Map() }];
    });
}

/** By the name that a schema's file has, such as `IoK8sApiCoreV1Pod`. */
export function readComments(folder: string): Map<string, ReadonlyMap<string, string>> {
  const all = new Map<string, ReadonlyMap<string, string>>();
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.d.ts') || path.includes('node_modules') || path.startsWith('_schemas')) continue;
    const text = readFileSync(join(folder, path), 'utf8');
    const [, name] = /export \{[^}]*\bas I(Io\w+)[^}]*\}/.exec(text) ?? /export type \{[^}]*\bas I(Io\w+)[^}]*\}/.exec(text) ?? [];
    if (name !== undefined) all.set(name, commentsOf(text));
  }
  return all;
}

function commentsOf(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const end = text.search(/\nexport declare class/);
  const head = end < 0 ? text : text.slice(0, end);
  for (const [, comment = '', field] of head.matchAll(
    /\/\*\*\n((?:(?!\*\/)[\s\S])*?)\s*\*\/\s*(?:"([^"]+)"\??:|export (?:interface|type|declare))/g,
  ))
    if (!found.has(field ?? '')) found.set(field ?? '', plainText(comment));
  return found;
}

function plainText(comment: string): string {
  return comment
    .replace(/^ *\* ?/gm, '')
    .replace(/\\([*\\])/g, '$1')
    .replace(/\*\\\//g, '*/')
    .replace(/\n@deprecated$/, '')
    .trimEnd();
}
