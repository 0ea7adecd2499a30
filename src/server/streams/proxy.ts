/**
 * pods/proxy and services/proxy: a request is passed on to a server in the cluster, and its answer comes back.
 * upstream: staging/src/k8s.io/apimachinery/pkg/util/proxy/upgradeaware.go
 */
import type { Request } from '#api/request.ts';
import { writeStatus, type Exchange } from '../answer.ts';
import { readBody } from '../body.ts';
import type { Door } from '../door.ts';
import { failure } from '#api/http/refusals.ts';
import { responseReader } from './httpReader.ts';
import { rewriteHtml, rewriteUrl, type Place } from './proxyRewrite.ts';

/** Headers that concern one connection only, and those that are the door's own. */
const own = new Set([
  'host',
  'connection',
  'authorization',
  'content-length',
  'transfer-encoding',
  'keep-alive',
  'upgrade',
  'te',
  'trailer',
  'accept-encoding',
]);

export async function serveProxy(door: Door, exchange: Exchange, request: Request, path: string): Promise<void> {
  const { request: incoming, response, url } = exchange;
  const method = incoming.method ?? 'GET';
  if (path === '' && (method === 'GET' || method === 'HEAD') && !url.pathname.endsWith('/')) {
    response.writeHead(301, { Location: `${url.pathname}/${url.search}` });
    response.end();
    return;
  }
  const body = await readBody(incoming);
  if (!body.ok) return writeStatus(exchange, body.status);
  const reader = responseReader(method === 'HEAD');
  const stream = door.streams.open(request, (chunk) => {
    if (response.writableEnded) return;
    if (chunk.type === 'exit' && chunk.message !== undefined) {
      const unreachable = failure(503, 'ServiceUnavailable', `error trying to reach service: ${chunk.message}`);
      return writeStatus(exchange, chunk.status ?? unreachable);
    }
    const answer = chunk.type === 'exit' ? reader.end() : reader.take(chunk.data);
    if (answer === undefined) return;
    const { headers, body: content } = seenThroughUs(answer, placeOf(exchange, path));
    response.writeHead(answer.code, { ...headers, 'Content-Length': content.length });
    response.end(method === 'HEAD' ? undefined : content);
    stream.close();
  });
  response.on('close', () => stream.close());
  const lines = Object.entries(incoming.headers).flatMap(([name, value]) =>
    own.has(name) ? [] : [`${name}: ${[value ?? ''].flat().join(', ')}`],
  );
  const head = [`${method} /${path}${url.search} HTTP/1.1`, `Host: ${request.name ?? ''}`, ...lines, 'Connection: close'];
  const content = body.value.toString('utf8');
  stream.send(`${[...head, ...(content === '' ? [] : [`Content-Length: ${body.value.length}`])].join('\r\n')}\r\n\r\n${content}`);
}

function placeOf({ url, request }: Exchange, path: string): Place {
  const whole = decodedPath(url.pathname);
  const cut = whole.endsWith(`/${path}`) ? whole.length - path.length - 1 : whole.length;
  return { prefix: whole.slice(0, cut).replace(/\/$/, ''), host: request.headers.host ?? '' };
}

function decodedPath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

interface Answer {
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: Buffer;
}

function seenThroughUs({ headers, body }: Answer, place: Place): Answer {
  const nameOf = (wanted: string): string => Object.keys(headers).find((name) => name.toLowerCase() === wanted) ?? wanted;
  const location = headers[nameOf('location')];
  if (typeof location === 'string') return { headers: { ...headers, [nameOf('location')]: rewriteUrl(location, place) }, body };
  const isHtml = String(headers[nameOf('content-type')] ?? '').startsWith('text/html');
  return { headers, body: isHtml ? Buffer.from(rewriteHtml(body.toString('utf8'), place)) : body };
}
