/**
 * Plugins about anything but pods that are off unless a cluster switches them on.
 * upstream: plugin/pkg/admission (deny, namespace/exists, network/denyserviceexternalips, eventratelimit, gc)
 */
import type { EventLimit } from '#api/admissionPlugins.ts';
import type { Event, Service } from '#api/kinds.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import type { Status } from '#api/request.ts';
import { apiVersionOf, rowOfKind } from '#api/scheme.ts';
import { get } from '#engine/etcd/store.ts';
import { decide } from '../../authorization/authorization.ts';
import { nameToBe, type AnyObject } from '../../object.ts';
import type { Call } from '../../state.ts';
import { failureStatus, forbidden, notFound } from '../../status.ts';

/** AlwaysDeny. */
export function denyAll(call: Call, object: AnyObject): Status {
  return forbidden(call.row, nameToBe(object.metadata), 'admission control is denying all modifications');
}

/** NamespaceExists: of anything in a namespace, not only of what is new. */
export function namespaceExists({ row, server }: Call, object: AnyObject): Status | undefined {
  const { namespace = '' } = object.metadata;
  if (!row.namespaced || get(server.store, 'namespaces', undefined, namespace) !== undefined) return undefined;
  return notFound({ group: '', plural: 'namespaces' }, namespace);
}

/** DenyServiceExternalIPs: a Service may keep and lose external addresses, and get no new ones. */
export function denyExternalIps(call: Call, object: AnyObject, old: AnyObject | undefined): Status | undefined {
  if (call.resource !== 'services' || call.request.subresource !== undefined) return undefined;
  const before = new Set((old as unknown as Service | undefined)?.spec.externalIPs);
  const isNew = ((object as unknown as Service).spec.externalIPs ?? []).some((ip) => !before.has(ip));
  return isNew ? forbidden(call.row, nameToBe(object.metadata), 'Use of external IPs is denied by admission control') : undefined;
}

const cacheSizeDefault = 4_096;

/** EventRateLimit: so many events a second, each from a bucket of tokens that fills up again. */
export function limitEvents(call: Call, object: AnyObject): Status | undefined {
  if (call.row.kind !== 'Event' || call.dryRun) return undefined;
  const { eventLimits = [] } = call.server.admission;
  const event = object as unknown as Event;
  const errors = eventLimits.flatMap((limit, i) => {
    const key = keyOf(limit, call, event);
    return takeToken(call, [`${i}/`, key], limit) ? [] : [`limit reached on type ${limit.type} for key ${key}`];
  });
  if (errors.length === 0) return undefined;
  const why = errors.length === 1 ? errors[0]! : `[${[...new Set(errors)].join(', ')}]`;
  return failureStatus(429, { reason: 'TooManyRequests', message: why });
}

function keyOf({ type }: EventLimit, { user }: Call, { metadata, source = {}, involvedObject: about }: Event): string {
  if (type === 'Server') return '';
  if (type === 'Namespace') return metadata.namespace ?? '';
  if (type === 'User') return user.name;
  const { kind = '', namespace = '', name = '', uid = '', apiVersion = '' } = about;
  return [source.component ?? '', source.host ?? '', kind, namespace, name, uid, apiVersion].join('');
}

/** The buckets used last are kept, so many of each limit. */
function takeToken({ server, env }: Call, [limit, name]: readonly [string, string], { qps, burst, cacheSize }: EventLimit): boolean {
  const { eventBuckets } = server;
  const key = `${limit}${name}`;
  const isNew = !eventBuckets.has(key);
  const known = eventBuckets.get(key) ?? { tokens: burst, atMs: env.nowMs };
  const filled = Math.min(burst, known.tokens + ((env.nowMs - known.atMs) / 1_000) * qps);
  const isLeft = filled >= 1;
  eventBuckets.delete(key);
  eventBuckets.set(key, Object.freeze({ tokens: isLeft ? filled - 1 : filled, atMs: env.nowMs }));
  const kept = isNew ? [...eventBuckets.keys()].filter((it) => it.startsWith(limit)) : [];
  if (kept.length > (cacheSize ?? cacheSizeDefault)) eventBuckets.delete(kept[0]!);
  return isLeft;
}

/** OwnerReferencesPermissionEnforcement: who sets owners may delete the object, and holds back only owners whose finalizers it may set. */
export function enforceOwnerPermissions(call: Call, object: AnyObject, old: AnyObject | undefined): Status | undefined {
  const { ownerReferences: owners = [], namespace = '' } = object.metadata;
  const before = old?.metadata.ownerReferences ?? [];
  if (equalJson(owners, before) || (call.resource === 'pods' && call.request.subresource === 'status')) return undefined;
  const refuse = (why: string): Status => forbidden(call.row, nameToBe(object.metadata), why);
  const { group: apiGroup, version: apiVersion, plural: resource } = call.row;
  const base = { user: call.user, isResource: true, path: '', subresource: '', namespace, apiVersion };
  if (old !== undefined) {
    const asked = { ...base, verb: 'delete', apiGroup, resource, subresource: call.request.subresource ?? '', name: old.metadata.name };
    const { decision, reason } = decide(call.server, asked);
    if (decision !== 'Allow') return refuse(`cannot set an ownerRef on a resource you can't delete: ${reason}, <nil>`);
  }
  if (mayHoldBackAll(call)) return undefined;
  for (const owner of owners) {
    if (owner.blockOwnerDeletion !== true || before.some((it) => it.uid === owner.uid && it.blockOwnerDeletion === true)) continue;
    const row = rowOfKind(owner.kind);
    const known = row !== undefined && apiVersionOf(row) === owner.apiVersion;
    if (!known) {
      const why = `no matches for kind "${owner.kind}" in version "${owner.apiVersion}"`;
      return refuse(
        `cannot set blockOwnerDeletion in this case because cannot find RESTMapping for APIVersion ${owner.apiVersion} Kind ${owner.kind}: ${why}`,
      );
    }
    const place = row.namespaced ? namespace : '';
    const asked = {
      ...base,
      verb: 'update',
      apiGroup: row.group,
      apiVersion: row.version,
      resource: row.plural,
      subresource: 'finalizers',
      namespace: place,
      name: owner.name,
    };
    const { decision, reason } = decide(call.server, asked);
    if (decision !== 'Allow')
      return refuse(
        `cannot set blockOwnerDeletion if an ownerReference refers to a resource you can't set finalizers on: ${reason}, <nil>`,
      );
  }
  return undefined;
}

/** Who may set the finalizers of everything is asked about no owner, not even whether its kind is known. */
function mayHoldBackAll({ server, user }: Call): boolean {
  const everything = { apiGroup: '*', apiVersion: '*', resource: '*', subresource: 'finalizers', namespace: '', name: '*' };
  return decide(server, { user, isResource: true, path: '', verb: 'update', ...everything }).decision === 'Allow';
}
