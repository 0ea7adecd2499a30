/**
 * Asks the server what a recording asked a real one, one case at a time: for the fidelity command and for tests.
 * Each case gets a server of its own, with the surroundings the recorder had: namespaces and service accounts.
 */
import type { Json } from '#api/immutable.ts';
import type { Request, Response } from '#api/request.ts';
import { apiVersionOf, groupResource, rowOfKind, servedRows } from '#api/scheme.ts';
import type { KubeObject, VirtualMs } from '#api/meta.ts';
import { commit, get } from '#engine/etcd/store.ts';
import { seedRandom } from '#sim/random.ts';
import { createApiServer } from './apiserver.ts';
import { handle } from './handle.ts';
import { isRecord, type Fields } from './object.ts';
import { noteService } from './service/allocation.ts';
import type { ApiServerState, ServerEnv } from './state.ts';

export interface CorpusCase {
  readonly gvk: readonly [string, string];
  readonly url?: string;
  readonly sent?: Json;
}

export interface MutationCase {
  readonly mutation: string;
  readonly path: readonly (string | number)[];
  readonly value?: Json;
  readonly url?: string;
}

export interface Surroundings {
  readonly namespaces?: readonly string[];
  /** Service accounts beside the object. */
  readonly accounts?: readonly string[];
}

/** 2026-11-21T20:00:00Z */
const EPOCH_MS = 1_795_291_200_000;

interface Replayed {
  readonly server: ApiServerState;
  readonly env: ServerEnv;
}

function nobody(): void {
  // A replay has no other components.
}

function start({ namespaces = [] }: Surroundings, namespace: string | undefined): Replayed {
  const random = seedRandom(1, 'replay');
  const user = { name: 'admin', groups: ['system:masters'] };
  const env: ServerEnv = {
    nowMs: 0,
    epochMs: EPOCH_MS,
    random,
    user,
    cause: { actor: 'user' },
    send: nobody,
    notify: nobody,
    stream: nobody,
  };
  const server = createApiServer({ nowMs: 0, epochMs: EPOCH_MS, random, addons: false });
  for (const name of new Set(['default', ...namespaces, ...(namespace === undefined ? [] : [namespace])])) {
    const body = { metadata: { name } };
    handle(server, { verb: 'create', group: '', version: 'v1', resource: 'namespaces', object: body }, env);
    giveAccount({ server, env }, name, 'default');
  }
  return { server, env };
}

function giveAccount({ server, env }: Replayed, namespace: string, name: string): void {
  handle(server, { verb: 'create', group: '', version: 'v1', resource: 'serviceaccounts', namespace, object: { metadata: { name } } }, env);
}

/** The namespace of a URL path, if it goes into one. */
function namespaceOf(url: string): string | undefined {
  return /\/namespaces\/([^/?]+)\/\w/.exec(url)?.[1];
}

function queryOf(url: string): Request['options'] {
  const query = new Map<string, string>();
  for (const pair of (url.split('?')[1] ?? '').split('&')) query.set(pair.split('=')[0] ?? '', pair.split('=')[1] ?? '');
  const fieldValidation = query.get('fieldValidation') ?? 'Warn';
  return { dryRun: ['All'], fieldValidation };
}

/** POST of a manifest, as a dry run. */
export function replayCorpusCreate(it: CorpusCase, surroundings: Surroundings = {}): Response {
  const [apiVersion, kind] = it.gvk;
  const url = it.url ?? '';
  const namespace = namespaceOf(url);
  const world = start(surroundings, namespace);
  const account = kind === 'Pod' ? accountOf(it.sent) : undefined;
  for (const name of [...(surroundings.accounts ?? []), ...(account === undefined ? [] : [account])])
    giveAccount(world, namespace ?? '', name);
  return post(world, { apiVersion, kind, url, object: it.sent ?? null });
}

