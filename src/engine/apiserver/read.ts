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
  return respond(get(call.server.store, call.resource, namespaceOf(call), name) ?? notFound(call.served.row, name));
}

export function list(call: Call): Response {
  const { server, strategy, row, request } = call;
  const options = request.options ?? {};
  const selection = refusedOptions(listErrors(options)) ?? checkRevision(call, options) ?? parseSelection(options, strategy);
  if (isStatus(selection)) return respond(selection);
  const from = startOf(call, options);
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
}

/** Where a list begins: now, at the revision that was asked for exactly, or where a token left off. A token without a revision goes on now. */
function startOf(call: Call, { continue: token = '', resourceVersion = '', resourceVersionMatch }: RequestOptions): Start | Status {
  const { revision } = call.server.store;
  if (token === '') return { start: '', revision: resourceVersionMatch === 'Exact' ? Number(resourceVersion) : revision };
  const from = readContinue(token);
  if (typeof from === 'string') return badRequest(from);
  return from.revision < 0 ? { start: from.start, revision } : from;
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
  const selection = refusedOptions(watchErrors(options)) ?? parseSelection(options, strategy);
  if (isStatus(selection)) return respond(selection);
  if (!/^\d*$/.test(resourceVersion)) return respond(badRevision(resourceVersion));
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
  const { limit = 0 } = call.request.options ?? {};
  const everything = selectsEverything(selection);
  const most = limit > 0 ? limit : Number.POSITIVE_INFINITY;
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

function checkRevision(call: Call, { resourceVersion = '' }: RequestOptions): Status | undefined {
  const { revision } = call.server.store;
  if (resourceVersion === '') return undefined;
  if (!/^\d+$/.test(resourceVersion)) return badRevision(resourceVersion);
  const asked = Number(resourceVersion);
  if (asked > revision) {
    const details = { causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }], retryAfterSeconds: 1 };
    return failureStatus(504, {
      reason: 'Timeout',
      message: `Timeout: Too large resource version: ${asked}, current: ${revision}`,
      details,
    });
  }
  return undefined;
}
