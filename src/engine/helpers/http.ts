/** HTTP/1.1 as text over a connection: taking requests and replies apart, and writing them. */
import type { Headers } from '#api/http/exchange.ts';
import { byteLength } from '#api/machinery/byteLength.ts';
import { civilTime } from '#api/machinery/time.ts';

export interface HttpRequest {
  readonly method: string;
  /** With the query. */
  readonly target: string;
  readonly version: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface HttpReply {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

export const reasons: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  204: 'No Content',
  206: 'Partial Content',
  301: 'Moved Permanently',
  302: 'Moved Temporarily',
  304: 'Not Modified',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Not Allowed',
  409: 'Conflict',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
};

/** The same as Go's servers say it. upstream: go net/http/status.go */
export const goReasons: Readonly<Record<number, string>> = {
  ...reasons,
  302: 'Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  410: 'Gone',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Entity',
  501: 'Not Implemented',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

/** A moment as HTTP tells it: `Sat, 28 Nov 2026 19:23:32 GMT`. */
export function httpDate(epochMs: number): string {
  const at = civilTime(epochMs);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${days[at.weekday]}, ${two(at.day)} ${months[at.month - 1]} ${at.year} ${two(at.hour)}:${two(at.minute)}:${two(at.second)} GMT`;
}

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export interface TakenRequest {
  readonly request: HttpRequest;
  /** All values of each header. */
  readonly values: Headers;
  readonly rest: string;
}

/** Takes one request off the front of what was received; undefined while it is not whole, 'bad' when it is none. */
export function takeRequest(text: string): TakenRequest | 'bad' | undefined {
  const head = splitHead(text);
  if (head === undefined) return /^[A-Z]{0,12}( |$)/.test(text.slice(0, 14)) ? undefined : 'bad';
  const [first = '', ...lines] = head.head.split(/\r?\n/);
  const match = /^([A-Z]+) (\S+) (HTTP\/\d\.\d)$/.exec(first);
  if (match === null) return 'bad';
  const headers = parseHeaders(lines);
  const length = Number(headers['content-length'] ?? 0);
  const end = endOfBytes(head.rest, length);
  if (end === undefined) return undefined;
  const request = { method: match[1]!, target: match[2]!, version: match[3]!, headers, body: head.rest.slice(0, end) };
  return { request, values: valuesOf(lines), rest: head.rest.slice(end) };
}

/** Where the first so many bytes of a text end; undefined when there are fewer. */
function endOfBytes(text: string, bytes: number): number | undefined {
  let left = bytes;
  let at = 0;
  for (const letter of text) {
    if (left <= 0) break;
    left -= byteLength(letter);
    at += letter.length;
  }
  return left > 0 ? undefined : at;
}

function splitHead(text: string): { readonly head: string; readonly rest: string } | undefined {
  const match = /\r?\n\r?\n/.exec(text);
  return match === null ? undefined : { head: text.slice(0, match.index), rest: text.slice(match.index + match[0].length) };
}

function parseHeaders(lines: readonly string[]): Record<string, string> {
  return Object.fromEntries(lines.flatMap(headerIn));
}

function headerIn(line: string): readonly (readonly [string, string])[] {
  const colon = line.indexOf(':');
  return colon > 0 ? [[line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]] : [];
}

function valuesOf(lines: readonly string[]): Headers {
  const values: Record<string, string[]> = Object.create(null) as Record<string, string[]>;
  for (const [name, value] of lines.flatMap(headerIn)) (values[name] ??= []).push(value);
  return values;
}

/** A whole reply, or undefined while more must come. `ended`: the other side has closed. */
export function takeReply(
  text: string,
  ended: boolean,
  isHead = false,
):
  | {
      readonly status: number;
      readonly first: string;
      readonly head: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    }
  | undefined {
  const parts = splitHead(text);
  if (parts === undefined) return undefined;
  const [first = '', ...lines] = parts.head.split(/\r?\n/);
  const headers = parseHeaders(lines);
  const length = headers['content-length'];
  const whole = isHead || ended || (length !== undefined && byteLength(parts.rest) >= Number(length));
  if (!whole) return undefined;
  return { status: Number(first.split(' ')[1] ?? 0), first, head: parts.head, headers, body: isHead ? '' : parts.rest };
}

/** A reply as it goes out; the length is filled in. */
export function replyText(reply: HttpReply, request: HttpRequest | undefined): string {
  const reason = reasons[reply.status] ?? '';
  const headers = reply.headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return `HTTP/1.1 ${reply.status} ${reason}\r\n${headers}\r\n${request?.method === 'HEAD' ? '' : reply.body}`;
}

/** Whether the connection ends after the reply. */
export function closesAfter(request: HttpRequest): boolean {
  const connection = (request.headers['connection'] ?? '').toLowerCase();
  return connection === 'close' || (request.version === 'HTTP/1.0' && connection !== 'keep-alive');
}

export function requestText(about: {
  readonly method: string;
  readonly path: string;
  readonly host: string;
  readonly agent: string;
  readonly headers?: readonly string[];
  readonly body?: string;
}): string {
  const body = about.body ?? '';
  const length = body === '' ? '' : `Content-Length: ${byteLength(body)}\r\n`;
  const extra = (about.headers ?? []).map((line) => `${line}\r\n`).join('');
  return `${about.method} ${about.path} HTTP/1.1\r\nHost: ${about.host}\r\nUser-Agent: ${about.agent}\r\n${extra}${length}Connection: close\r\n\r\n${body}`;
}
