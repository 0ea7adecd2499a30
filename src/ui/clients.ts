/** Clients around a Client: one that only looks, and one that tells what was spoken of. */
import type { Client } from '#api/client.ts';
import type { Json } from '#api/immutable.ts';
import type { KubeObject } from '#api/meta.ts';
import type { Request, Response, Status, Verb } from '#api/request.ts';
import { failureStatus } from '#api/status.ts';

const writes: ReadonlySet<Verb> = new Set(['create', 'update', 'patch', 'delete']);
const looks: ReadonlySet<Verb> = new Set(['get', 'list', 'watch']);

function refusal({ resource, group, name }: Request): Status {
  const what = `${group === '' ? resource : `${resource}.${group}`}${name === undefined ? '' : ` "${name}"`}`;
  return failureStatus(403, { reason: 'Forbidden', message: `${what} is forbidden: this page is read-only` });
}

/** Whether a request leaves everything as it is: reading, logs, and what is only tried or asked in the form of a create. */
function isLook({ verb, group, subresource, options }: Request): boolean {
  if (verb === 'connect') return subresource === 'log';
  if (looks.has(verb) || (options?.dryRun?.length ?? 0) > 0) return true;
  return verb === 'create' && group === 'authorization.k8s.io';
}

/** Refuses whatever could change the cluster, before it is sent. */
export function lookingClient(client: Client): Client {
  return {
    request: (request) => {
      if (isLook(request)) return client.request(request);
      const status = refusal(request);
      return Promise.resolve({ code: 403, body: status as unknown as Json });
    },
    watch: (request, tell) => client.watch(request, tell),
    connect(request, tell) {
      if (isLook(request)) return client.connect(request, tell);
      const status = refusal(request);
      const stream = 'refused';
      queueMicrotask(() => tell({ stream, type: 'exit', code: 1, message: status.message ?? '', status }));
      return { stream, send: () => undefined, resize: () => undefined, close: () => undefined };
    },
    now: () => client.now(),
    get epoch() {
      return client.epoch;
    },
  };
}

/** Tells each object by name that an answer is about; lists tell nothing. */
export function tellingClient(client: Client, tell: (object: KubeObject, verb: Verb) => void): Client {
  return {
    request: async (request) => {
      const response = await client.request(request);
      const object = objectIn(response);
      if (object !== undefined) tell(object, request.verb);
      return response;
    },
    watch: (request, hear) => client.watch(request, hear),
    connect: (request, hear) => client.connect(request, hear),
    now: () => client.now(),
    get epoch() {
      return client.epoch;
    },
  };
}

function objectIn({ code, body }: Response): KubeObject | undefined {
  const object = body as unknown as Partial<KubeObject> | null;
  if (code >= 300 || typeof object !== 'object' || object === null) return undefined;
  return typeof object.kind === 'string' && typeof object.metadata?.name === 'string' ? (object as KubeObject) : undefined;
}

/** A command may look up more than it was asked about (a pod's node, its owner): only what is named counts, or is written. */
export function isAbout(args: readonly string[], name: string, verb: Verb): boolean {
  return writes.has(verb) || args.some((arg) => arg === name || arg.endsWith(`/${name}`));
}
