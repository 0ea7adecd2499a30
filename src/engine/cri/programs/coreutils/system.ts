/** Programs about the system: date, hostname, env, id, ps, kill, uname and small helpers. upstream: busybox */
import { errorText } from '../../fs/fs.ts';
import { readFile, writeFile } from '../../fs/ops.ts';
import { absolute } from '../../fs/path.ts';
import { hostsEntry } from '../../net/resolve.ts';
import { read, write } from '../../process/files.ts';
import { become, lookUp } from '../../process/spawn.ts';
import { signal, signalName } from '../../process/signals.ts';
import { fsOf, sandboxOf, wallMs, type Program, type Task } from '../../process/task.ts';
import { evaluateTest } from '../../shell/test.ts';
import { formatted } from '../../shell/printf.ts';
import { echoText } from '../../shell/output.ts';
import { calendar, dateTime } from '../../streams/log.ts';
import { commandName, fail, given, out, parseOptions, type Command } from '../command.ts';
import { nameOfId } from './ls.ts';

const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** A moment as strftime writes it. */
function strftime(format: string, ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const at = calendar(seconds);
  const two = (n: number): string => String(n).padStart(2, '0');
  const clock = `${two(at.hour)}:${two(at.minute)}:${two(at.second)}`;
  const [month, day] = [months[at.month - 1]!, days[at.weekday]!];
  const values: Record<string, string> = {
    Y: String(at.year),
    m: two(at.month),
    d: two(at.day),
    e: String(at.day).padStart(2),
    H: two(at.hour),
    I: two(at.hour % 12 === 0 ? 12 : at.hour % 12),
    M: two(at.minute),
    S: two(at.second),
    s: String(seconds),
    N: String(Math.floor(ms % 1000) * 1_000_000).padStart(9, '0'),
    y: two(at.year % 100),
    b: month.slice(0, 3),
    h: month.slice(0, 3),
    B: month,
    a: day.slice(0, 3),
    A: day,
    j: String(at.yearDay).padStart(3, '0'),
    u: String(at.weekday === 0 ? 7 : at.weekday),
    w: String(at.weekday),
    p: at.hour < 12 ? 'AM' : 'PM',
    Z: 'UTC',
    z: '+0000',
    T: clock,
    R: clock.slice(0, 5),
    r: `${clock} ${at.hour < 12 ? 'AM' : 'PM'}`,
    F: `${at.year}-${two(at.month)}-${two(at.day)}`,
    D: `${two(at.month)}/${two(at.day)}/${two(at.year % 100)}`,
    c: `${day.slice(0, 3)} ${month.slice(0, 3)} ${String(at.day).padStart(2)} ${clock} ${at.year}`,
    n: '\n',
    t: '\t',
    '%': '%',
  };
  return format.replace(/%[-_0]?(\d?)([a-zA-Z%])/g, (whole, width: string, letter: string) =>
    letter === 'N' && width !== ''
      ? values['N']!.slice(0, Number(width))
      : whole.startsWith('%-')
        ? (values[letter] ?? whole).replace(/^0(?=\d)/, '')
        : (values[letter] ?? whole),
  );
}

export const date: Command = (task, args) => {
  const options = parseOptions(args, ['d', 'date', 'r', 's']);
  const text = options.flags.get('d') ?? options.flags.get('date');
  const ms = text === undefined ? wallMs(task) : dateMs(text, wallMs(task));
  if (ms === undefined) return fail(task, `invalid date '${text}'`);
  const format = options.operands.find((word) => word.startsWith('+'));
  if (format !== undefined) out(task, `${strftime(format.slice(1), ms)}\n`);
  else if (given(options, 'I', 'iso-8601')) out(task, `${strftime('%Y-%m-%d', ms)}\n`);
  else if (options.flags.has('Iseconds')) out(task, `${dateTime(Math.floor(ms / 1000))}+00:00\n`);
  else out(task, `${strftime(given(options, 'R') ? '%a, %d %b %Y %H:%M:%S +0000' : '%a %b %e %H:%M:%S UTC %Y', ms)}\n`);
  return 0;
};

