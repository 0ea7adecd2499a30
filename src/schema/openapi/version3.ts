/**
 * OpenAPI version 3: a document a group version, with the definitions it reaches.
 * upstream: staging/src/k8s.io/kube-openapi/pkg/handler3, pkg/builder3
 */
import { refName, type Definitions, type Schema } from '../schema.ts';
import { groupTag, pathsOf, scopeName, type Operation, type PathItem, type Resource } from './operations.ts';
import { parameterNamed, type Parameter } from './parameters.ts';

export interface Sources {
  readonly definitions: Definitions;
  /** The definition of a kind, and of what a request to it answers with. */
  readonly nameOf: (kind: { readonly group: string; readonly version: string; readonly kind: string }) => string | undefined;
}

const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1.';
const objects = ['application/json', 'application/vnd.kubernetes.protobuf', 'application/yaml'];
const streams = [
  'application/json',
  'application/json;stream=watch',
  'application/vnd.kubernetes.protobuf',
  'application/vnd.kubernetes.protobuf;stream=watch',
  'application/yaml',
];
const patches = [
  'application/apply-patch+yaml',
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
];
const codeTexts: Readonly<Record<number, string>> = { 200: 'OK', 201: 'Created', 202: 'Accepted', 401: 'Unauthorized' };

/** The document of one group version. */
export function document3(resources: readonly Resource[], sources: Sources, root: string): unknown {
  const items = resources.flatMap(pathsOf).toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const paths: Record<string, unknown> = { [`${root}/`]: discoveryPath(resources[0]) };
  for (const item of items) paths[item.path] = pathItem(item, sources);
  return wrap(paths, sources.definitions);
}

/** The document of a path that answers with what there is, such as /apis. */
export function plainDocument3(paths: Readonly<Record<string, unknown>>, definitions: Definitions): unknown {
  return wrap(paths, definitions);
}

function wrap(paths: Readonly<Record<string, unknown>>, definitions: Definitions): unknown {
  const schemas = Object.fromEntries(reached(paths, definitions).map((name) => [name, named3(name, definitions[name] ?? {})]));
  const securitySchemes = {
    BearerToken: { type: 'apiKey', description: 'Bearer Token authentication', name: 'authorization', in: 'header' },
  };
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'v1.28.4' },
    paths,
    components: { ...(Object.keys(schemas).length === 0 ? {} : { schemas }), securitySchemes },
  };
}

/** The names of all definitions that something refers to, directly or through others, sorted. */
function reached(paths: unknown, definitions: Definitions): string[] {
  const found = new Set<string>();
  const open: unknown[] = [paths];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    for (const name of refsIn(value)) {
      if (found.has(name) || definitions[name] === undefined) continue;
      found.add(name);
      open.push(definitions[name]);
    }
  }
  return [...found].toSorted();
}

function refsIn(value: unknown): string[] {
  return [...JSON.stringify(value).matchAll(/"#\/(?:definitions|components\/schemas)\/([^"]+)"/g)].map((match) => match[1] ?? '');
}

/** Types that are written as more than one JSON type; version 2 calls them strings. */
function alternatives({ format }: Schema): readonly unknown[] | undefined {
  return format === 'int-or-string' ? [{ type: 'integer' }, { type: 'string' }] : undefined;
}

function named3(name: string, schema: Schema): unknown {
  if (!name.endsWith('.api.resource.Quantity')) return schema3(schema);
  const { type: _text, ...rest } = schema;
  return { ...rest, oneOf: [{ type: 'string' }, { type: 'number' }] };
}

/** References stand beside nothing in version 3: with a description or a default they are wrapped. */
export function schema3(schema: Schema): unknown {
  const { $ref, items, additionalProperties, properties, ...rest } = schema;
  const name = refName(schema);
  if ($ref !== undefined && name !== undefined) {
    const target = { $ref: `#/components/schemas/${name}` };
    return Object.keys(rest).length === 0 ? target : { ...rest, allOf: [target] };
  }
  const { type: _plain, ...untyped } = rest;
  const other = alternatives(schema);
  return {
    ...(other === undefined ? rest : { ...untyped, oneOf: other }),
    ...(items === undefined ? {} : { items: schema3(items) }),
    ...(typeof additionalProperties === 'object' ? { additionalProperties: schema3(additionalProperties) } : {}),
    ...(additionalProperties === undefined || typeof additionalProperties === 'object' ? {} : { additionalProperties }),
    ...(properties === undefined
      ? {}
      : { properties: Object.fromEntries(Object.entries(properties).map(([field, value]) => [field, schema3(value)])) }),
  };
}

