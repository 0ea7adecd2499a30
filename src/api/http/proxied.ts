/**
 * A request that is passed on to a server in the cluster, and its answer as whoever asked through us sees it.
 * upstream: staging/src/k8s.io/apimachinery/pkg/util/proxy/upgradeaware.go, transport.go, RFC 9112
 */
import { byteLength } from '../machinery/byteLength.ts';
import { headerOf, type Asking } from './exchange.ts';
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

/** Plain data: it may stand in a component's state. */
export interface PassedOn {
  readonly asking: Pick<Asking, 'method' | 'path' | 'rawPath' | 'headers'>;
  /** The target of the request, with its query. */
  readonly target: string;
  /** What stands behind `proxy/`. */
  readonly path: string;
  readonly host: string;
}

/** Where to ask again, when the folder of the other side's paths was meant. */
export function redirectFor({ asking: { method, rawPath: whole }, path, target }: PassedOn): string | undefined {
  const isFolder = path === '' && (method === 'GET' || method === 'HEAD') && !whole.endsWith('/');
  return isFolder ? `${whole}/${target.slice(whole.length)}` : undefined;
}

export function passedOnText({ asking: { method, headers, rawPath: whole }, target, path, host }: PassedOn, body: string): string {
  const lines = Object.entries(headers).flatMap(([name, values]) => (own.has(name) ? [] : [`${name}: ${(values ?? []).join(', ')}`]));
  const length = body === '' ? [] : [`Content-Length: ${byteLength(body)}`];
  const asked = encodeURI(path).replace(/[?#]/g, encodeURIComponent);
  const head = [`${method} /${asked}${target.slice(whole.length)} HTTP/1.1`, `Host: ${host}`, ...lines, 'Connection: close', ...length];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}

export interface ProxiedAnswer {
  readonly code: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const dropped = new Set(['connection', 'content-length', 'transfer-encoding', 'keep-alive']);

/** The whole answer in what has come so far, once there is one. `ended`: nothing more comes. */
export function answerIn(
  text: string,
  { isHead, ended }: { readonly isHead: boolean; readonly ended: boolean },
): ProxiedAnswer | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return ended ? { code: 502, headers: {}, body: 'unexpected EOF' } : undefined;
  const head = text.slice(0, end);
  const body = text.slice(end + 4);
  if (isHead) return answerOf(head, '');
  if (/^transfer-encoding:\s*chunked/im.test(head))
    return ended || body.endsWith('0\r\n\r\n') ? answerOf(head, unchunked(body)) : undefined;
  const length = /^content-length:\s*(\d+)/im.exec(head)?.[1];
  return ended || (length !== undefined && isWhole(body, Number(length))) ? answerOf(head, body) : undefined;
}

/** Servers of the model count characters or bytes; either is enough. */
function isWhole(body: string, length: number): boolean {
  return body.length >= length || byteLength(body) >= length;
}

function unchunked(body: string): string {
  let rest = body;
  let text = '';
  for (;;) {
    const end = rest.indexOf('\r\n');
    const size = Number.parseInt(rest.slice(0, end), 16);
    if (end < 0 || !(size > 0)) return text;
    text += rest.slice(end + 2, end + 2 + size);
    rest = rest.slice(end + 4 + size);
  }
}

function answerOf(head: string, body: string): ProxiedAnswer {
  const [status = '', ...lines] = head.split('\r\n');
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim();
    if (colon > 0 && /^[\w!#$%&'*+.^`|~-]+$/.test(name) && !dropped.has(name.toLowerCase())) {
      headers[name] = line
        .slice(colon + 1)
        .replace(/[^\x20-\x7e]/g, '')
        .trim();
    }
  }
  const code = Number(/^HTTP\/\d\.\d (\d{3})/.exec(status)?.[1] ?? 502);
  return { code: code >= 200 && code < 600 ? code : 502, headers, body };
}

/** Its links lead through us. */
export function seenThroughUs(answer: ProxiedAnswer, { asking, path }: PassedOn): ProxiedAnswer {
  const { headers, body } = answer;
  const whole = asking.path;
  const cut = whole.endsWith(`/${path}`) ? whole.length - path.length - 1 : whole.length;
  const place: Place = { prefix: whole.slice(0, cut).replace(/\/$/, ''), host: headerOf(asking.headers, 'host') ?? '' };
  const nameOf = (wanted: string): string => Object.keys(headers).find((name) => name.toLowerCase() === wanted) ?? wanted;
  const location = headers[nameOf('location')];
  if (location !== undefined) return { ...answer, headers: { ...headers, [nameOf('location')]: rewriteUrl(location, place) } };
  const isHtml = (headers[nameOf('content-type')] ?? '').startsWith('text/html');
  return isHtml ? { ...answer, body: rewriteHtml(body, place) } : answer;
}