function dateMs(text: string, now: number): number | undefined {
  if (text.startsWith('@') && /^@\d+$/.test(text)) return Number(text.slice(1)) * 1000;
  if (text === 'now' || text === '') return now;
  const relative = /^(-?\d+) (second|minute|hour|day|week)s?( ago)?$/.exec(text.replace(/^\+/, ''));
  if (relative === null) return undefined;
  const unit = { second: 1, minute: 60, hour: 3600, day: 86_400, week: 604_800 }[relative[2]!] ?? 1;
  return now + Number(relative[1]) * unit * 1000 * (relative[3] === undefined ? 1 : -1);
}

export const hostname: Command = (task, args) => {
  const sandbox = sandboxOf(task.kernel, task.container);
  const options = parseOptions(args);
  if (given(options, 'i', 'I', 'ip-address', 'all-ip-addresses')) out(task, `${sandbox.ip}${given(options, 'I') ? ' ' : ''}\n`);
  else if (given(options, 'f', 'fqdn')) out(task, `${fullName(task, sandbox.hostname)}\n`);
  else if (given(options, 'd', 'domain')) out(task, `${fullName(task, sandbox.hostname).split('.').slice(1).join('.')}\n`);
  else if (options.operands[0] !== undefined) return fail(task, 'sethostname: Operation not permitted');
  else out(task, `${given(options, 's') ? sandbox.hostname.split('.')[0]! : sandbox.hostname}\n`);
  return 0;
};

/** The first name of the own line in /etc/hosts. */
function fullName(task: Task, name: string): string {
  const ip = hostsEntry(task, name);
  const text = readFile(fsOf(task), '/etc/hosts');
  const line = typeof text === 'string' ? text.split('\n').find((one) => ip !== undefined && one.split(/\s+/)[0] === ip) : undefined;
  return line?.split(/\s+/)[1] ?? name;
}

/** `env`: prints, or runs a command with other variables. */
export const env: Program = {
  step(task) {
    const args = task.proc.argv.slice(1);
    let at = 0;
    let next = { ...task.proc.env };
    for (; at < args.length && (args[at]!.startsWith('-') || args[at]!.includes('=')); at += 1) {
      const word = args[at]!;
      if (word === '-i' || word === '-') next = {};
      else if (word === '-u') delete next[args[(at += 1)] ?? ''];
      else if (word.includes('=')) next[word.slice(0, word.indexOf('='))] = word.slice(word.indexOf('=') + 1);
    }
    if (at >= args.length) {
      out(
        task,
        Object.entries(next)
          .map(([key, value]) => `${key}=${value}\n`)
          .join(''),
      );
      return { exit: 0 };
    }
    return runInPlace(task, args.slice(at), next);
  },
};

/** The process becomes a command; 127 when there is none. */
export function runInPlace(task: Task, argv: readonly string[], next?: Record<string, string>): 'again' | { readonly exit: number } {
  const found = lookUp(task, argv);
  if (typeof found === 'string')
    return {
      exit: fail(
        task,
        `can't execute '${argv[0]}': ${found === 'denied' ? errorText.EACCES : errorText.ENOENT}`,
        found === 'denied' ? 126 : 127,
      ),
    };
  become(task, found, next);
  return 'again';
}

export const printenv: Command = (task, args) => {
  if (args.length === 0)
    out(
      task,
      Object.entries(task.proc.env)
        .map(([key, value]) => `${key}=${value}\n`)
        .join(''),
    );
  let code = 0;
  for (const name of args) {
    const value = task.proc.env[name];
    if (value === undefined) code = 1;
    else out(task, `${value}\n`);
  }
  return code;
};

export const id: Command = (task, args) => {
  const { uid, gid } = task.proc;
  const groups = Array.from(new Set([gid, ...task.proc.groups])).sort((a, b) => a - b);
  const named = (file: string, n: number): string =>
    nameOfId(task, file, n) === String(n) ? String(n) : `${n}(${nameOfId(task, file, n)})`;
  const options = parseOptions(args);
  const shown = (file: string, n: number): string => (given(options, 'n') ? nameOfId(task, file, n) : String(n));
  if (given(options, 'u')) out(task, `${shown('/etc/passwd', uid)}\n`);
  else if (given(options, 'g')) out(task, `${shown('/etc/group', gid)}\n`);
  else if (given(options, 'G')) out(task, `${groups.map((n) => shown('/etc/group', n)).join(' ')}\n`);
  else
    out(
      task,
      `uid=${named('/etc/passwd', uid)} gid=${named('/etc/group', gid)} groups=${groups.map((n) => named('/etc/group', n)).join(',')}\n`,
    );
  return 0;
};

