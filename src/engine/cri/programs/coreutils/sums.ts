/** Checksums and base64. upstream: busybox coreutils/md5_sha1_sum.c */
import { write } from '../../process/files.ts';
import { commandName, given, parseOptions } from '../command.ts';
import { fromFilter } from './filter.ts';

const lengths: Readonly<Record<string, number>> = { md5sum: 32, sha1sum: 40, sha256sum: 64 };

/** A number that depends on all of a text, in hexadecimal. It tells texts apart; it is not the real checksum. */
function digest(text: string, digits: number): string {
  let result = '';
  for (let round = 0; result.length < digits; round += 1) {
    let hash = 2166136261 ^ Math.imul(round, 0x9e3779b1);
    for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 16777619);
    hash = Math.imul(hash ^ (hash >>> 16), 2246822507);
    result += ((hash ^ (hash >>> 13)) >>> 0).toString(16).padStart(8, '0');
  }
  return result.slice(0, digits);
}

export const sums = fromFilter<{ text: string }>({
  open: (_, args) => ({ state: { text: '' }, files: parseOptions(args).operands }),
  line(_, state, line, source) {
    state.text += source.newline ? `${line}\n` : line;
  },
  file(task, state, name) {
    write(task, 1, `${digest(state.text, lengths[commandName(task)] ?? 64)}  ${name}\n`);
    state.text = '';
  },
});

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function bytesOf(text: string): number[] {
  const bytes: number[] = [];
  for (const letter of text) {
    const code = letter.codePointAt(0)!;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return bytes;
}

function textOf(bytes: readonly number[]): string {
  let text = '';
  for (let i = 0; i < bytes.length;) {
    const first = bytes[i]!;
    const size = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    let code = size === 1 ? first : first & (0xff >> (size + 1));
    for (let n = 1; n < size; n += 1) code = (code << 6) | ((bytes[i + n] ?? 0) & 63);
    text += String.fromCodePoint(Math.min(code, 0x10ffff));
    i += size;
  }
  return text;
}

function encode(text: string): string {
  const bytes = bytesOf(text);
  let result = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b, c] = bytes.slice(i, i + 3);
    result +=
      alphabet[a >> 2]! +
      alphabet[((a & 3) << 4) | ((b ?? 0) >> 4)]! +
      (b === undefined ? '=' : alphabet[((b & 15) << 2) | ((c ?? 0) >> 6)]!) +
      (c === undefined ? '=' : alphabet[c & 63]!);
  }
  return result;
}

function decode(text: string): string {
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const letter of text) {
    const value = alphabet.indexOf(letter);
    if (value < 0) continue;
    held = ((held << 6) | value) & 0xffffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 255);
    }
  }
  return textOf(bytes);
}

export const base64 = fromFilter<{ text: string; decode: boolean; wrap: number }>({
  open(_, args) {
    const options = parseOptions(args, ['w']);
    return {
      state: { text: '', decode: given(options, 'd', 'D', 'decode'), wrap: Number(options.flags.get('w') ?? 76) },
      files: options.operands,
    };
  },
  line(_, state, line, source) {
    state.text += source.newline ? `${line}\n` : line;
  },
  end(task, state) {
    if (state.decode) write(task, 1, decode(state.text));
    else {
      const encoded = encode(state.text);
      const lines = state.wrap === 0 ? [encoded] : (encoded.match(new RegExp(`.{1,${state.wrap}}`, 'g')) ?? []);
      write(task, 1, `${lines.join('\n')}${state.wrap === 0 ? '' : '\n'}`);
    }
  },
});
