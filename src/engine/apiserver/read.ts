/**
 * Get and list: selectors, pages, and which revision may be asked for.
 * upstream: staging/src/k8s.io/apiserver/pkg/storage/etcd3/store.go (GetList), endpoints/handlers/get.go
 */
import type { RequestOptions, Response, Status } from '#api/request.ts';
import { apiVersionOf } from '#api/scheme.ts';
import { listAt } from '#engine/etcd/listAt.ts';
import { get, list as listStored } from '#engine/etcd/store.ts';
import { continueToken, readContinue } from './continueToken.ts';
import { listErrors, refusedOptions, watchErrors } from './listOptions.ts';
import type { AnyObject } from './object.ts';
import { parseSelection, selects, selectsEverything, type Selection } from './selection.ts';
import type { Call } from './state.ts';
import type { Strategy } from './strategy.ts';
import { badRequest, expired, failureStatus, isStatus, notFound, respond } from './status.ts';
import { namespaceOf } from './update.ts';

export function getOne(call: Call): Response {
  const name = call.request.name ?? '';
  const refusal = checkFresh(call, call.request.options?.resourceVersion ?? '');
  if (refusal !== undefined) return respond(refusal);
  return respond(get(call.server.store, call.resource, namespaceOf(call), name) ?? notFound(call.served.row, name));
}

export function list(call: Call): Response {
  const { server, strategy, row, request } = call;
  const options = request.options ?? {};
  const selection = refusedOptions(listErrors(options)) ?? parseSelection(options, strategy, request.group);
  if (isStatus(selection)) return respond(selection);
  const from = isFromStore(options) ? startOf(call, options) : startOfCached(call, options);
  if (isStatus(from)) return respond(from);
  const all = listAt(server.store, { resource: call.resource, namespace: namespaceOf(call) }, from.revision);
  if (all === undefined) return respond(compacted(call, from));
  const page = cut(call, all as readonly AnyObject[], { from, selection, strategy });
  return respond({ kind: `${row.kind}List`, apiVersion: apiVersionOf(row), metadata: page.metadata, items: page.items });
}

interface Start {
  /** Whose objects are told. */
  readonly revision: number;
  /** The key after which the list goes on; '' at the beginning. */
  readonly start: string;
  /** How many objects at most; 0 for all. */
  readonly limit: number;
}

/** Whether the watch cache, which knows no pages and no past, leaves a list to etcd. upstream: cacher.go (shouldDelegateList) */
function isFromStore({ continue: token = '', resourceVersion = '', resourceVersionMatch, limit = 0 }: RequestOptions): boolean {
  return resourceVersion === '' || token !== '' || (limit > 0 && resourceVersion !== '0') || resourceVersionMatch === 'Exact';
}

function startOfCached(call: Call, { resourceVersion = '' }: RequestOptions): Start | Status {
  return checkFresh(call, resourceVersion) ?? { start: '', revision: call.server.store.revision, limit: 0 };
}

/** Where a list begins: now, at the revision that was asked for exactly, or where a token left off. A token without a revision goes on now. */
function startOf(call: Call, options: RequestOptions): Start | Status {
  const { continue: token = '', resourceVersion = '', resourceVersionMatch = '', limit = 0 } = options;
  const { revision } = call.server.store;
  if (!isRevision(resourceVersion)) return badRequest(`invalid resource version: ${badRevision(resourceVersion).message}`);
  if (token !== '') {
    const from = readContinue(token);
    if (typeof from === 'string') return badRequest(`invalid continue token: continue key is not valid: ${from}`);
    if (Number(resourceVersion) > 0) return badRequest('specifying resource version is not allowed when using continue');
    return { start: from.start, revision: from.revision < 0 ? revision : from.revision, limit };
  }
  const asked = Number(resourceVersion);
  const isExact = resourceVersionMatch === 'Exact' || (resourceVersionMatch === '' && asked > 0);
  if (isExact && asked > revision) return failureStatus(500, { message: 'etcdserver: mvcc: required revision is a future revision' });
  if (asked > revision) return tooLarge(asked, revision);
  return { start: '', revision: isExact ? asked : revision, limit };
}