/** The service account that a pod asks for. */
export function accountOf(pod: Json | undefined): string | undefined {
  const spec = isRecord(pod) && isRecord(pod['spec']) ? pod['spec'] : {};
  const account = spec['serviceAccountName'] ?? spec['serviceAccount'];
  return typeof account === 'string' && account !== '' ? account : undefined;
}

interface Post {
  readonly apiVersion: string;
  readonly kind: string;
  readonly url: string;
  readonly object: Json;
}

function post({ server, env }: Replayed, { apiVersion, kind, url, object }: Post): Response {
  const row = servedRows().find((it) => it.kind === kind && apiVersionOf(it) === apiVersion);
  if (row === undefined) return { code: 404, body: `${apiVersion} ${kind} is not in the scheme` };
  const namespace = namespaceOf(url);
  const options = queryOf(url);
  return handle(
    server,
    {
      verb: 'create',
      group: row.group,
      version: row.version,
      resource: row.plural,
      object,
      ...(namespace === undefined ? {} : { namespace }),
      ...(options === undefined ? {} : { options }),
    },
    env,
  );
}

/** POST of a base object with one thing changed. */
export function replayValidationCreate(base: { readonly object: Json; readonly url?: string }, it: MutationCase): Response {
  const { apiVersion, kind } = base.object as { apiVersion: string; kind: string };
  const url = it.url ?? base.url ?? '';
  const world = start({}, namespaceOf(url));
  return post(world, { apiVersion, kind, url, object: mutate(base.object, it) });
}

/** PUT of a live object with one thing changed. */
export function replayValidationUpdate(base: Json, it: MutationCase): Response {
  const live = base as unknown as KubeObject;
  const row = rowOfKind(live.kind);
  if (row === undefined) return { code: 404, body: `${live.kind} is not in the scheme` };
  const { namespace, name, resourceVersion } = live.metadata;
  const { server, env } = start({}, namespace);
  const resource = groupResource(row);
  const { managedFields: _none, ...metadata } = live.metadata;
  if (get(server.store, resource, namespace, name) === undefined || live.kind === 'Namespace') {
    const writer = { at: 0 as VirtualMs, verb: 'create', by: 'recorder', cause: env.cause };
    const change = commit(server.store, { type: 'ADDED', resource, object: { ...live, metadata }, writer });
    if (live.kind === 'Service') noteService(server, change);
  }
  const stored = get(server.store, resource, namespace, name);
  const sent = withVersion(mutate(base, it), resourceVersion, stored?.metadata.resourceVersion ?? '');
  const options = { dryRun: ['All'], fieldValidation: 'Warn' };
  return handle(
    server,
    {
      verb: 'update',
      group: row.group,
      version: row.version,
      resource: row.plural,
      name,
      object: sent,
      options,
      ...(namespace === undefined ? {} : { namespace }),
    },
    env,
  );
}

/** The recorder's version becomes ours, where the case did not change it. */
function withVersion(sent: Json, recorded: string, ours: string): Json {
  const metadata = isRecord(sent) ? sent['metadata'] : undefined;
  if (!isRecord(metadata) || metadata['resourceVersion'] !== recorded) return sent;
  return { ...(sent as { [key: string]: Json }), metadata: { ...(metadata as { [key: string]: Json }), resourceVersion: ours } };
}

/** The object with the case's change made at its path. */
export function mutate(object: Json, { mutation, path, value }: MutationCase): Json {
  return change(object, path, mutation === 'delete' ? undefined : value) ?? {};
}

function change(target: Json, path: readonly (string | number)[], value: Json | undefined): Json | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (Array.isArray(target)) {
    const list = target as readonly Json[];
    const index = Number(step);
    const changed = change(list[index] ?? null, rest, value);
    return changed === undefined ? list.filter((_item, i) => i !== index) : list.with(index, changed);
  }
  const fields = (isRecord(target) ? target : {}) as Fields as { readonly [key: string]: Json };
  const changed = change(fields[step] ?? {}, rest, value);
  if (changed !== undefined) return { ...fields, [step]: changed };
  const { [step]: _gone, ...others } = fields;
  return others;
}
