/**
 * Tokens with which a list goes on: base64url of a small JSON, without btoa, which not every host has.
 * upstream: staging/src/k8s.io/apiserver/pkg/storage/continue.go
 */
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

interface Place {
  readonly revision: number;
  readonly start: string;
}

/** The token for what comes after a key. */
export function continueToken(revision: number, lastKey: string): string {
  return encode(JSON.stringify({ v: 'meta.k8s.io/v1', rv: revision, start: `${lastKey}\u0000` }).replace('\\u0000', '\\u0000'));
}

/** Where a token points to, or why it is not valid. */
export function readContinue(token: string): Place | string {
  const text = decode(token);
  if (typeof text === 'number') return `illegal base64 data at input byte ${text}`;
  let value: { v?: unknown; rv?: unknown; start?: unknown };
  try {
    value = JSON.parse(text) as typeof value;
  } catch {
    return `invalid character '${firstOdd(text)}' looking for beginning of value`;
  }
  if (value.v !== 'meta.k8s.io/v1') return `server does not recognize this encoded version "${String(value.v ?? '')}"`;
  if (typeof value.rv !== 'number' || value.rv === 0) return 'incorrect encoded start resourceVersion (version meta.k8s.io/v1)';
  if (typeof value.start !== 'string' || value.start === '') return 'encoded start key empty (version meta.k8s.io/v1)';
  return { revision: value.rv, start: value.start.replace('\u0000', '') };
}

function firstOdd(text: string): string {
  return text.charAt(0);
}

function encode(text: string): string {
  let result = '';
  for (let i = 0; i < text.length; i += 3) {
    const [a, b, c] = [text.charCodeAt(i), text.charCodeAt(i + 1), text.charCodeAt(i + 2)];
    const bits = (a << 16) | ((b || 0) << 8) | (c || 0);
    const digits = i + 1 >= text.length ? 2 : i + 2 >= text.length ? 3 : 4;
    for (let d = 0; d < digits; d += 1) result += alphabet.charAt((bits >> (18 - 6 * d)) & 63);
  }
  return result;
}

/** The text, or the place of what is no base64. */
function decode(token: string): string | number {
  let result = '';
  let bits = 0;
  let held = 0;
  for (let at = 0; at < token.length; at += 1) {
    const digit = alphabet.indexOf(token.charAt(at));
    if (digit < 0 || (at === token.length - 1 && at % 4 === 0)) return at;
    bits = ((bits << 6) | digit) & 0xffffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    result += String.fromCharCode((bits >> held) & 255);
  }
  return result;
}
