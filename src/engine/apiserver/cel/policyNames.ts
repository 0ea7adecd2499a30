/**
 * The names that expressions of admission policies may use, and what is known of their types.
 * upstream: staging/src/k8s.io/apiserver/pkg/admission/plugin/cel/compile.go (BuildRequestType, BuildNamespaceType), composition.go
 */
import type { Schema } from '../custom/schema.ts';
import { checkExpression, type Known, type Names } from './check.ts';

const text: Schema = { type: 'string' };
const texts: Schema = { type: 'array', items: text };

function object(properties: Readonly<Record<string, Schema>>): Schema {
  return { type: 'object', properties };
}

function map(of: Schema): Schema {
  return { type: 'object', additionalProperties: of };
}

const requestType = object({
  kind: object({ group: text, version: text, kind: text }),
  resource: object({ group: text, version: text, resource: text }),
  subResource: text,
  requestKind: object({ group: text, version: text, kind: text }),
  requestResource: object({ group: text, version: text, resource: text }),
  requestSubResource: text,
  name: text,
  namespace: text,
  operation: text,
  userInfo: object({ username: text, uid: text, groups: texts, extra: map(texts) }),
  dryRun: { type: 'boolean' },
  options: {},
});

const namespaceType = object({
  metadata: object({
    name: text,
    generateName: text,
    namespace: text,
    labels: map(text),
    annotations: map(text),
    UID: text,
    creationTimestamp: {},
    deletionGracePeriodSeconds: { type: 'integer' },
    deletionTimestamp: {},
    generation: { type: 'integer' },
    resourceVersion: text,
    finalizers: texts,
  }),
  spec: object({ finalizers: texts }),
  status: object({ conditions: {}, phase: text }),
});

export interface PolicyNames {
  readonly params: boolean;
  readonly authorizer: boolean;
  /** Absent where variables cannot be used. */
  readonly variables?: ReadonlyMap<string, Known>;
}

function namesOf({ params, authorizer, variables }: PolicyNames): Names {
  const names = new Map<string, Known>([
    ['object', 'dyn'],
    ['oldObject', 'dyn'],
    ['request', requestType],
    ['namespaceObject', namespaceType],
  ]);
  if (params) names.set('params', 'dyn');
  if (authorizer) names.set('authorizer', 'dyn');
  if (variables !== undefined)
    names.set('variables', object(Object.fromEntries([...variables].map(([name, type]) => [name, type === 'dyn' ? {} : type]))));
  return names;
}

/** The type of a variable's values, or what is wrong with its expression. */
export function variableType(source: string, names: PolicyNames): { readonly type: Known } | { readonly error: string } {
  const checked = checkExpression(source, namesOf(names));
  return 'errors' in checked ? { error: `compilation failed: ${checked.errors.join('\n')}` } : checked;
}

const typeTexts: Readonly<Record<string, string>> = { boolean: 'bool', string: 'string', null: 'null_type' };

/** What is wrong with an expression that has to give one of these types; undefined for a good one. */
export function policyError(source: string, names: PolicyNames, wanted: readonly ('bool' | 'string' | 'null_type')[]): string | undefined {
  const checked = variableType(source, names);
  if ('error' in checked) return checked.error;
  const type = checked.type === 'dyn' ? 'dyn' : typeTexts[checked.type.type ?? ''];
  if (wanted.some((it) => it === type)) return undefined;
  return wanted.length === 1 ? `must evaluate to ${wanted[0]}` : `must evaluate to one of [${wanted.join(' ')}]`;
}
