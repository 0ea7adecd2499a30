/**
 * What the API server answers under /openapi: the document of version 2, the index of version 3 and its documents.
 * Owns nothing: a function of the definitions, the resources that are served and the custom ones.
 */
import { sha256Hex } from '#api/machinery/sha256.ts';
import type { Definitions } from '../schema.ts';
import { customDefinitions, customName, type CustomResource } from './custom.ts';
import { basePath, type Resource } from './operations.ts';
import { serverPath3, serverPaths } from './serverPaths.ts';
import { document2 } from './version2.ts';
import { document3, plainDocument3, plainGet, type Sources } from './version3.ts';

export interface Served {
  readonly definitions: Definitions;
  readonly resources: readonly Resource[];
  readonly customs: readonly CustomResource[];
}

export interface OpenApi {
  /** The answer to a path such as `/openapi/v3/apis/apps/v1`; undefined where there is none. */
  openapi(path: string): unknown;
}

const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1.';

/** Documents are made when they are asked for, and kept: make a new one when a custom resource changes. */
export function createOpenApi(served: Served): OpenApi {
  const made = new Map<string, unknown>();
  const once = (key: string, make: () => unknown): unknown => {
    if (!made.has(key)) made.set(key, make());
    return made.get(key);
  };
  const documents = documentsOf(served);
  return {
    openapi(path) {
      if (path === '/openapi/v2') return once('v2', () => document2([...served.resources, ...served.customs], sourcesOf(served, 2)));
      if (path === '/openapi/v3' || path === '/openapi/v3/') return once('v3', () => indexOf(served, [...documents.keys()]));
      const name = path.startsWith('/openapi/v3/') ? path.slice('/openapi/v3/'.length) : '';
      return once(name, () => documents.get(name)?.());
    },
  };
}

/** A document's hash is that of what it is made of: the built-in definitions never change. */
function indexOf({ resources, customs }: Served, names: readonly string[]): unknown {
  const all = [...resources, ...customs];
  const entries = names.map((name) => {
    const hash = sha256Hex(JSON.stringify([name, ...all.filter((resource) => basePath(resource) === `/${name}`)])).toUpperCase();
    return [name, { serverRelativeURL: `/openapi/v3/${name}?hash=${hash}` }] as const;
  });
  return { paths: Object.fromEntries(entries) };
}

function sourcesOf({ definitions, customs }: Served, version: 2 | 3): Sources {
  const all: Definitions = Object.assign({}, definitions, ...customs.map((custom) => customDefinitions(custom, definitions, version)));
  const names = new Map<string, string>();
  for (const [name, schema] of Object.entries(definitions)) {
    for (const { group, version: of, kind } of schema['x-kubernetes-group-version-kind'] ?? []) names.set(`${group}/${of}/${kind}`, name);
  }
  for (const custom of customs) names.set(`${custom.group}/${custom.version}/${custom.kind}`, customName(custom));
  return { definitions: all, nameOf: ({ group, version: of, kind }) => names.get(`${group}/${of}/${kind}`) };
}

function documentsOf(served: Served): ReadonlyMap<string, () => unknown> {
  const sources = sourcesOf(served, 3);
  const groups = new Map<string, Resource[]>();
  for (const resource of [...served.resources, ...served.customs]) {
    const path = basePath(resource);
    groups.set(path, [...(groups.get(path) ?? []), resource]);
  }
  const documents = new Map<string, () => unknown>();
  const plain = (path: string, tag: string, [description, id, answer]: readonly [string, string, string]): void => {
    const get = plainGet({ tag, description, id, answer: `${meta}${answer}` });
    documents.set(path.slice(1), () => plainDocument3({ [`${path}/`]: { get } }, sources.definitions));
  };
  plain('/api', 'core', ['get available API versions', 'getCoreAPIVersions', 'APIVersions']);
  plain('/apis', 'apis', ['get available API versions', 'getAPIVersions', 'APIGroupList']);
  for (const [name, paths] of Object.entries(serverPaths))
    documents.set(name, () => plainDocument3(Object.fromEntries(paths.map((it) => [it.path, serverPath3(it)])), sources.definitions));
  for (const [path, resources] of groups) {
    const { group = '' } = resources[0] ?? {};
    if (group !== '' && !documents.has(`apis/${group}`)) plainGroup(group, plain);
    documents.set(path.slice(1), () => document3(resources, sources, path));
  }
  return new Map([...documents].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function plainGroup(group: string, plain: (path: string, tag: string, rest: readonly [string, string, string]) => void): void {
  const tag = group.replace(/\.k8s\.io$/, '').replace(/[.-]+(\w)/g, (_, letter: string) => letter.toUpperCase());
  plain(`/apis/${group}`, tag, ['get information of a group', `get${tag.charAt(0).toUpperCase()}${tag.slice(1)}APIGroup`, 'APIGroup']);
}
