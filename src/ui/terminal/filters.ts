/** Programs that stand behind a pipe: lines in, lines out, as they come. */

export interface Filter {
  /** A line without its newline; answers text to pass on. */
  line(text: string): string;
  /** What is to be said when no more lines come. */
  end(): string;
  readonly code: () => number;
}

type Maker = (args: readonly string[]) => Filter;

interface Options {
  readonly on: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, string>;
  readonly rest: readonly string[];
}

/** Short flags, alone or together; those in `valued` take the rest of the word or the next word. */
function options(args: readonly string[], valued: string): Options {
  const on = new Set<string>();
  const values = new Map<string, string>();
  const rest: string[] = [];
  for (let i = 0; i < args.length; i += 1) {
    const arg = args[i] ?? '';
    if (!/^-[A-Za-z0-9]/.test(arg)) {
      rest.push(arg);
      continue;
    }
    for (let j = 1; j < arg.length; j += 1) {
      const flag = arg[j] ?? '';
      if (!valued.includes(flag)) {
        on.add(flag);
        continue;
      }
      const inline = arg.slice(j + 1);
      values.set(flag, inline === '' ? (args[(i += 1)] ?? '') : inline);
      break;
    }
  }
  return { on, values, rest };
}

const ok = (): number => 0;

/** Basic expressions write alternation and repetition with a backslash; extended ones do not. */
function pattern(source: string, { on }: Options): RegExp {
  const escaped = source.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const basic = source.replace(
    /\\([|+?(){}])|([|+?(){}])/g,
    (_all, special: string | undefined, plain: string | undefined) => special ?? `\\${plain ?? ''}`,
  );
  const text = on.has('F') ? escaped : on.has('E') || on.has('P') ? source : basic;
  return new RegExp(on.has('w') ? `\\b(?:${text})\\b` : on.has('x') ? `^(?:${text})$` : text, on.has('i') ? 'i' : '');
}

function grep(args: readonly string[]): Filter {
  const given = options(args, 'eABC');
  const source = given.values.get('e') ?? given.rest[0] ?? '';
  const match = pattern(source, given);
  let hits = 0;
  let number = 0;
  return {
    line(text) {
      number += 1;
      if (match.test(text) === given.on.has('v')) return '';
      hits += 1;
      if (given.on.has('c') || given.on.has('q')) return '';
      const shown = given.on.has('o') ? (match.exec(text)?.[0] ?? '') : text;
      return `${given.on.has('n') ? `${number}:` : ''}${shown}\n`;
    },
    end: () => (given.on.has('c') ? `${hits}\n` : ''),
    code: () => (hits > 0 ? 0 : 1),
  };
}

function count(args: readonly string[]): number {
  const short = /^-(\d+)$/.exec(args[0] ?? '');
  return Number(short?.[1] ?? options(args, 'n').values.get('n') ?? 10);
}

function head(args: readonly string[]): Filter {
  let left = count(args);
  return { line: (text) => ((left -= 1) >= 0 ? `${text}\n` : ''), end: () => '', code: ok };
}

function tail(args: readonly string[]): Filter {
  const given = options(args, 'n').values.get('n') ?? '';
  const from = given.startsWith('+') ? Number(given.slice(1)) : undefined;
  const most = count(args);
  let seen = 0;
  const kept: string[] = [];
  return {
    line(text) {
      seen += 1;
      if (from !== undefined) return seen >= from ? `${text}\n` : '';
      kept.push(text);
      if (kept.length > most) kept.shift();
      return '';
    },
    end: () => kept.map((text) => `${text}\n`).join(''),
    code: ok,
  };
}

function wc(args: readonly string[]): Filter {
  const { on } = options(args, '');
  const sums = { l: 0, w: 0, c: 0 };
  return {
    line(text) {
      sums.l += 1;
      sums.w += text.split(/\s+/).filter((word) => word !== '').length;
      sums.c += new TextEncoder().encode(text).length + 1;
      return '';
    },
    end() {
      const chosen = (['l', 'w', 'c'] as const).filter((key) => on.size === 0 || on.has(key));
      return chosen.length === 1 ? `${sums[chosen[0] ?? 'l']}\n` : `${chosen.map((key) => String(sums[key]).padStart(7)).join(' ')}\n`;
    },
    code: ok,
  };
}

