/**
 * The operations of a resource, as OpenAPI tells them: one path a collection, an item, and each of their subresources.
 * upstream: staging/src/k8s.io/apiserver/pkg/endpoints/installer.go
 */
import type { GroupVersionKind } from '../schema.ts';

/** What is served at a path; a row of the scheme is one, and so is a version of a custom resource. */
export interface Resource {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  readonly subresources: readonly string[];
  readonly verbs?: readonly string[];
}

export interface Operation {
  readonly method: 'get' | 'put' | 'post' | 'delete' | 'options' | 'head' | 'patch';
  readonly id: string;
  readonly description: string;
  readonly action: string;
  readonly kind: GroupVersionKind;
  /** Whose document it stands in. */
  readonly owner: Resource;
  readonly parameters: readonly string[];
  /** What is sent: an object of the kind, options, a patch, or nothing. */
  readonly body: 'object' | 'options' | 'patch' | undefined;
  readonly answer: 'object' | 'list' | 'status' | 'watch' | 'text';
  readonly codes: readonly number[];
}

export interface PathItem {
  readonly path: string;
  readonly operations: readonly Operation[];
  readonly parameters: readonly string[];
}

const listing = [
  'allowWatchBookmarks',
  'continue',
  'fieldSelector',
  'labelSelector',
  'limit',
  'resourceVersion',
  'resourceVersionMatch',
  'sendInitialEvents',
  'timeoutSeconds',
  'watch',
];
const writing = ['dryRun', 'fieldManager', 'fieldValidation'];
const deleting = ['dryRun', 'gracePeriodSeconds', 'orphanDependents', 'propagationPolicy'];
const deletingMany = [
  'continue',
  'dryRun',
  'fieldSelector',
  'gracePeriodSeconds',
  'labelSelector',
  'limit',
  'orphanDependents',
  'propagationPolicy',
  'resourceVersion',
  'resourceVersionMatch',
  'sendInitialEvents',
  'timeoutSeconds',
];

/** `rbacAuthorization_v1`; the core group is `core_v1`. */
export function groupTag({ group, version }: { readonly group: string; readonly version: string }): string {
  return `${camel(group === '' ? 'core' : group.replace(/\.k8s\.io$/, ''))}_${version}`;
}

