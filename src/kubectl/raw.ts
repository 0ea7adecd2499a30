/** Paths of the server's API, asked as they are. upstream: kubectl/pkg/rawhttp/raw.go */
import { jsonOf, parseJson } from '#api/machinery/exactInteger.ts';
import { healthAnswer, serverVersion } from '#api/health.ts';
import type { Json } from '#api/immutable.ts';
import type { Request, Status } from '#api/request.ts';
import { failureStatus } from '#api/status.ts';
import { goJsonFault } from '#api/machinery/goJson.ts';
import type { Pod } from '#api/kinds.ts';
import { discoveryOf } from '#api/http/discovery.ts';
import { scheme, servedRows } from '#api/scheme.ts';
import { badRequest } from '#api/status.ts';
import { getObject, isRefusal, send } from './cluster.ts';
import type { Context } from './context.ts';
import { serverOf } from './config/kubeconfig.ts';
import { failure, statusFailure } from './failure.ts';
import { customRows, gatedRowsServed } from './mapper.ts';
import { listOf, textOf } from './flags.ts';
import { runStream } from './stream.ts';

type RawVerb = 'get' | 'create' | 'update' | 'delete';

export function checkRawPath(path: string): void {
  if (!path.startsWith('/') && !/^[a-z]+:\/\//.test(path))
    throw failure(`--raw must be a valid URL path: parse ${JSON.stringify(path)}: invalid URI for request`);
}

const notFound = failureStatus(404, { reason: 'NotFound', message: 'the server could not find the requested resource' });

/** Asks and prints what comes back. */
export async function askRaw(context: Context, path: string, verb: RawVerb, object?: Json): Promise<number> {
  const own = verb === 'get' ? (ownAnswer(path) ?? (await discovered(context, path))) : undefined;
  if (own !== undefined) {
    context.env.stdout(own);
    return 0;
  }
  const request = requestFor(path, verb);
  if (verb === 'get' && request.resource === 'pods' && request.subresource === 'log') return rawLog(context, request, path);
  const options = { ...request.options, omitManagedFields: false };
  const response = await send(context, { ...request, options, ...(object === undefined ? {} : { object }) });
  if (isRefusal(response)) throw statusFailure(response.body as unknown as Status);
  context.env.stdout(`${jsonOf(response.body)}\n`);
  return 0;
}

/** Sends one file to the path of --raw as it is. */
export async function sendRaw(context: Context, verb: 'create' | 'update'): Promise<number> {
  const path = textOf(context.flags, 'raw');
  const [file = '', ...more] = listOf(context.flags, 'filename');
  if (file === '' || more.length > 0) throw failure('--raw can only use a single local file or stdin');
  checkRawPath(path);
  const text = file === '-' ? await context.env.stdin?.() : await context.env.files.read(file);
  if (text === undefined) throw failure(`open ${file}: no such file or directory`);
  const fault = goJsonFault(text);
  if (fault !== undefined) throw statusFailure(badRequest(`couldn't get version/kind; json parse error: ${fault.message}`));
  return askRaw(context, path, verb, parseJson(text));
}

/** Prints a container's log. */
async function rawLog(context: Context, { namespace, name = '' }: Request, path: string): Promise<number> {
  const pod = (await getObject(context, { row: scheme.Pod, namespace }, name)) as unknown as Pod;
  const { searchParams } = new URL(path, 'http://none');
  const query = Object.fromEntries([...searchParams.keys()].map((key) => [key, searchParams.getAll(key)]));
  const { stdout } = context.env;
  const end = await runStream(context, pod, { subresource: 'log', query, stdin: false, tty: false }, { stdout, stderr: stdout });
  if (end.status !== undefined) throw statusFailure(end.status);
  return 0;
}

/** What a server says of itself and no resource stands behind. */
function ownAnswer(path: string): string | undefined {
  const { pathname, searchParams } = new URL(path, 'http://none');
  if (pathname === '/version' || pathname === '/version/') return `${JSON.stringify(serverVersion, null, 2)}\n`;
  const excluded = searchParams.getAll('exclude').flatMap((value) => value.split(','));
  return healthAnswer(pathname, { verbose: searchParams.has('verbose'), excluded });
}

/** Which groups, versions and resources there are. */
async function discovered(context: Context, path: string): Promise<string | undefined> {
  const { pathname } = new URL(path, 'http://none');
  if (!/^\/apis?(?:\/[^/]+){0,2}\/?$/.test(pathname)) return undefined;
  const rows = [...servedRows(), ...(await gatedRowsServed(context)), ...(await customRows(context))];
  const { host } = new URL(serverOf(context.env.settings));
  const answer = discoveryOf(rows, pathname, host);
  return answer === undefined ? undefined : `${jsonOf(answer)}\n`;
}

const form = /^\/(?:api\/(v1)|apis\/([^/]+)\/([^/]+))(?:\/namespaces\/([^/]+))?\/([^/?]+)(?:\/([^/?]+))?(?:\/([^/?]+))?(?:\?(.*))?$/;

function requestFor(path: string, verb: RawVerb): Request {
  const match = form.exec(path) ?? form.exec(path.replace(/\/$/, ''));
  if (match === null) throw statusFailure(notFound);
  const [, core, group = '', version, namespace, resource = '', name, subresource, query] = match;
  const { labelSelector, fieldSelector, limit } = Object.fromEntries(new URLSearchParams(query ?? ''));
  const options = {
    ...(labelSelector === undefined ? {} : { labelSelector }),
    ...(fieldSelector === undefined ? {} : { fieldSelector }),
    ...(limit === undefined ? {} : { limit: Number(limit) }),
  };
  return {
    verb: name === undefined && verb !== 'create' ? (verb === 'get' ? 'list' : 'deletecollection') : verb,
    group,
    version: core ?? version ?? 'v1',
    resource,
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
    ...(subresource === undefined ? {} : { subresource }),
    ...(Object.keys(options).length === 0 ? {} : { options }),
  };
}
