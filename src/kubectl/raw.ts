/** Paths of the server's API, asked as they are. upstream: kubectl/pkg/rawhttp/raw.go */
import { healthAnswer, serverVersion } from '#api/health.ts';
import type { Json } from '#api/immutable.ts';
import type { Request, Status } from '#api/request.ts';
import { failureStatus } from '#api/status.ts';
import { isRefusal, send } from './cluster.ts';
import type { Context } from './context.ts';
import { failure, statusFailure } from './failure.ts';

export function checkRawPath(path: string): void {
  if (!path.startsWith('/') && !/^[a-z]+:\/\//.test(path))
    throw failure(`--raw must be a valid URL path: parse ${JSON.stringify(path)}: invalid URI for request`);
}

const notFound = failureStatus(404, { reason: 'NotFound', message: 'the server could not find the requested resource' });

/** Asks and prints what comes back. */
export async function askRaw(context: Context, path: string, verb: 'get' | 'create' | 'delete', object?: Json): Promise<number> {
  const own = verb === 'get' ? ownAnswer(path) : undefined;
  if (own !== undefined) {
    context.env.stdout(own);
    return 0;
  }
  const response = await send(context, { ...requestFor(path, verb), ...(object === undefined ? {} : { object }) });
  if (isRefusal(response)) throw statusFailure(response.body as unknown as Status);
  context.env.stdout(`${JSON.stringify(response.body)}\n`);
  return 0;
}

/** What a server says of itself and no resource stands behind. */
function ownAnswer(path: string): string | undefined {
  const { pathname, searchParams } = new URL(path, 'http://none');
  if (pathname === '/version' || pathname === '/version/') return `${JSON.stringify(serverVersion, null, 2)}\n`;
  const excluded = searchParams.getAll('exclude').flatMap((value) => value.split(','));
  return healthAnswer(pathname, { verbose: searchParams.has('verbose'), excluded });
}

const form = /^\/(?:api\/(v1)|apis\/([^/]+)\/([^/]+))(?:\/namespaces\/([^/]+))?\/([^/?]+)(?:\/([^/?]+))?(?:\/([^/?]+))?(?:\?(.*))?$/;

function requestFor(path: string, verb: 'get' | 'create' | 'delete'): Request {
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