function collect(finish: (lines: string[]) => readonly string[]): Filter {
  const lines: string[] = [];
  return {
    line(text) {
      lines.push(text);
      return '';
    },
    end: () =>
      finish(lines)
        .map((text) => `${text}\n`)
        .join(''),
    code: ok,
  };
}

function sort(args: readonly string[]): Filter {
  const { on, values } = options(args, 'kt');
  const column = Number((values.get('k') ?? '0').split(',')[0]);
  const separator = values.get('t');
  const keyOf = (text: string): string =>
    column > 0 ? ((separator === undefined ? text.trim().split(/\s+/) : text.split(separator))[column - 1] ?? '') : text;
  const numeric = on.has('n') || (values.get('k') ?? '').endsWith('n');
  const compare = (a: string, b: string): number =>
    (numeric ? (Number.parseFloat(keyOf(a)) || 0) - (Number.parseFloat(keyOf(b)) || 0) : 0) ||
    (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0);
  return collect((lines) => {
    const sorted = lines.sort(compare);
    if (on.has('r')) sorted.reverse();
    return on.has('u') ? sorted.filter((text, i) => i === 0 || text !== sorted[i - 1]) : sorted;
  });
}

function uniq(args: readonly string[]): Filter {
  const { on } = options(args, '');
  return collect((lines) => {
    const runs: { readonly text: string; count: number }[] = [];
    for (const text of lines) {
      const last = runs.at(-1);
      if (last?.text === text) last.count += 1;
      else runs.push({ text, count: 1 });
    }
    return runs.map((run) => (on.has('c') ? `${String(run.count).padStart(7)} ${run.text}` : run.text));
  });
}

function cut(args: readonly string[]): Filter {
  const { values } = options(args, 'dfc');
  const between = values.get('d') ?? '\t';
  const wanted = ranges(values.get('f') ?? values.get('c') ?? '1-');
  return {
    line(text) {
      const parts = values.has('c') ? [...text] : text.split(between);
      if (!values.has('c') && parts.length === 1) return `${text}\n`;
      return `${parts.filter((_part, i) => wanted.some(([from, to]) => i + 1 >= from && i + 1 <= to)).join(values.has('c') ? '' : between)}\n`;
    },
    end: () => '',
    code: ok,
  };
}

function ranges(text: string): [number, number][] {
  return text.split(',').map((part) => {
    const [from = '', to] = part.split('-');
    const start = from === '' ? 1 : Number(from);
    return [start, to === undefined ? start : to === '' ? Infinity : Number(to)];
  });
}

/** The one form of awk that terminals see every day: `{print $1, $3}`, with -F. */
function awk(args: readonly string[]): Filter {
  const { values, rest } = options(args, 'F');
  const program = /^(?:NR\s*>\s*(\d+)\s*)?\{\s*print\s*(.*?)\s*\}$/.exec((rest[0] ?? '').trim());
  if (program === null) throw new Error("awk: only '{print $1, $2}' is known here");
  const skip = Number(program[1] ?? 0);
  const items = (program[2] ?? '') === '' ? ['$0'] : (program[2] ?? '').split(',').map((item) => item.trim());
  let number = 0;
  return {
    line(text) {
      number += 1;
      if (number <= skip) return '';
      const between = values.get('F');
      const fields = between === undefined ? text.trim().split(/\s+/) : text.split(between);
      const value = (item: string): string => {
        if (item === '$0') return text;
        if (item === '$NF') return fields.at(-1) ?? '';
        const field = /^\$(\d+)$/.exec(item);
        return field === null ? item.replace(/^"|"$/g, '') : (fields[Number(field[1]) - 1] ?? '');
      };
      return `${items.map(value).join(' ')}\n`;
    },
    end: () => '',
    code: ok,
  };
}

export const filters: Readonly<Record<string, Maker>> = {
  grep,
  egrep: (args) => grep(['-E', ...args]),
  head,
  tail,
  wc,
  sort,
  uniq,
  cut,
  awk,
  cat: () => ({ line: (text) => `${text}\n`, end: () => '', code: ok }),
  less: () => ({ line: (text) => `${text}\n`, end: () => '', code: ok }),
};
