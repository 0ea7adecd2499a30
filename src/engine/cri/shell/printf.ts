/** printf and the backslashes of `echo -e`. upstream: IEEE Std 1003.1 printf */
import { hasRawBytes, rawBytes, rawText } from '#api/machinery/rawText.ts';

/** Backslash sequences; `stop` is true when `\c` ended the output. */
export function unescape(text: string, octalNeedsZero = false): { readonly text: string; readonly stop: boolean } {
  let out = '';
  for (let i = 0; i < text.length; i += 1) {
    if (text[i] !== '\\') {
      out += text[i];
      continue;
    }
    const rest = text.slice(i + 1);
    if (rest.startsWith('c')) return { text: out, stop: true };
    const octal = (octalNeedsZero ? /^0([0-7]{0,3})/ : /^0?([0-7]{1,3})/).exec(rest);
    const hex = /^x([0-9a-fA-F]{1,2})/.exec(rest) ?? /^u([0-9a-fA-F]{1,4})/.exec(rest);
    const found = hex ?? octal;
    if (found !== null) {
      const value = Number.parseInt(found[1] === '' ? '0' : found[1]!, hex === null ? 8 : 16);
      out += found[0].startsWith('u') ? String.fromCharCode(value) : rawText([value & 0xff]);
      i += found[0].length;
      continue;
    }
    const letter = { n: '\n', t: '\t', r: '\r', a: '\u0007', b: '\b', e: '\u001b', f: '\f', v: '\v', '\\': '\\' }[rest[0] ?? ''];
    if (letter === undefined) out += '\\';
    else {
      out += letter;
      i += 1;
    }
  }
  return { text: whole(out), stop: false };
}

/** Bytes that were said one by one are characters together. */
function whole(text: string): string {
  return hasRawBytes(text) ? rawText(rawBytes(text)) : text;
}

const conversion = /%([-+ 0#]*)(\*|\d+)?(?:\.(\*|\d+))?([a-zA-Z%])/y;

/** The output of printf, and the first argument that was no number. */
export function formatted(format: string, args: readonly string[]): { readonly text: string; readonly invalid?: string } {
  let text = '';
  let used = 0;
  let invalid: string | undefined;
  const next = (): string => args[used++] ?? '';
  for (let rounds = 0; rounds < 10_000; rounds += 1) {
    const before = used;
    for (let i = 0; i < format.length;) {
      conversion.lastIndex = i;
      const match = format[i] === '%' ? conversion.exec(format) : null;
      if (match !== null) {
        const width = match[2] === '*' ? Number(next()) : Number(match[2] ?? 0);
        const precision = match[3] === undefined ? undefined : match[3] === '*' ? Number(next()) : Number(match[3]);
        const kind = match[4]!;
        const value = kind === '%' ? '' : next();
        if ('dioxXueEfgG'.includes(kind) && value !== '' && Number.isNaN(numberOf(value))) invalid ??= value;
        text += kind === '%' ? '%' : padded(convert(kind, value, precision, match[1]!), width, match[1]!);
        i = conversion.lastIndex;
        continue;
      }
      if (format[i] === '\\') {
        const end = /^\\(?:x[0-9a-fA-F]{1,2}|[0-7]{1,3}|.)/.exec(format.slice(i))?.[0] ?? '\\';
        const done = unescape(end);
        if (done.stop) return { text: whole(text) };
        text += done.text;
        i += end.length;
        continue;
      }
      text += format[i];
      i += 1;
    }
    if (used >= args.length || used === before) break;
  }
  return invalid === undefined ? { text: whole(text) } : { text: whole(text), invalid };
}

function numberOf(value: string): number {
  if (/^['"]/.test(value)) return value.charCodeAt(1);
  return value.trim() === '' ? 0 : Number(value);
}

function convert(kind: string, value: string, precision: number | undefined, flags: string): string {
  const n = numberOf(value);
  const number = Number.isNaN(n) ? Number.parseFloat(value) || 0 : n;
  switch (kind) {
    case 's':
      return precision === undefined ? value : value.slice(0, precision);
    case 'b':
      return unescape(value, true).text;
    case 'q':
      return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
    case 'c':
      return value.slice(0, 1);
    case 'x':
      return Math.trunc(number).toString(16);
    case 'X':
      return Math.trunc(number).toString(16).toUpperCase();
    case 'o':
      return Math.trunc(number).toString(8);
    case 'f':
    case 'F':
      return number.toFixed(precision ?? 6);
    case 'e':
      return number.toExponential(precision ?? 6);
    case 'g':
      return String(number);
    default: {
      const digits = String(Math.abs(Math.trunc(number))).padStart(precision ?? 0, '0');
      return (number < 0 ? '-' : flags.includes('+') ? '+' : '') + digits;
    }
  }
}

function padded(text: string, width: number, flags: string): string {
  if (flags.includes('-') || width < 0) return text.padEnd(Math.abs(width));
  if (!flags.includes('0')) return text.padStart(width);
  const sign = /^[-+]/.exec(text)?.[0] ?? '';
  return sign + text.slice(sign.length).padStart(width - sign.length, '0');
}