/** The refusal of a list at a revision that is gone; with a token that goes on from the same place in the present. */
function compacted({ request }: Call, { start }: Start): Status {
  if ((request.options?.continue ?? '') === '') return expired('The resourceVersion for the provided list is too old.');
  const status = expired(
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.',
  );
  return { ...status, metadata: { continue: continueToken(-1, start) } } as unknown as Status;
}

/**
 * What a watch begins with: the present objects when no revision is asked for, nothing otherwise; and the revision from
 * which on changes are to be told.
 * upstream: staging/src/k8s.io/apiserver/pkg/storage/cacher/cacher.go (Watch)
 */
export function watched(call: Call): Response {
  const { server, strategy, row, request } = call;
  const options = request.options ?? {};
  const { resourceVersion = '' } = options;
  const selection = refusedOptions(watchErrors(options)) ?? parseSelection(options, strategy, request.group);
  if (isStatus(selection)) return respond(selection);
  if (!isRevision(resourceVersion)) return respond(badRevision(resourceVersion));
  const fromNow = resourceVersion === '' || resourceVersion === '0';
  const all = fromNow ? (listStored(server.store, call.resource, namespaceOf(call)) as readonly AnyObject[]) : [];
  const items = all.filter((object) => selects(selection, object, strategy)).toSorted(byRevision);
  const metadata = { resourceVersion: fromNow ? String(server.store.revision) : resourceVersion };
  return respond({ kind: `${row.kind}List`, apiVersion: apiVersionOf(row), metadata, items });
}

/** Changes are told in the order in which they were made: so are the last changes of what is there already. */
function byRevision(a: AnyObject, b: AnyObject): number {
  return Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion);
}

function isRevision(text: string): boolean {
  return /^\d*$/.test(text);
}

function badRevision(resourceVersion: string): Status {
  return failureStatus(500, {
    message: `resourceVersion: Invalid value: "${resourceVersion}": strconv.ParseUint: parsing "${resourceVersion}": invalid syntax`,
  });
}

interface Page {
  readonly metadata: object;
  readonly items: readonly AnyObject[];
}

interface Cut {
  readonly from: Start;
  readonly selection: Selection;
  readonly strategy: Strategy;
}

/** As many objects as were asked for, read only as far as they are needed. */
function cut(call: Call, all: readonly AnyObject[], { from, selection, strategy }: Cut): Page {
  const everything = selectsEverything(selection);
  const most = from.limit > 0 ? from.limit : Number.POSITIVE_INFINITY;
  const items: AnyObject[] = [];
  let at = from.start === '' ? 0 : firstAfter(call, all, from.start);
  for (; at < all.length && items.length < most; at += 1) {
    const object = all[at];
    if (object !== undefined && (everything || selects(selection, object, strategy))) items.push(object);
  }
  while (!everything && at < all.length && !selects(selection, all[at] as AnyObject, strategy)) at += 1;
  const resourceVersion = String(from.revision);
  const last = items.at(-1);
  if (at >= all.length || last === undefined) return { metadata: { resourceVersion }, items };
  const metadata = {
    resourceVersion,
    continue: continueToken(from.revision, keyInList(call, last)),
    ...(everything ? { remainingItemCount: all.length - at } : {}),
  };
  return { metadata, items };
}

/** The part of an object's etcd key that differs within a list. */
function keyInList(call: Call, object: AnyObject): string {
  const { namespace, name } = object.metadata;
  return call.row.namespaced && namespaceOf(call) === undefined ? `${namespace}/${name}` : name;
}

/** By halving: the objects stand in the order of their keys. */
function firstAfter(call: Call, objects: readonly AnyObject[], start: string): number {
  let low = 0;
  let high = objects.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const object = objects[middle];
    if (object !== undefined && keyInList(call, object) <= start) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The refusal of what the watch cache would wait for in vain. upstream: watch_cache.go (waitUntilFreshAndBlock) */
function checkFresh(call: Call, resourceVersion: string): Status | undefined {
  const { revision } = call.server.store;
  if (!isRevision(resourceVersion)) return badRevision(resourceVersion);
  return Number(resourceVersion) > revision ? tooLarge(Number(resourceVersion), revision, 1) : undefined;
}

function tooLarge(asked: number, current: number, retryAfterSeconds?: number): Status {
  const causes = [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }];
  return failureStatus(504, {
    reason: 'Timeout',
    message: `Timeout: Too large resource version: ${asked}, current: ${current}`,
    details: { causes, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) },
  });
}
