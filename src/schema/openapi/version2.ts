/**
 * OpenAPI version 2: one document of everything that is served.
 * upstream: staging/src/k8s.io/kube-openapi/pkg/builder
 */
import type { Definitions, Schema } from '../schema.ts';
import { basePath, groupTag, pathsOf, scopeName, type Operation, type PathItem, type Resource } from './operations.ts';
import { parameterNamed, type Parameter } from './parameters.ts';
import { serverPath2, serverPaths } from './serverPaths.ts';
import { answerName, bodyName, type Sources } from './version3.ts';

const codeTexts: Readonly<Record<number, string>> = { 200: 'OK', 201: 'Created', 202: 'Accepted' };
const objects = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];
const streams = [...objects, 'application/json;stream=watch', 'application/vnd.kubernetes.protobuf;stream=watch'];
const patches = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
];

export function document2(resources: readonly Resource[], sources: Sources): unknown {
  const items = resources.flatMap(pathsOf).toSorted((a, b) => (a.path < b.path ? -1 : 1));
  return {
    swagger: '2.0',
    info: { title: 'Kubernetes', version: 'v1.28.4' },
    paths: { ...discoveryPaths(resources), ...Object.fromEntries(items.map((item) => [item.path, pathItem(item, sources)])) },
    definitions: definitions2(sources.definitions),
    securityDefinitions: {
      BearerToken: { description: 'Bearer Token authentication', type: 'apiKey', name: 'authorization', in: 'header' },
    },
    security: [{ BearerToken: [] }],
  };
}

const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1.';

/** What there is: the versions, the groups, and the resources of each. */
function discoveryPaths(resources: readonly Resource[]): Readonly<Record<string, unknown>> {
  const paths: Record<string, unknown> = {
    '/api/': discovery('core', 'get available API versions', { id: 'getCoreAPIVersions', answer: 'APIVersions' }),
    '/apis/': discovery('apis', 'get available API versions', { id: 'getAPIVersions', answer: 'APIGroupList' }),
  };
  for (const resource of resources) {
    const scope = scopeName(resource);
    const [tag = ''] = groupTag(resource).split('_');
    const group = { id: `get${scope.slice(0, tag.length)}APIGroup`, answer: 'APIGroup' };
    if (resource.group !== '') paths[`/apis/${resource.group}/`] ??= discovery(tag, 'get information of a group', group);
    const list = { id: `get${scope}APIResources`, answer: 'APIResourceList' };
    paths[`${basePath(resource)}/`] ??= discovery(groupTag(resource), 'get available resources', list);
  }
  for (const it of Object.values(serverPaths).flat()) paths[it.path] = serverPath2(it);
  return paths;
}

function discovery(tag: string, description: string, { id, answer }: { readonly id: string; readonly answer: string }): unknown {
  const schema = { $ref: `#/definitions/${meta}${answer}` };
  const responses = { 200: { description: 'OK', schema }, 401: { description: 'Unauthorized' } };
  return { get: { description, consumes: objects, produces: objects, schemes: ['https'], tags: [tag], operationId: id, responses } };
}

/** Version 2 tells no defaults. */
function definitions2(definitions: Definitions): unknown {
  return Object.fromEntries(Object.entries(definitions).map(([name, schema]) => [name, schema2(schema)]));
}

export function schema2(schema: Schema): Schema {
  const { default: _untold, items, additionalProperties, properties, ...rest } = schema;
  return {
    ...rest,
    ...(items === undefined ? {} : { items: schema2(items) }),
    ...(additionalProperties === undefined
      ? {}
      : { additionalProperties: typeof additionalProperties === 'object' ? schema2(additionalProperties) : additionalProperties }),
    ...(properties === undefined
      ? {}
      : { properties: Object.fromEntries(Object.entries(properties).map(([field, value]) => [field, schema2(value)])) }),
  };
}

function pathItem({ operations, parameters }: PathItem, sources: Sources): unknown {
  const kind = operations[0]?.kind.kind ?? '';
  const made = operations.map((operation) => [operation.method, operation2(operation, sources)] as const);
  return { ...Object.fromEntries(made), parameters: parameters.map((name) => parameter2(parameterNamed(name, kind, sources.definitions))) };
}

function parameter2(parameter: Parameter): unknown {
  return { uniqueItems: true, ...parameter };
}

function operation2(operation: Operation, sources: Sources): unknown {
  const { id, description, action, kind, owner, parameters, codes, body } = operation;
  const name = answerName(operation, sources);
  const schema = name === undefined ? { type: 'string' } : { $ref: `#/definitions/${name}` };
  const sent = bodyName(operation, sources);
  const told = [
    ...(sent === undefined
      ? []
      : [{ name: 'body', in: 'body', ...(body === 'options' ? {} : { required: true }), schema: { $ref: `#/definitions/${sent}` } }]),
    ...parameters.map((parameter) => parameter2(parameterNamed(parameter, kind.kind, sources.definitions))),
  ];
  return {
    description,
    consumes: body === 'patch' ? patches : ['*/*'],
    produces: producedBy(operation),
    schemes: ['https'],
    tags: [groupTag(owner)],
    operationId: id,
    ...(told.length === 0 ? {} : { parameters: told }),
    responses: {
      ...Object.fromEntries(codes.map((code) => [code, { description: codeTexts[code] ?? '', schema }])),
      401: { description: 'Unauthorized' },
    },
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': kind,
  };
}

function producedBy({ action, answer }: Operation): readonly string[] {
  if (action === 'connect') return ['*/*'];
  if (answer === 'text') return ['text/plain', ...objects];
  return answer === 'list' || answer === 'watch' ? streams : objects;
}
