/** One look of a controller at objects of a row, with an API server of plain objects around it. */
import type { Kind, KindMap } from '#api/kinds.ts';
import { controllerOf, keyOf, type KubeObject, type VirtualMs } from '#api/meta.ts';
import type { Request, Status } from '#api/request.ts';
import { scheme } from '#api/scheme.ts';
import { apiClient } from '#engine/client/client.ts';
import type { Context } from '#engine/client/component.ts';
import type { Controller, Outcome, Reconcile } from '#engine/client/controller.ts';
import type { Lister } from '#engine/client/informer.ts';
import type { EventRecord } from '#engine/client/recorder.ts';
import { ask, createTestApi, tableOf, type Stored, type TestApi } from '#engine/controllers/common/testingApi.ts';
import { seedRandom } from '#sim/random.ts';
import { errorText, isFields } from '../row.ts';

export interface Looked {
  readonly outcome: Outcome | undefined;
  readonly events: readonly EventRecord[];
  /** `create pods`, `patch jobs/status`: every request that changes something, in order. */
  readonly asked: readonly string[];
  /** The same, whole. */
  readonly requests: readonly Request[];
  get<K extends Kind>(kind: K, key: string): KindMap[K] | undefined;
}

export interface Setting {
  readonly objects: readonly object[];
  readonly wallMs: number;
  /** Objects that the caches do not show (yet), though they are there. */
  readonly unseen?: readonly object[];
  readonly memory?: unknown;
  refuse?(request: Request): Partial<Status> | undefined;
  /** What another server says to a request that this one does not know. */
  answer?(request: Request): object | undefined;
}

/** What the server says where a row has an error object: its words are all that is recorded of it. */
export function refusalBy(error: unknown): Partial<Status> | undefined {
  if (!isFields(error)) return undefined;
  const message = errorText(error) ?? '';
  if (message.endsWith('already exists')) return { code: 409, reason: 'AlreadyExists', message };
  return message.startsWith('Operation cannot be fulfilled') ? { code: 409, reason: 'Conflict', message } : { code: 500, message };
}

/** What a look may use; the caches stay as they were at its start. */
export function standIn({ objects, unseen = [], wallMs, memory, refuse, answer }: Setting): {
  readonly r: Reconcile;
  readonly api: TestApi;
  readonly events: EventRecord[];
  readonly asked: string[];
  readonly requests: Request[];
} {
  const api = createTestApi(
    () => wallMs,
    () => undefined,
  );
  for (const object of [...objects, ...unseen]) put(api, object as Stored);
  const events: EventRecord[] = [];
  const asked: string[] = [];
  const requests: Request[] = [];
  const request = (it: Request) => {
    const refused = refuse?.(it);
    if (!['get', 'list'].includes(it.verb)) requests.push(it);
    if (!['get', 'list'].includes(it.verb))
      asked.push(`${it.verb} ${it.resource}${it.subresource === undefined ? '' : `/${it.subresource}`}`);
    const said = refused === undefined ? answer?.(it) : undefined;
    if (said !== undefined) return { code: 200, body: said as never };
    if (refused === undefined) return ask(api, it);
    return {
      code: refused.code ?? 500,
      body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', code: 500, ...refused } as never,
    };
  };
  const context = { now: 0 as VirtualMs, epochMs: wallMs, random: seedRandom(1, 'row') } as unknown as Context;
  const r: Reconcile = {
    now: 0,
    wallMs,
    see: listerOf(objects as readonly KubeObject[]),
    client: apiClient(request),
    ask: request,
    context,
    memory,
    event: (record) => void events.push(record),
  };
  return { r, api, events, asked, requests };
}

export function oneLook(controller: Controller, key: string, setting: Setting): Looked {
  const { r, api, events, asked, requests } = standIn({ memory: controller.memory(), ...setting });
  const outcome = controller.reconcile(key, r);
  const get = <K extends Kind>(kind: K, name: string) => tableOf(api, scheme[kind].plural).get(name) as unknown as KindMap[K] | undefined;
  return { outcome, events, asked, requests, get };
}

function put(api: TestApi, object: Stored): void {
  tableOf(api, scheme[object.kind as Kind].plural).set(keyOf(object), object);
}

function listerOf(objects: readonly KubeObject[]): Lister {
  const of = (kind: string) => objects.filter((it) => it.kind === kind);
  const by = (kind: string, index: string, value: string) =>
    of(kind).filter((it) => {
      if (index === 'namespace') return (it.metadata.namespace ?? '') === value;
      const owner = controllerOf(it)?.uid;
      return index === 'controllerUid' && (owner === undefined ? value === `orphans/${it.metadata.namespace ?? ''}` : owner === value);
    });
  return {
    get: (kind: string, key: string) => of(kind).find((it) => keyOf(it) === key),
    list: (kind: string, namespace?: string) => (namespace === undefined ? of(kind) : by(kind, 'namespace', namespace)),
    by,
    ownedBy: (kind: string, uid: string) => by(kind, 'controllerUid', uid),
    custom: () => [],
  } as unknown as Lister;
}
