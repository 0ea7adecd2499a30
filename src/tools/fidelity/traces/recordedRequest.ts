/**
 * A recorded request as it has to be said here: uids, revisions and places in a list are other ones in our cluster. What
 * each recorded one is called here is learned from the answers.
 */
import type { TraceStep } from './recording.ts';

export interface HttpRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What the recorder's client called itself; managedFields tell. */
const userAgent = 'kubectl/v1.28.4 (linux/amd64) kubernetes/bae2c62';
const learnt = new Set(['uid', 'resourceVersion', 'continue']);

/** `key/recorded value` -> what it is here. */
export type Names = Map<string, string>;

/** Two answers to one request: what stands at the same place means the same. */
export function learn(names: Names, recorded: unknown, got: unknown): void {
  if (typeof recorded !== 'object' || typeof got !== 'object' || recorded === null || got === null) return;
  for (const [key, value] of Object.entries(recorded)) {
    const own = (got as Readonly<Record<string, unknown>>)[key];
    if (learnt.has(key) && typeof value === 'string' && typeof own === 'string') names.set(`${key}/${value}`, own);
    else learn(names, value, own);
  }
}

export function requestOf(step: TraceStep, names: Names): HttpRequest {
  const [method = 'GET', url = '/'] = (step.api ?? '').split(/ (.*)/s);
  const headers = {
    'user-agent': userAgent,
    ...(step.accept === null || step.accept === undefined ? {} : { accept: step.accept }),
    ...(step.contentType === null || step.contentType === undefined ? {} : { 'content-type': step.contentType }),
    authorization: `Bearer ${step.as ?? 'admin'}`,
  };
  const body = bodyOf(step, names);
  return { method, target: targetOf(url, names), headers, ...(body === undefined ? {} : { body }) };
}

function bodyOf(step: TraceStep, names: Names): string | undefined {
  const body = asItWas(step);
  if (body === null || body === undefined) return undefined;
  if (typeof body === 'string') return body;
  return JSON.stringify(body, (key, value: unknown) => (typeof value === 'string' ? own(names, key, value) : value));
}

/**
 * The recorder kept the body of a request by reference, and changed it for the next one: where an update was answered with the
 * object, the body cannot have named another uid.
 */
function asItWas({ api, body, response }: TraceStep): unknown {
  const uid = uidOf(body);
  if (api?.startsWith('PUT ') !== true || uid === undefined || uid === (uidOf(response) ?? uid)) return body;
  const { metadata, ...rest } = body as { readonly metadata: object };
  return { ...rest, metadata: { ...metadata, uid: undefined } };
}

function uidOf(object: unknown): unknown {
  return (object as { readonly metadata?: { readonly uid?: unknown } } | null | undefined)?.metadata?.uid;
}

function targetOf(url: string, names: Names): string {
  return url.replace(/([?&])(resourceVersion|continue)=([^&]*)/g, (_all, before: string, key: string, value: string) => {
    return `${before}${key}=${encodeURIComponent(own(names, key, decodeURIComponent(value)))}`;
  });
}

function own(names: Names, key: string, value: string): string {
  return names.get(`${key}/${value}`) ?? value;
}
