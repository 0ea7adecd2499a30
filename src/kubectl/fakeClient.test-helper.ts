/** A cluster in a few lines, for tests: objects in a list, requests answered from it, watch events and streams scripted. */
import type { Client, Connection, WatchHandle } from '#api/client.ts';
import type { StreamChunk } from '#api/frame.ts';
import type { Json } from '#api/immutable.ts';
import { matchesFields, parseFieldSelector } from '#api/machinery/fields.ts';
import { parseLabelSelector } from '#api/machinery/labelParser.ts';
import { matchesLabels } from '#api/machinery/labels.ts';
import type { KubeObject, VirtualMs } from '#api/meta.ts';
import type { Request, Response } from '#api/request.ts';
import { apiVersionOf, groupResource, rowOfResource } from '#api/scheme.ts';
import type { WatchEvent } from '#api/watch.ts';
import type { KubectlEnv } from './env.ts';

export interface FakeCluster {
  objects: KubeObject[];
  readonly requests: Request[];
  /** What a watch tells, and whether it goes on after. */
  events: WatchEvent[];
  chunks: Omit<StreamChunk, 'stream'>[];
  /** Answers instead of the usual ones: the first that is not undefined counts. */
  answer?: (request: Request) => Response | undefined;
  now: number;
  epoch: string;
  /** Told on each wait; tests change the cluster there. */
  onWait?: (milliseconds: number) => void;
}

export function fakeCluster(objects: readonly unknown[] = [], epoch = '2026-11-21T21:00:00Z'): FakeCluster {
  return { objects: objects as KubeObject[], requests: [], events: [], chunks: [], now: 0, epoch };
}

export interface FakeRun {
  readonly env: KubectlEnv;
  /** Standard output and error in the order in which they came. */
  text(): string;
  readonly abort: AbortController;
}

export function fakeEnv(cluster: FakeCluster, more: Partial<KubectlEnv> & { namespace?: string } = {}): FakeRun {
  let text = '';
  const abort = new AbortController();
  const env: KubectlEnv = {
    client: fakeClient(cluster),
    stdout: (part) => {
      text += part;
    },
    stderr: (part) => {
      text += part;
    },
    files: { read: () => undefined },
    settings: { namespace: more.namespace ?? 'default', context: 'orrery', contexts: ['orrery'] },
    signal: abort.signal,
    wait(milliseconds) {
      cluster.now += milliseconds;
      cluster.onWait?.(milliseconds);
      return Promise.resolve();
    },
    isTTY: false,
    columns: 80,
    ...more,
  };
  return { env, text: () => text, abort };
}

export function fakeClient(cluster: FakeCluster): Client {
  return {
    epoch: cluster.epoch,
    now: () => cluster.now as VirtualMs,
    request(request) {
      cluster.requests.push(request);
      return Promise.resolve(cluster.answer?.(request) ?? answer(cluster, request));
    },
    watch(_request, tell): WatchHandle {
      const events = cluster.events;
      queueMicrotask(() => {
        for (const event of events) tell(event);
      });
      return { stop: () => undefined };
    },
    connect(request, tell): Connection {
      cluster.requests.push(request);
      queueMicrotask(() => {
        for (const chunk of cluster.chunks) tell({ stream: 's', ...chunk } as StreamChunk);
      });
      return { stream: 's', send: () => undefined, resize: () => undefined, close: () => undefined };
    },
  };
}

export function statusAnswer(code: number, reason: string, message: string, details: Json = {}): Response {
  return { code, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, details, code } };
}

function answer(cluster: FakeCluster, request: Request): Response {
  const row = rowOfResource(request.group, request.resource);
  if (row === undefined) return statusAnswer(404, 'NotFound', 'the server could not find the requested resource');
  const matches = (object: KubeObject): boolean =>
    object.kind === row.kind && (request.namespace === undefined || object.metadata.namespace === request.namespace);
  const stored = cluster.objects.find((object) => matches(object) && object.metadata.name === request.name);
  const missing = statusAnswer(404, 'NotFound', `${groupResource(row)} "${request.name ?? ''}" not found`);
  switch (request.verb) {
    case 'list':
      return {
        code: 200,
        body: {
          apiVersion: apiVersionOf(row),
          kind: `${row.kind}List`,
          metadata: { resourceVersion: '1' },
          items: cluster.objects.filter((object) => matches(object) && isSelected(object, request)) as unknown as Json,
        },
      };
    case 'get':
      return stored === undefined ? missing : { code: 200, body: stored as unknown as Json };
    case 'delete':
      if (stored === undefined) return missing;
      cluster.objects = cluster.objects.filter((object) => object !== stored);
      return { code: 200, body: stored as unknown as Json };
    case 'create':
    case 'update':
      return store(cluster, request);
    case 'patch':
      return stored === undefined ? missing : { code: 200, body: stored as unknown as Json };
    default:
      return statusAnswer(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource');
  }
}

function store(cluster: FakeCluster, request: Request): Response {
  const object = request.object as unknown as KubeObject;
  if (request.options?.dryRun === undefined)
    cluster.objects = [
      ...cluster.objects.filter((other) => !(other.kind === object.kind && other.metadata.name === object.metadata.name)),
      object,
    ];
  return { code: request.verb === 'create' ? 201 : 200, body: object as unknown as Json };
}

function isSelected(object: KubeObject, request: Request): boolean {
  const { labelSelector, fieldSelector } = request.options ?? {};
  if (labelSelector !== undefined) {
    const parsed = parseLabelSelector(labelSelector);
    if (parsed.ok && !matchesLabels(parsed.value, object.metadata.labels)) return false;
  }
  if (fieldSelector === undefined) return true;
  const parsed = parseFieldSelector(fieldSelector);
  return !parsed.ok || matchesFields(parsed.value, flat(object));
}

/** Every scalar field under its path, as field selectors name it. */
function flat(value: unknown, path = ''): Record<string, string> {
  if (typeof value !== 'object' || value === null) return { [path]: String(value) };
  return Object.assign({}, ...Object.entries(value).map(([key, item]) => flat(item, path === '' ? key : `${path}.${key}`))) as Record<
    string,
    string
  >;
}
