/** Programs on lines: head, wc, sort, uniq, cut, tr, tac, rev, nl. upstream: busybox coreutils */
import { errorText } from '../../fs/fs.ts';
import { openFile, setFd, write } from '../../process/files.ts';
import { byteLength } from '#api/machinery/byteLength.ts';
import { fail, given, parseOptions } from '../command.ts';
import { inSet } from '../../text/characterSet.ts';
import { unescape } from '../../shell/printf.ts';
import { fromFilter, emit } from './filter.ts';

export const cat = fromFilter<{ numbered: boolean; n: number; ends: boolean }>({
  open(_, args) {
    const options = parseOptions(args);
    return { state: { numbered: given(options, 'n', 'b'), n: 0, ends: given(options, 'e', 'E', 'A') }, files: options.operands };
  },
  line(task, state, line, source) {
    state.n += 1;
    emit(task, `${state.numbered ? `${String(state.n).padStart(6)}\t` : ''}${line}${state.ends && source.newline ? '$' : ''}`, source);
  },
});

/** `-5` is `-n 5`. */
export function oldCount(args: readonly string[]): string[] {
  return args.map((arg) => (/^-\d+$/.test(arg) ? `-n${arg.slice(1)}` : arg));
}

export const head = fromFilter<{ most: number; n: number; bytes: number; many: boolean; first: boolean; title: string }>({
  open(task, args) {
    const options = parseOptions(oldCount(args), ['n', 'c', 'lines', 'bytes']);
    const count = options.flags.get('n') ?? options.flags.get('lines') ?? '10';
    const bytes = options.flags.get('c') ?? options.flags.get('bytes');
    if (!/^-?\d+$/.test(count)) return fail(task, `invalid number '${count}'`);
    return {
      state: {
        most: Number(count),
        n: 0,
        bytes: bytes === undefined ? -1 : Number(bytes),
        many: options.operands.length > 1,
        first: true,
        title: '',
      },
      files: options.operands,
    };
  },
  line(task, state, line, source) {
    if (state.many && state.title !== source.name) {
      emit(task, `${state.title === '' ? '' : '\n'}==> ${source.name} <==`);
      state.title = source.name;
      state.n = 0;
    }
    if (state.bytes >= 0) {
      const text = source.newline ? `${line}\n` : line;
      write(task, 1, text.slice(0, state.bytes));
      state.bytes = Math.max(0, state.bytes - text.length);
      return state.bytes > 0;
    }
    if (state.n >= state.most) return state.many;
    state.n += 1;
    emit(task, line, source);
    return state.many || state.n < state.most;
  },
});

interface WcState {
  letters: string[];
  now: [number, number, number];
  total: [number, number, number];
  files: number;
  named: boolean;
}

function countsText(state: WcState, counts: readonly number[], name: string): string {
  const shown = ['l', 'w', 'c'].flatMap((letter, i) => (state.letters.includes(letter) ? [counts[i] ?? 0] : []));
  if (shown.length === 1 && name === '') return `${shown[0]}\n`;
  return `${shown.map((n) => (shown.length === 1 ? String(n) : String(n).padStart(9))).join(shown.length === 1 ? '' : ' ')}${name === '' ? '' : ` ${name}`}\n`;
}

export const wc = fromFilter<WcState>({
  open(_, args) {
    const options = parseOptions(args);
    const letters = ['l', 'w', 'c', 'm'].filter((letter) => options.flags.has(letter)).map((letter) => (letter === 'm' ? 'c' : letter));
    return {
      state: {
        letters: letters.length === 0 ? ['l', 'w', 'c'] : letters,
        now: [0, 0, 0],
        total: [0, 0, 0],
        files: 0,
        named: options.operands.length > 0,
      },
      files: options.operands,
    };
  },
  line(_, state, line, source) {
    state.now[0] += source.newline ? 1 : 0;
    state.now[1] += line.split(/\s+/).filter((word) => word !== '').length;
    state.now[2] += byteLength(line) + (source.newline ? 1 : 0);
  },
  file(task, state, name) {
    write(task, 1, countsText(state, state.now, state.named ? name : ''));
    state.total = [state.total[0] + state.now[0], state.total[1] + state.now[1], state.total[2] + state.now[2]];
    state.now = [0, 0, 0];
    state.files += 1;
  },
  end(task, state, source) {
    if (state.files > 1) write(task, 1, countsText(state, state.total, 'total'));
    return source.status;
  },
});