function camel(text: string): string {
  return text.replace(/[.-]+(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Words such as Endpoints take no article. */
function withArticle(kind: string): string {
  if (kind.endsWith('s') && !kind.endsWith('ss')) return kind;
  return `${/^[AEIOU]/i.test(kind) ? 'an' : 'a'} ${kind}`;
}

export function basePath({ group, version }: { readonly group: string; readonly version: string }): string {
  return group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
}

interface Maker {
  readonly resource: Resource;
  readonly scope: string;
  readonly kind: GroupVersionKind;
}

/** `RbacAuthorizationV1`: what the names of a group version's operations have in common. */
export function scopeName({ group, version }: { readonly group: string; readonly version: string }): string {
  return `${capital(camel(group === '' ? 'core' : group.replace(/\.k8s\.io$/, '')))}${capital(version)}`;
}

function makerOf(resource: Resource): Maker {
  const { group, version, kind, namespaced } = resource;
  const scope = scopeName(resource);
  return { resource, scope: `${scope}|${namespaced ? 'Namespaced' : ''}`, kind: { group, kind, version } };
}

type Rest = Pick<Operation, 'method' | 'description' | 'action'> & Partial<Operation>;

function operation(maker: Maker, [verb, suffix]: readonly [string, string], rest: Rest): Operation {
  const [scope = '', namespaced = ''] = maker.scope.split('|');
  const collection = verb === 'deletecollection' ? 'Collection' : '';
  const id = `${collection === '' ? verb : 'delete'}${scope}${collection}${namespaced}${maker.resource.kind}${suffix}`;
  return { id, kind: maker.kind, owner: maker.resource, parameters: [], body: undefined, answer: 'object', codes: [200], ...rest };
}

function can({ verbs }: Resource, verb: string): boolean {
  return verbs === undefined || verbs.includes(verb);
}

/** All paths of a resource, those of watching by path (deprecated, and served) among them. */
export function pathsOf(resource: Resource): readonly PathItem[] {
  const base = basePath(resource);
  const maker = makerOf(resource);
  const inside = resource.namespaced ? `${base}/namespaces/{namespace}/${resource.plural}` : `${base}/${resource.plural}`;
  const place = resource.namespaced ? ['namespace'] : [];
  return [
    { path: inside, operations: collectionOperations(maker), parameters: [...place, 'pretty'] },
    { path: `${inside}/{name}`, operations: itemOperations(maker), parameters: ['name', ...place, 'pretty'] },
    ...resource.subresources.flatMap((name) => subresources(maker, name, { path: `${inside}/{name}/${name}`, place })),
    ...(resource.namespaced && can(resource, 'list') ? [everywhere(maker)] : []),
    ...(can(resource, 'watch') ? watchPaths(maker) : []),
  ]
    .filter(({ operations }) => operations.length > 0)
    .map(hoisted);
}

/** What all operations of a path have in common stands at the path: of one operation, everything. */
function hoisted(item: PathItem): PathItem {
  const [only] = item.operations;
  if (only === undefined || item.operations.length > 1 || only.parameters.length === 0) return item;
  const parameters = [...item.parameters, ...only.parameters].toSorted();
  return { ...item, operations: [{ ...only, parameters: [] }], parameters };
}

function collectionOperations(maker: Maker): Operation[] {
  const { resource } = maker;
  const { kind } = resource;
  const list = can(resource, 'watch') ? 'list or watch' : 'list';
  const all: readonly (readonly [string, Operation])[] = [
    [
      'list',
      operation(maker, ['list', ''], {
        method: 'get',
        description: `${list} objects of kind ${kind}`,
        action: 'list',
        parameters: listing,
        answer: 'list',
      }),
    ],
    [
      'create',
      operation(maker, ['create', ''], {
        method: 'post',
        description: `create ${withArticle(kind)}`,
        action: 'post',
        parameters: writing,
        body: 'object',
        codes: [200, 201, 202],
      }),
    ],
    [
      'deletecollection',
      operation(maker, ['deletecollection', ''], {
        method: 'delete',
        description: `delete collection of ${kind}`,
        action: 'deletecollection',
        parameters: deletingMany,
        body: 'options',
        answer: 'status',
      }),
    ],
  ];
  return all.filter(([verb]) => can(resource, verb)).map(([, made]) => made);
}

/** Kinds whose deletion answers with the object, because it may be told to wait or stays for a while. */
const answersWithObject = new Set([
  'Pod', 'PersistentVolume', 'PersistentVolumeClaim', 'PodTemplate', 'ResourceQuota', 'Service', 'ServiceAccount',
  'CSIDriver', 'CSINode', 'StorageClass', 'VolumeAttachment',
]); // prettier-ignore

function itemOperations(maker: Maker): Operation[] {
  const { resource } = maker;
  const { kind } = resource;
  const deletes = operation(maker, ['delete', ''], {
    method: 'delete',
    description: `delete ${withArticle(kind)}`,
    action: 'delete',
    parameters: deleting,
    body: 'options',
    answer: answersWithObject.has(kind) ? 'object' : 'status',
    codes: [200, 202],
  });
  return [
    ...(can(resource, 'get') ? [read(maker, '')] : []),
    ...(can(resource, 'update') ? [replace(maker, '')] : []),
    ...(can(resource, 'delete') ? [deletes] : []),
    ...(can(resource, 'patch') ? [patch(maker, '')] : []),
  ];
}

function ofSubresource(name: string): string {
  return name === '' ? '' : `${name} of `;
}

function read(maker: Maker, name: string): Operation {
  const description = `read ${ofSubresource(name)}the specified ${maker.resource.kind}`;
  return operation(maker, ['read', capital(name)], { method: 'get', description, action: 'get' });
}

function replace(maker: Maker, name: string): Operation {
  const description = `replace ${ofSubresource(name)}the specified ${maker.resource.kind}`;
  const rest = { parameters: writing, body: 'object', codes: [200, 201] } as const;
  return operation(maker, ['replace', capital(name)], { method: 'put', description, action: 'put', ...rest });
}

function patch(maker: Maker, name: string): Operation {
  const description = `partially update ${ofSubresource(name)}the specified ${maker.resource.kind}`;
  const rest = { parameters: [...writing, 'force'], body: 'patch', codes: [200, 201] } as const;
  return operation(maker, ['patch', capital(name)], { method: 'patch', description, action: 'patch', ...rest });
}

const foreign: Readonly<Record<string, GroupVersionKind>> = {
  scale: { group: 'autoscaling', kind: 'Scale', version: 'v1' },
  eviction: { group: 'policy', kind: 'Eviction', version: 'v1' },
  token: { group: 'authentication.k8s.io', kind: 'TokenRequest', version: 'v1' },
  binding: { group: '', kind: 'Binding', version: 'v1' },
  exec: { group: '', kind: 'PodExecOptions', version: 'v1' },
  attach: { group: '', kind: 'PodAttachOptions', version: 'v1' },
  portforward: { group: '', kind: 'PodPortForwardOptions', version: 'v1' },
};
const created = new Set(['eviction', 'token', 'binding']);
const connected: Readonly<Record<string, readonly string[]>> = {
  exec: ['command', 'container', 'stderr', 'stdin', 'stdout', 'tty'],
  attach: ['container', 'stderr', 'stdin', 'stdout', 'tty'],
  portforward: ['ports'],
};
const logging = [
  'container',
  'follow',
  'insecureSkipTLSVerifyBackend',
  'limitBytes',
  'previous',
  'sinceSeconds',
  'tailLines',
  'timestamps',
];

interface Where {
  readonly path: string;
  readonly place: readonly string[];
}

function subresources(own: Maker, name: string, where: Where): readonly PathItem[] {
  return name === 'proxy' ? proxies(own, where) : [subresource(own, name, where)];
}

const everyMethod = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'] as const;

/** A proxy takes every method, with or without a path behind it. */
function proxies(own: Maker, { path, place }: Where): readonly PathItem[] {
  const maker = { ...own, kind: { group: '', kind: `${own.resource.kind}ProxyOptions`, version: 'v1' } };
  return [
    { path, operations: connects(maker, 'proxy', everyMethod), parameters: ['name', ...place, 'path'] },
    {
      path: `${path}/{path}`,
      operations: connects(maker, 'proxy', everyMethod, 'WithPath'),
      parameters: ['name', ...place, '{path}', 'path'],
    },
  ];
}

function subresource(own: Maker, name: string, { path, place }: Where): PathItem {
  const kind = foreign[name] ?? own.kind;
  const maker = { ...own, kind };
  const parameters = ['name', ...place, 'pretty'];
  const options = connected[name];
  if (options !== undefined)
    return { path, operations: connects(maker, name, ['get', 'post']), parameters: ['name', ...place, ...options].toSorted() };
  if (name === 'log') {
    const description = `read log of the specified ${own.resource.kind}`;
    const reads = operation(maker, ['read', 'Log'], { method: 'get', description, action: 'get', answer: 'text' });
    return { path, operations: [reads], parameters: [...parameters, ...logging].toSorted() };
  }
  if (created.has(name)) {
    const description = `create ${name} of ${withArticle(own.resource.kind)}`;
    const rest = { body: 'object', codes: [200, 201, 202] } as const;
    const creates = operation(maker, ['create', capital(name)], { method: 'post', description, action: 'post', ...rest });
    return { path, operations: [creates], parameters: [...parameters, ...writing].toSorted() };
  }
  if (name === 'finalize')
    return { path, operations: [{ ...replace(maker, name), parameters: [] }], parameters: [...parameters, ...writing].toSorted() };
  return { path, operations: [read(maker, name), replace(maker, name), patch(maker, name)], parameters };
}

function connects(maker: Maker, name: string, methods: readonly Operation['method'][], suffix = ''): Operation[] {
  return methods.map((method) => {
    const description = `connect ${method.toUpperCase()} requests to ${name} of ${maker.resource.kind}`;
    const [scope = '', namespaced = ''] = maker.scope.split('|');
    const id = `connect${scope}${capital(method)}${namespaced}${maker.resource.kind}${capital(name)}${suffix}`;
    return { ...operation(maker, ['connect', ''], { method, description, action: 'connect', answer: 'text' }), id };
  });
}

const single = [...listing, 'pretty'].toSorted();

/** A list over all namespaces: its parameters stand at the path, as those of every path with one operation. */
function everywhere(own: Maker): PathItem {
  const { resource } = own;
  const maker = { ...own, scope: own.scope.replace('Namespaced', '') };
  const description = `list or watch objects of kind ${resource.kind}`;
  const lists = operation(maker, ['list', 'ForAllNamespaces'], { method: 'get', description, action: 'list', answer: 'list' });
  return { path: `${basePath(resource)}/${resource.plural}`, operations: [lists], parameters: single };
}

const deprecatedList = "watch individual changes to a list of KIND. deprecated: use the 'watch' parameter with a list operation instead.";
const deprecatedItem =
  "watch changes to an object of kind KIND. deprecated: use the 'watch' parameter with a list operation instead, filtered to a single item with the 'fieldSelector' parameter.";

function watchPaths(own: Maker): PathItem[] {
  const { resource } = own;
  const base = `${basePath(resource)}/watch`;
  const inside = resource.namespaced ? `${base}/namespaces/{namespace}/${resource.plural}` : `${base}/${resource.plural}`;
  const place = resource.namespaced ? ['namespace'] : [];
  const described = (text: string): string => text.replace('KIND', resource.kind);
  const list = { method: 'get', description: described(deprecatedList), action: 'watchlist', answer: 'watch' } as const;
  const item = { ...list, description: described(deprecatedItem), action: 'watch' };
  const all = { ...own, scope: own.scope.replace('Namespaced', '') };
  return [
    { path: inside, operations: [operation(own, ['watch', 'List'], list)], parameters: [...single, ...place].toSorted() },
    ...(can(resource, 'get')
      ? [
          {
            path: `${inside}/{name}`,
            operations: [operation(own, ['watch', ''], item)],
            parameters: [...single, ...place, 'name'].toSorted(),
          },
        ]
      : []),
    ...(resource.namespaced
      ? [{ path: `${base}/${resource.plural}`, operations: [operation(all, ['watch', 'ListForAllNamespaces'], list)], parameters: single }]
      : []),
  ];
}
