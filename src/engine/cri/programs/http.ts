/** HTTP/1.1 as text over a connection: taking requests and replies apart, and writing them. */

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

/** The number of bytes of a text in UTF-8. */
export function byteLength(text: string): number {
  let bytes = 0;
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/** Takes one request off the front of what was received; undefined while it is not whole, 'bad' when it is none. */
export function takeRequest(text: string): { readonly request: HttpRequest; readonly rest: string } | 'bad' | undefined {
  const head = splitHead(text);
  if (head === undefined) return /^[A-Z]{0,12}( |$)/.test(text.slice(0, 14)) ? undefined : 'bad';
  const [first = '', ...lines] = head.head.split(/\r?\n/);
  const match = /^([A-Z]+) (\S+) (HTTP\/\d\.\d)$/.exec(first);
  if (match === null) return 'bad';
  const headers = parseHeaders(lines);
  const length = Number(headers['content-length'] ?? 0);
  if (head.rest.length < length) return undefined;
  const request = { method: match[1]!, target: match[2]!, version: match[3]!, headers, body: head.rest.slice(0, length) };
  return { request, rest: head.rest.slice(length) };
}

function splitHead(text: string): { readonly head: string; readonly rest: string } | undefined {
  const match = /\r?\n\r?\n/.exec(text);
  return match === null ? undefined : { head: text.slice(0, match.index), rest: text.slice(match.index + match[0].length) };
}

function parseHeaders(lines: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon > 0) headers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
  return headers;
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