export const sort = fromFilter<{ lines: string[]; flags: string[]; key: string; separator: string; output: string }>({
  open(_, args) {
    const options = parseOptions(args, ['k', 't', 'o']);
    return {
      state: {
        lines: [],
        flags: Array.from(options.flags.keys()),
        key: options.flags.get('k') ?? '',
        separator: options.flags.get('t') ?? '',
        output: options.flags.get('o') ?? '',
      },
      files: options.operands,
    };
  },
  line(_, state, line) {
    state.lines.push(line);
  },
  end(task, state, source) {
    const has = (letter: string): boolean => state.flags.includes(letter) || new RegExp(letter).test(state.key.replace(/[\d,.]/g, ''));
    const how: Order = { numeric: has('n') || has('g'), version: has('V'), fold: has('f') };
    const lines = state.lines.slice().sort((a, b) => {
      const order = compareLines(keyOf(a, state), keyOf(b, state), how) || (state.flags.includes('s') ? 0 : compareLines(a, b, plainOrder));
      return has('r') ? -order : order;
    });
    const unique = state.flags.includes('u')
      ? lines.filter((line, i) => i === 0 || compareLines(keyOf(line, state), keyOf(lines[i - 1]!, state), how) !== 0)
      : lines;
    if (state.output !== '') {
      const opened = openFile(task, state.output, 'write');
      if (typeof opened !== 'number') return fail(task, `${state.output}: ${errorText[opened.errno]}`);
      setFd(task, 1, opened);
    }
    if (unique.length > 0) write(task, 1, `${unique.join('\n')}\n`);
    return source.status;
  },
});

function keyOf(line: string, state: { readonly key: string; readonly separator: string }): string {
  const match = /^(\d+)(?:\.\d+)?[a-z]*(?:,(\d+))?/.exec(state.key);
  if (match === null) return line;
  const fields = state.separator === '' ? line.trim().split(/\s+/) : line.split(state.separator);
  return fields
    .slice(Number(match[1]) - 1, match[2] === undefined ? undefined : Number(match[2]))
    .join(state.separator === '' ? ' ' : state.separator);
}

interface Order {
  readonly numeric: boolean;
  readonly version: boolean;
  readonly fold: boolean;
}

const plainOrder: Order = { numeric: false, version: false, fold: false };

function compareLines(a: string, b: string, { numeric, version, fold }: Order): number {
  if (numeric) return (Number.parseFloat(a) || 0) - (Number.parseFloat(b) || 0);
  if (version) return compareVersions(a, b);
  const [x, y] = fold ? [a.toLowerCase(), b.toLowerCase()] : [a, b];
  return x < y ? -1 : x > y ? 1 : 0;
}

function compareVersions(a: string, b: string): number {
  const [x, y] = [a.split(/(\d+)/), b.split(/(\d+)/)];
  for (let i = 0; i < Math.max(x.length, y.length); i += 1) {
    const [p = '', q = ''] = [x[i], y[i]];
    if (p === q) continue;
    return i % 2 === 1 ? Number(p) - Number(q) : p < q ? -1 : 1;
  }
  return 0;
}

export const uniq = fromFilter<{ last: string | undefined; n: number; flags: string[] }>({
  open(_, args) {
    const options = parseOptions(args);
    return { state: { last: undefined, n: 0, flags: Array.from(options.flags.keys()) }, files: options.operands };
  },
  line(task, state, line) {
    if (line === state.last) {
      state.n += 1;
      return;
    }
    printUniq(task, state);
    state.last = line;
    state.n = 1;
  },
  end(task, state, source) {
    printUniq(task, state);
    return source.status;
  },
});

function printUniq(
  task: Parameters<typeof emit>[0],
  state: { readonly last: string | undefined; readonly n: number; readonly flags: readonly string[] },
): void {
  const hidden = state.last === undefined || (state.flags.includes('d') && state.n < 2) || (state.flags.includes('u') && state.n > 1);
  if (!hidden) emit(task, `${state.flags.includes('c') ? `${String(state.n).padStart(7)} ` : ''}${state.last}`);
}

/** `1,3-5,7-` as pairs. */
function ranges(text: string): [number, number][] {
  return text.split(',').map((part) => {
    const match = /^(\d*)(-?)(\d*)$/.exec(part);
    const from = match?.[1] === '' ? 1 : Number(match?.[1] ?? 1);
    return [from, match?.[2] === '' ? from : match?.[3] === '' ? Infinity : Number(match?.[3] ?? from)];
  });
}

