/** Redis' wire protocol, as text. upstream: github.com/redis/redis-specifications protocol */

export type Reply =
  | { readonly kind: 'status' | 'error' | 'bulk'; readonly text: string }
  | { readonly kind: 'integer'; readonly value: number }
  | { readonly kind: 'nil' }
  | { readonly kind: 'array'; readonly items: readonly Reply[] };

export function status(text: string): string {
  return `+${text}\r\n`;
}

export const ok = status('OK');
export const nil = '$-1\r\n';

export function error(text: string): string {
  return `-${text}\r\n`;
}

export function integer(value: number): string {
  return `:${value}\r\n`;
}

export function bulk(text: string | undefined): string {
  return text === undefined ? nil : `$${text.length}\r\n${text}\r\n`;
}

export function array(items: readonly string[]): string {
  return `*${items.length}\r\n${items.join('')}`;
}

export function command(words: readonly string[]): string {
  return array(words.map(bulk));
}

/** Takes one reply off the front; undefined while it is not whole. */
export function takeReply(text: string, from = 0): { readonly reply: Reply; readonly end: number } | undefined {
  const line = text.indexOf('\r\n', from);
  if (line < 0) return undefined;
  const rest = text.slice(from + 1, line);
  const next = line + 2;
  switch (text[from]) {
    case '+':
      return { reply: { kind: 'status', text: rest }, end: next };
    case '-':
      return { reply: { kind: 'error', text: rest }, end: next };
    case ':':
      return { reply: { kind: 'integer', value: Number(rest) }, end: next };
    case '$': {
      const length = Number(rest);
      if (length < 0) return { reply: { kind: 'nil' }, end: next };
      if (text.length < next + length + 2) return undefined;
      return { reply: { kind: 'bulk', text: text.slice(next, next + length) }, end: next + length + 2 };
    }
    case '*':
      return takeItems(text, Number(rest), next);
    default:
      return {
        reply: { kind: 'error', text: `ERR Protocol error, got ${JSON.stringify(text[from])} as reply type byte` },
        end: text.length,
      };
  }
}

function takeItems(text: string, count: number, from: number): { readonly reply: Reply; readonly end: number } | undefined {
  const items: Reply[] = [];
  let end = from;
  if (count < 0) return { reply: { kind: 'nil' }, end };
  for (let i = 0; i < count; i += 1) {
    const one = takeReply(text, end);
    if (one === undefined) return undefined;
    items.push(one.reply);
    end = one.end;
  }
  return { reply: { kind: 'array', items }, end };
}

/** Takes one request off the front: an array of words, or a line of words as people type it. */
export function takeCommand(text: string): { readonly words: readonly string[]; readonly rest: string } | undefined {
  if (text.startsWith('*')) {
    const taken = takeReply(text);
    if (taken === undefined) return undefined;
    const items = taken.reply.kind === 'array' ? taken.reply.items : [];
    return { words: items.map((item) => ('text' in item ? item.text : '')), rest: text.slice(taken.end) };
  }
  const end = text.indexOf('\n');
  if (end < 0) return undefined;
  return { words: splitWords(text.slice(0, end).trim()) ?? [], rest: text.slice(end + 1) };
}

/** A typed line as words; undefined when a quote is not closed. */
export function splitWords(line: string): string[] | undefined {
  const words: string[] = [];
  let at = 0;
  while (at < line.length) {
    while (at < line.length && /\s/.test(line[at]!)) at += 1;
    if (at >= line.length) break;
    let word = '';
    while (at < line.length && !/\s/.test(line[at]!)) {
      const quote = line[at]!;
      if (quote !== '"' && quote !== "'") {
        word += quote;
        at += 1;
        continue;
      }
      const end = closing(line, at);
      if (end < 0) return undefined;
      word += unescape(line.slice(at + 1, end), quote);
      at = end + 1;
    }
    words.push(word);
  }
  return words;
}

function closing(line: string, at: number): number {
  for (let i = at + 1; i < line.length; i += 1) {
    if (line[i] === '\\') i += 1;
    else if (line[i] === line[at]) return i;
  }
  return -1;
}

function unescape(text: string, quote: string): string {
  if (quote === "'") return text.replaceAll("\\'", "'");
  return text.replace(/\\(x[0-9a-fA-F]{2}|.)/g, (_, code: string) =>
    code.length === 3
      ? String.fromCharCode(Number.parseInt(code.slice(1), 16))
      : ({ n: '\n', r: '\r', t: '\t', b: '\b', a: '\u0007' }[code] ?? code),
  );
}