export const whoami: Command = (task) => {
  const name = nameOfId(task, '/etc/passwd', task.proc.uid);
  if (name === String(task.proc.uid)) return fail(task, `unknown uid ${name}`);
  out(task, `${name}\n`);
  return 0;
};

export const groupsCommand: Command = (task) => {
  out(task, `${task.proc.groups.map((n) => nameOfId(task, '/etc/group', n)).join(' ')}\n`);
  return 0;
};

export const ps: Command = (task) => {
  out(task, 'PID   USER     TIME  COMMAND\n');
  for (const proc of task.container.procs.values()) {
    if (proc.exit !== undefined) continue;
    out(task, `${String(proc.pid).padStart(5)} ${nameOfId(task, '/etc/passwd', proc.uid).padEnd(8)}  0:00 ${proc.argv.join(' ')}\n`);
  }
  return 0;
};

export const kill: Command = (task, args) => {
  let name = 'TERM';
  let code = 0;
  for (const [i, word] of args.entries()) {
    if (word === '-s') continue;
    if (args[i - 1] === '-s') name = signalName(word) ?? name;
    else if (/^-\D/.test(word) || (i === 0 && /^-\d+$/.test(word))) name = word === '-0' ? '0' : (signalName(word.slice(1)) ?? name);
    else {
      const proc = task.container.procs.get(Number(word));
      if (proc === undefined) code = fail(task, `can't kill pid ${word}: No such process`);
      else if (name !== '0') signal({ ...task, proc: proc }, name);
    }
  }
  return code;
};

/** killall and pkill: by the command's name; pidof and pgrep: who that is. */
export const byName: Command = (task, args) => {
  const options = parseOptions(args, ['s']);
  const verb = commandName(task);
  const wanted = options.operands.at(-1) ?? '';
  const found = Array.from(task.container.procs.values()).filter(
    (proc) =>
      proc.pid !== task.proc.pid &&
      proc.exit === undefined &&
      (given(options, 'f') ? proc.argv.join(' ').includes(wanted) : (proc.argv[0] ?? '').split('/').at(-1) === wanted),
  );
  if (verb === 'pidof' || verb === 'pgrep') {
    if (found.length > 0)
      out(
        task,
        verb === 'pidof'
          ? `${found
              .map((proc) => proc.pid)
              .reverse()
              .join(' ')}\n`
          : found.map((proc) => `${proc.pid}\n`).join(''),
      );
    return found.length > 0 ? 0 : 1;
  }
  if (found.length === 0) return verb === 'killall' ? fail(task, `${wanted}: no process killed`) : 1;
  const flag = args.find((arg) => /^-[A-Z0-9]/.test(arg))?.slice(1) ?? 'TERM';
  for (const proc of found) signal({ ...task, proc: proc }, signalName(flag) ?? 'TERM');
  return 0;
};

export const uname: Command = (task, args) => {
  const host = sandboxOf(task.kernel, task.container).hostname;
  const parts: Record<string, string> = {
    s: 'Linux',
    n: host,
    r: '5.15.0-91-generic',
    v: '#101-Ubuntu SMP Tue Nov 14 13:30:08 UTC 2023',
    m: 'x86_64',
    o: 'GNU/Linux',
    p: 'x86_64',
  };
  const letters = args.join('').replaceAll('-', '');
  const shown = letters.includes('a') ? ['s', 'n', 'r', 'v', 'm', 'o'] : letters === '' ? ['s'] : Array.from(letters);
  out(task, `${shown.map((letter) => parts[letter] ?? '').join(' ')}\n`);
  return 0;
};

export const seq: Command = (task, args) => {
  const options = parseOptions(
    args.map((arg) => (/^-\d/.test(arg) ? `\0${arg}` : arg)),
    ['s'],
  );
  const numbers = options.operands.map((word) => Number(word.replace('\0', '')));
  const [from, step, to] =
    numbers.length === 1
      ? [1, 1, numbers[0]!]
      : numbers.length === 2
        ? [numbers[0]!, 1, numbers[1]!]
        : [numbers[0]!, numbers[1]!, numbers[2]!];
  if (numbers.length === 0 || numbers.some(Number.isNaN) || step === 0) return fail(task, 'invalid number');
  const values: string[] = [];
  const width = given(options, 'w') ? Math.max(String(from).length, String(to).length) : 0;
  for (let n = from; step > 0 ? n <= to : n >= to; n += step) {
    values.push(String(n).padStart(width, '0'));
    if (values.length > 100_000) break;
  }
  if (values.length > 0) out(task, `${values.join(options.flags.get('s') ?? '\n')}\n`);
  return 0;
};

