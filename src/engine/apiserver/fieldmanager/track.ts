/**
 * What a create or an update does to an object's managers.
 * upstream: staging/src/k8s.io/apimachinery/pkg/util/managedfields/internal/fieldmanager.go,
 * apiserver/pkg/endpoints/handlers/create.go (managerOrUserAgent)
 */
import { equalJson } from '#api/machinery/stableJson.ts';
import { formatTime } from '#api/machinery/time.ts';
import type { ManagedFieldsEntry, ObjectMeta } from '#api/meta.ts';
import { apiVersionOf, groupResource, rowOfKind, servedAt } from '#api/scheme.ts';
import { get } from '#engine/etcd/store.ts';
import { withMeta, type AnyObject } from '../object.ts';
import { wasSentEmpty } from '../schema/emptied.ts';
import { nowOf, type Call } from '../state.ts';
import { decodeManaged, nobody, type Manager } from './managed.ts';
import { managedFieldsOf, noteWrite, recordOf, settled, withRecord, type ManagedRecord } from './record.ts';

const NAME_MAX = 128;

export interface Tracked {
  /** The object without the managedFields it was sent with. */
  readonly object: AnyObject;
  readonly record: ManagedRecord;
}

/** An object that is about to be stored; `old` is the stored one, if there is one. */
export function track(call: Call, sent: AnyObject, old: AnyObject | undefined): Tracked {
  const list = sent.metadata.managedFields;
  const object = list === undefined ? sent : withMeta(sent, { managedFields: undefined });
  if (call.managed !== undefined) return { object, record: call.managed };
  const who = managerOf(call);
  const before = baseOf(sent.metadata, old, who);
  return {
    object,
    record: noteWrite(before, {
      served: call.served,
      who,
      time: formatTime(nowOf(call.env)),
      live: old,
      next: object,
    }),
  };
}

/** A status that the server itself works out of a stored one while it answers somebody: it is written in the server's own name. */
export function byTheServer(call: Call, next: AnyObject): AnyObject {
  const row = rowOfKind(next.kind);
  const served = row === undefined ? undefined : servedAt(row.group, row.version, row.plural);
  if (served === undefined) throw new Error(`kind ${next.kind} is not served`);
  const who: Manager = { manager: 'kube-apiserver', operation: 'Update', apiVersion: apiVersionOf(served.row), subresource: 'status' };
  const live = get(call.server.store, groupResource(served.row), next.metadata.namespace, next.metadata.name) as AnyObject | undefined;
  return withRecord(next, noteWrite(recordOf(next), { served, who, time: formatTime(nowOf(call.env)), live, next }));
}

/**
 * The managers from which an update starts: those of the stored object, unless the client sends others of its own.
 * A list that is empty, or has one empty entry, clears them.
 */
function baseOf(metadata: ObjectMeta, old: AnyObject | undefined, who: Manager): ManagedRecord {
  const stored = old === undefined ? settled(nobody) : recordOf(old);
  if (who.subresource !== '') return stored;
  const list = metadata.managedFields;
  if (list === undefined) return wasSentEmpty(metadata, 'managedFields') ? settled(nobody) : stored;
  if (isReset(list)) return settled(nobody);
  if (old !== undefined && equalJson(list, managedFieldsOf(old))) return stored;
  const managed = decodeManaged(list);
  return managed === undefined || managed.size === 0 ? stored : settled(managed);
}

function isReset(list: readonly ManagedFieldsEntry[]): boolean {
  const [first] = list;
  return list.length === 0 || (list.length === 1 && first !== undefined && Object.values(first).every((value) => value === ''));
}

export function managerOf({ request, served }: Call): Manager {
  const { options, userAgent = '', subresource = '' } = request;
  const name = options?.fieldManager ?? '';
  return {
    manager: name === '' ? nameOfAgent(userAgent) : name,
    operation: 'Update',
    apiVersion: apiVersionOf(served.row),
    subresource,
  };
}

/** What a client calls itself, as far as it can be printed and is not too long. */
function nameOfAgent(userAgent: string): string {
  const agent = userAgent.split('/', 1)[0] ?? '';
  const printable = agent.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '');
  return printable === '' ? 'unknown' : printable.slice(0, NAME_MAX);
}
