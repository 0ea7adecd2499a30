/**
 * Get and list: selectors, pages, and which revision may be asked for.
 * upstream: staging/src/k8s.io/apiserver/pkg/storage/etcd3/store.go (GetList), endpoints/handlers/get.go
 */
import type { RequestOptions, Response, Status } from '#api/request.ts';
import { apiVersionOf } from '#api/scheme.ts';
import { compactedRevision, get, list as listStored } from '#engine/etcd/store.ts';
import { continueToken, readContinue } from './continueToken.ts';
import { forbiddenField } from './fieldError.ts';
import type { AnyObject } from './object.ts';
import { parseSelection, selects, selectsEverything } from './selection.ts';
import type { Call } from './state.ts';
import { badRequest, expired, failureStatus, invalid, isStatus, notFound, respond } from './status.ts';
import { namespaceOf } from './update.ts';

export function getOne(call: Call): Response {
  const name = call.request.name ?? '';
  return respond(get(call.server.store, call.resource, namespaceOf(call), name) ?? notFound(call.row, name));
}

export function list(call: Call): Response {
  const { server, strategy, row, request } = call;
  const options = request.options ?? {};
  const selection = checkRevision(call, options) ?? parseSelection(options, strategy);
  if (isStatus(selection)) return respond(selection);
  const { store } = server;
  const all = listStored(store, call.resource, namespaceOf(call)) as readonly AnyObject[];
  const everything = selectsEverything(selection);
  const found = everything ? all : all.filter((object) => selects(selection, object, strategy));
  const page = cut(call, found, everything);
  if (isStatus(page)) return respond(page);
  return respond({ kind: `${row.kind}List`, apiVersion: apiVersionOf(row), metadata: page.metadata, items: page.items });
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
  const selection = parseSelection(options, strategy);
  if (isStatus(selection)) return respond(selection);
  if (!/^\d*$/.test(resourceVersion)) return respond(badRevision(resourceVersion));
  const fromNow = resourceVersion === '' || resourceVersion === '0';
  const all = fromNow ? (listStored(server.store, call.resource, namespaceOf(call)) as readonly AnyObject[]) : [];
  const items = all.filter((object) => selects(selection, object, strategy));
  const metadata = { resourceVersion: fromNow ? String(server.store.revision) : resourceVersion };
  return respond({ kind: `${row.kind}List`, apiVersion: apiVersionOf(row), metadata, items });
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

function cut(call: Call, found: readonly AnyObject[], everything: boolean): Page | Status {
  const { limit = 0, continue: token = '' } = call.request.options ?? {};
  const { store } = call.server;
  const from = token === '' ? { start: '', revision: store.revision } : readContinue(token);
  if (typeof from === 'string') return badRequest(from);
  if (from.revision < compactedRevision(store))
    return expired(
      'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.',
    );
  const rest = from.start === '' ? found : found.slice(firstAfter(call, found, from.start));
  const resourceVersion = String(from.revision);
  if (limit <= 0 || rest.length <= limit) return { metadata: { resourceVersion }, items: rest };
  const items = rest.slice(0, limit);
  const last = items[items.length - 1];
  const metadata = {
    resourceVersion,
    continue: continueToken(from.revision, last === undefined ? '' : keyInList(call, last)),
    ...(everything ? { remainingItemCount: rest.length - limit } : {}),
  };
  return { metadata, items };
}

/** The part of an object's etcd key that differs within a list. */
function keyInList(call: Call, object: AnyObject): string {
  const { namespace, name } = object.metadata;
  return call.row.namespaced && namespaceOf(call) === undefined ? `${namespace}/${name}` : name;
}

function firstAfter(call: Call, objects: readonly AnyObject[], start: string): number {
  const index = objects.findIndex((object) => keyInList(call, object) > start);
  return index < 0 ? objects.length : index;
}

function checkRevision(call: Call, { resourceVersion = '', resourceVersionMatch = '' }: RequestOptions): Status | undefined {
  const { revision } = call.server.store;
  if (resourceVersion === '') {
    if (resourceVersionMatch === '') return undefined;
    return invalid({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', [
      forbiddenField('resourceVersionMatch', 'resourceVersionMatch is forbidden unless resourceVersion is provided'),
    ]);
  }
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
  if (resourceVersionMatch === 'Exact' && asked !== revision) return expired('The resourceVersion for the provided list is too old.');
  return undefined;
}