export const cut = fromFilter<{ ranges: [number, number][]; delimiter: string; letters: boolean; only: boolean; joined: string }>({
  open(task, args) {
    const options = parseOptions(args, ['d', 'f', 'c', 'b', 'output-delimiter']);
    const list = options.flags.get('f') ?? options.flags.get('c') ?? options.flags.get('b');
    if (list === undefined) return fail(task, 'expected a list of bytes, characters, or fields');
    const delimiter = options.flags.get('d') ?? '\t';
    return {
      state: {
        ranges: ranges(list),
        delimiter,
        letters: !options.flags.has('f'),
        only: options.flags.has('s'),
        joined: options.flags.get('output-delimiter') ?? delimiter,
      },
      files: options.operands,
    };
  },
  line(task, state, line) {
    const wanted = (i: number): boolean => state.ranges.some(([from, to]) => i + 1 >= from && i + 1 <= to);
    if (state.letters)
      emit(
        task,
        Array.from(line)
          .filter((_, i) => wanted(i))
          .join(''),
      );
    else if (!line.includes(state.delimiter)) {
      if (!state.only) emit(task, line);
    } else
      emit(
        task,
        line
          .split(state.delimiter)
          .filter((_, i) => wanted(i))
          .join(state.joined),
      );
  },
});

const trClasses: Readonly<Record<string, string>> = {
  upper: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  lower: 'abcdefghijklmnopqrstuvwxyz',
  digit: '0123456789',
  space: ' \t\n\r\f\v',
  blank: ' \t',
  alpha: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
  alnum: '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
  punct: '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
};

function trSet(text: string): string {
  const plain = unescape(text).text.replace(/\[:(\w+):\]/g, (_, name: string) => trClasses[name] ?? '');
  return plain.replace(/([^-])-([^-])/gs, (whole, from: string, to: string) => {
    const [a, b] = [from.charCodeAt(0), to.charCodeAt(0)];
    return b < a || b - a > 300 ? whole : Array.from({ length: b - a + 1 }, (_, i) => String.fromCharCode(a + i)).join('');
  });
}

export const tr = fromFilter<{ from: string; to: string; remove: boolean; squeeze: boolean; complement: boolean; last: string }>({
  open(task, args) {
    const options = parseOptions(args);
    const [from, to] = options.operands;
    if (from === undefined) return fail(task, 'missing operand');
    return {
      state: {
        from: trSet(from),
        to: trSet(to ?? ''),
        remove: given(options, 'd'),
        squeeze: given(options, 's'),
        complement: given(options, 'c', 'C'),
        last: '',
      },
      files: [],
    };
  },
  line(task, state, line, source) {
    let out = '';
    for (const letter of source.newline ? `${line}\n` : line) {
      const at = state.from.indexOf(letter);
      const hit = state.complement ? at < 0 : at >= 0;
      if (hit && state.remove) continue;
      const mapped = hit && state.to !== '' ? (state.complement ? state.to.at(-1)! : (state.to[at] ?? state.to.at(-1)!)) : letter;
      const squeezes = state.squeeze && (state.to === '' || state.remove ? hit : hit && inSet(state.to.replaceAll('-', ''), mapped));
      if (squeezes && mapped === state.last) continue;
      state.last = squeezes ? mapped : '';
      out += mapped;
    }
    write(task, 1, out);
  },
});

export const tac = fromFilter<{ lines: string[] }>({
  open: (_, args) => ({ state: { lines: [] }, files: parseOptions(args).operands }),
  line(_, state, line) {
    state.lines.push(line);
  },
  end(task, state, source) {
    for (const line of state.lines.reverse()) emit(task, line);
    return source.status;
  },
});

export const rev = fromFilter<object>({
  open: (_, args) => ({ state: {}, files: parseOptions(args).operands }),
  line: (task, _, line) => emit(task, Array.from(line).reverse().join('')),
});

export const nl = fromFilter<{ n: number }>({
  open: (_, args) => ({ state: { n: 0 }, files: parseOptions(args, ['b']).operands }),
  line(task, state, line) {
    emit(task, line === '' ? '' : `${String((state.n += 1)).padStart(6)}\t${line}`);
  },
});
