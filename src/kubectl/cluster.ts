/** Requests as kubectl makes them: one function a verb, refusals thrown in kubectl's words. */
import type { Json } from '#api/immutable.ts';
import type { KubeObject } from '#api/meta.ts';
import type { Credentials, Impersonation, Request, RequestOptions, Response, Status } from '#api/request.ts';
import { apiVersionOf, type SchemeRow } from '#api/scheme.ts';
import { failureStatus } from '#api/status.ts';
import type { Context } from './context.ts';
import { Interrupted, statusFailure, withSource } from './failure.ts';
import { isOn, listOf, textOf } from './flags.ts';
import { userFlag } from './globalFlags.ts';

/** What --token, or the kubeconfig's user, shows. */
function shown(context: Context): { credentials: Credentials } | undefined {
  const token = textOf(context.flags, 'token');
  if (token !== '') return { credentials: { token } };
  const { users = {}, userOf = {}, context: current } = context.env.settings;
  const name = userFlag(context.flags) || userOf[textOf(context.flags, 'context') || current];
  const credentials = name === undefined ? undefined : users[name];
  return credentials === undefined ? undefined : { credentials };
}

/** Whom --as, --as-group and --as-uid name. */
function impersonated(context: Context): { impersonate: Impersonation } | undefined {
  const [user, uid, groups] = [textOf(context.flags, 'as'), textOf(context.flags, 'as-uid'), listOf(context.flags, 'as-group')];
  if (user === '' && uid === '' && groups.length === 0) return undefined;
  return {
    impersonate: {
      ...(user === '' ? {} : { user }),
      ...(uid === '' ? {} : { uid }),
      ...(groups.length === 0 ? {} : { groups }),
    },
  };
}

/** Whether something prints managedFields: the forms that are written by a template do without being asked. */
function showsManagedFields({ flags }: Context): boolean {
  return isOn(flags, 'show-managed-fields') || /^(?:jsonpath|go-template|template|custom-columns)/.test(textOf(flags, 'output'));
}

/** The request with what every request of this command carries. What is read leaves out managedFields, unless they are to be shown. */
export function signed(context: Context, request: Request): Request {
  const reads = request.verb === 'get' || request.verb === 'list';
  const plain = reads && !showsManagedFields(context) ? { options: { omitManagedFields: true, ...request.options } } : {};
  return { ...request, ...plain, ...shown(context), ...impersonated(context), userAgent: 'kubectl/v1.28.4 (linux/amd64)' };
}

/** Sends a request, shows its warnings, and gives the answer whatever it is. */
export async function send(context: Context, request: Request): Promise<Response> {
  if (context.env.signal.aborted) throw new Interrupted();
  const response = await context.env.client.request(signed(context, request));
  for (const warning of response.warnings ?? []) context.env.stderr(`Warning: ${warning}\n`);
  return isRefusal(response) && typeof response.body === 'string' ? { ...response, body: genericStatus(request, response.code) } : response;
}

const methods: Readonly<Record<string, string>> = {
  create: 'post',
  update: 'put',
  patch: 'patch',
  delete: 'delete',
  deletecollection: 'delete',
};

/** What a client makes of a refusal that is no Status, as for a group that the server does not serve. upstream: errors.NewGenericServerResponse */
function genericStatus(request: Request, code: number): Json {
  const [reason, message] =
    code === 404
      ? (['NotFound', 'the server could not find the requested resource'] as const)
      : (['Unknown', `the server responded with the status code ${code}`] as const);
  const resource = `${request.resource}${request.group === '' ? '' : `.${request.group}`}`;
  const name = request.name === undefined ? '' : ` ${request.name}`;
  const asked = `${methods[request.verb] ?? 'get'} ${resource}${name}`;
  return failureStatus(code, { reason, message: `${message} (${asked})` }) as unknown as Json;
}

export function isRefusal(response: Response): boolean {
  return response.code < 200 || response.code >= 300;
}

/** The object of an answer, or a failure; `what` and `source` stand in the message. */
export function objectOf(response: Response, what = '', source = ''): KubeObject {
  if (isRefusal(response)) throw statusFailure(withSource(response.body as unknown as Status, what, source));
  return response.body as unknown as KubeObject;
}

export interface Place {
  readonly row: SchemeRow;
  readonly namespace: string | undefined;
}

export function requestOf(place: Place, verb: Request['verb'], more: Partial<Request> = {}): Request {
  const { group, version, plural, namespaced } = place.row;
  return {
    verb,
    group,
    version,
    resource: plural,
    ...(namespaced && place.namespace !== undefined ? { namespace: place.namespace } : {}),
    ...more,
  };
}

export async function getObject(context: Context, place: Place, name: string): Promise<KubeObject> {
  return objectOf(await send(context, requestOf(place, 'get', { name })));
}

/** The object, or undefined when there is none. */
export async function findObject(context: Context, place: Place, name: string): Promise<KubeObject | undefined> {
  const response = await send(context, requestOf(place, 'get', { name }));
  return response.code === 404 ? undefined : objectOf(response);
}

export interface ObjectList {
  readonly items: readonly KubeObject[];
  readonly resourceVersion: string;
}

export async function listObjects(context: Context, place: Place, options: RequestOptions = {}): Promise<ObjectList> {
  const response = await send(context, requestOf(place, 'list', { options }));
  const list = objectOf(response) as unknown as {
    readonly items?: readonly KubeObject[] | null;
    readonly metadata?: { readonly resourceVersion?: string };
  };
  const kind = { apiVersion: apiVersionOf(place.row), kind: place.row.kind };
  return { items: (list.items ?? []).map((item) => ({ ...kind, ...item })), resourceVersion: list.metadata?.resourceVersion ?? '' };
}

export function asJson(object: unknown): Json {
  return object as Json;
}