function pathItem({ operations, parameters }: PathItem, sources: Sources): unknown {
  const kind = operations[0]?.kind.kind ?? '';
  const made = operations.map((operation) => [operation.method, operation3(operation, sources)] as const);
  return { ...Object.fromEntries(made), parameters: parameters.map((name) => parameter3(parameterNamed(name, kind, sources.definitions))) };
}

function parameter3({ name, in: place, required, type, description }: Parameter): unknown {
  return {
    name,
    in: place,
    ...(description === undefined ? {} : { description }),
    ...(required === undefined ? {} : { required }),
    schema: { type, uniqueItems: true },
  };
}

function operation3(operation: Operation, sources: Sources): unknown {
  const { id, description, action, kind, owner, parameters, codes } = operation;
  const answer = answer3(operation, sources);
  const responses = codes.map((code) => [code, { description: codeTexts[code] ?? '', content: answer }] as const);
  const body = body3(operation, sources);
  return {
    tags: [groupTag(owner)],
    description,
    operationId: id,
    ...(parameters.length === 0
      ? {}
      : { parameters: parameters.map((name) => parameter3(parameterNamed(name, kind.kind, sources.definitions))) }),
    ...(body === undefined ? {} : { requestBody: { content: body } }),
    responses: { ...Object.fromEntries(responses), 401: { description: 'Unauthorized' } },
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': kind,
  };
}

function reference(name: string): { readonly $ref: string } {
  return { $ref: `#/components/schemas/${name}` };
}

function content(types: readonly string[], schema: unknown): Readonly<Record<string, unknown>> {
  return Object.fromEntries(types.map((type) => [type, { schema }]));
}

/** The definition that an operation answers with; undefined for plain text. */
export function answerName({ answer, kind }: Operation, { nameOf }: Sources): string | undefined {
  if (answer === 'text') return undefined;
  if (answer === 'status') return `${meta}Status`;
  if (answer === 'watch') return `${meta}WatchEvent`;
  const name = nameOf(kind);
  return answer === 'list' && name !== undefined ? `${name}List` : name;
}

function answer3(operation: Operation, sources: Sources): unknown {
  const name = answerName(operation, sources);
  if (name === undefined) {
    const types =
      operation.action === 'connect'
        ? ['*/*']
        : ['application/json', 'application/vnd.kubernetes.protobuf', 'application/yaml', 'text/plain'];
    return content(types, { type: 'string' });
  }
  return content(operation.answer === 'list' || operation.answer === 'watch' ? streams : objects, reference(name));
}

export function bodyName({ body, kind }: Operation, { nameOf }: Sources): string | undefined {
  if (body === undefined) return undefined;
  return body === 'options' ? `${meta}DeleteOptions` : body === 'patch' ? `${meta}Patch` : nameOf(kind);
}

function body3(operation: Operation, sources: Sources): unknown {
  const name = bodyName(operation, sources);
  if (name === undefined) return undefined;
  return content(operation.body === 'patch' ? patches : ['*/*'], reference(name));
}

function discoveryPath(resource: Resource | undefined): unknown {
  if (resource === undefined) return {};
  const tag = groupTag(resource);
  const scope = scopeName(resource);
  return {
    get: plainGet({ tag, description: 'get available resources', id: `get${scope}APIResources`, answer: `${meta}APIResourceList` }),
  };
}

interface PlainGet {
  readonly tag: string;
  readonly description: string;
  readonly id: string;
  readonly answer: string;
}

export function plainGet({ tag, description, id, answer }: PlainGet): unknown {
  return {
    tags: [tag],
    description,
    operationId: id,
    responses: { 200: { description: 'OK', content: content(objects, reference(answer)) }, 401: { description: 'Unauthorized' } },
  };
}
