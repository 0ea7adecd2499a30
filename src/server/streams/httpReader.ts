/** An HTTP answer that comes in pieces of text. upstream: RFC 9112 */

interface HttpAnswer {
  readonly code: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

interface ResponseReader {
  /** The whole answer, once there is one. */
  take(piece: string): HttpAnswer | undefined;
  /** Nothing more comes. */
  end(): HttpAnswer;
}

const dropped = new Set(['connection', 'content-length', 'transfer-encoding', 'keep-alive']);
const answerMax = 64 * 1024 * 1024;

export function responseReader(isHead: boolean): ResponseReader {
  let text = '';
  return {
    take(piece) {
      if (text.length < answerMax) text += piece;
      const end = text.indexOf('\r\n\r\n');
      if (end < 0) return undefined;
      const head = text.slice(0, end);
      const body = text.slice(end + 4);
      if (isHead) return answerOf(head, '');
      if (/^transfer-encoding:\s*chunked/im.test(head)) return body.endsWith('0\r\n\r\n') ? answerOf(head, unchunked(body)) : undefined;
      const length = /^content-length:\s*(\d+)/im.exec(head)?.[1];
      return length !== undefined && isWhole(body, Number(length)) ? answerOf(head, body) : undefined;
    },
    end() {
      const end = text.indexOf('\r\n\r\n');
      if (end < 0) return { code: 502, headers: {}, body: Buffer.from('unexpected EOF') };
      const head = text.slice(0, end);
      return answerOf(head, /^transfer-encoding:\s*chunked/im.test(head) ? unchunked(text.slice(end + 4)) : text.slice(end + 4));
    },
  };
}

/** Servers of the model count characters or bytes; either is enough. */
function isWhole(body: string, length: number): boolean {
  return body.length >= length || Buffer.byteLength(body) >= length;
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

function answerOf(head: string, body: string): HttpAnswer {
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
  return { code: code >= 200 && code < 600 ? code : 502, headers, body: Buffer.from(body, 'utf8') };
}