export const basename: Command = (task, args) => {
  const [path = '', suffix = ''] = args[0] === '-a' ? args.slice(1) : args;
  const name = path.replace(/\/+$/, '').split('/').at(-1) || '/';
  out(task, `${suffix !== '' && name.endsWith(suffix) && name !== suffix ? name.slice(0, -suffix.length) : name}\n`);
  return 0;
};

export const dirname: Command = (task, args) => {
  const path = (args[0] ?? '').replace(/\/+$/, '');
  out(task, `${path.includes('/') ? path.slice(0, path.lastIndexOf('/')) || '/' : '.'}\n`);
  return 0;
};

export const pwd: Command = (task) => {
  out(task, `${task.proc.cwd}\n`);
  return 0;
};

export const echo: Command = (task, args) => {
  out(task, echoText(args, false));
  return 0;
};

export const printf: Command = (task, args) => {
  out(task, formatted(args[0] ?? '', args.slice(1)).text);
  return 0;
};

export const test: Command = (task, args) => {
  const words = commandName(task) === '[' ? args.slice(0, -1) : args;
  const result = evaluateTest(task, words);
  return typeof result === 'string' ? fail(task, result, 2) : result ? 0 : 1;
};

export const which: Command = (task, args) => {
  let code = 0;
  for (const name of args.filter((arg) => !arg.startsWith('-'))) {
    const folder = (task.proc.env['PATH'] ?? '').split(':').find((one) => typeof lookUp(task, [`${one}/${name}`]) !== 'string');
    if (folder === undefined) code = 1;
    else out(task, `${folder}/${name}\n`);
  }
  return code;
};

export const nproc: Command = (task) => {
  out(task, '2\n');
  return 0;
};

export const free: Command = (task, args) => {
  const mega = args.includes('-m');
  const n = (kb: number): string => String(mega ? Math.floor(kb / 1024) : kb).padStart(12);
  out(
    task,
    `              total        used        free      shared  buff/cache   available\nMem:   ${n(8145236)}${n(1233024)}${n(5120344)}${n(1024)}${n(1791868)}${n(6912208)}\nSwap:  ${n(0)}${n(0)}${n(0)}\n`,
  );
  return 0;
};

export const uptime: Command = (task) => {
  const minutes = Math.floor(task.kernel.context.now / 60_000);
  out(task, ` ${strftime('%H:%M:%S', wallMs(task))} up ${minutes} min,  0 users,  load average: 0.08, 0.03, 0.01\n`);
  return 0;
};

/** tee: what is read goes to standard output and to files. */
export const tee: Program = {
  start(task) {
    const options = parseOptions(task.proc.argv.slice(1));
    return { files: options.operands.map((path) => absolute(task.proc.cwd, path)), append: given(options, 'a'), begun: false, fds: [] };
  },
  step(task) {
    const state = task.proc.state as { files: string[]; append: boolean; begun: boolean };
    if (!state.begun) for (const path of state.files) if (!state.append) teeWrite(task, path, undefined);
    state.begun = true;
    for (;;) {
      const text = read(task, 0, 65_536);
      if (text === undefined) return { fds: [0] };
      if (text === '') return { exit: 0 };
      write(task, 1, text);
      for (const path of state.files) teeWrite(task, path, text);
    }
  },
};

function teeWrite(task: Task, path: string, text: string | undefined): void {
  const before = readFile(fsOf(task), path);
  const wrong = writeText(task, path, text === undefined ? '' : (typeof before === 'string' ? before : '') + text);
  if (wrong !== undefined) fail(task, `${path}: ${wrong}`);
}

function writeText(task: Task, path: string, text: string): string | undefined {
  const wrong = writeFile(fsOf(task), path, text, task.proc);
  return wrong === undefined ? undefined : errorText[wrong];
}
