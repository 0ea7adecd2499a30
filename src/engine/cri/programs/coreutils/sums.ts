/** Checksums and base64. upstream: busybox coreutils/md5_sha1_sum.c, coreutils/uudecode.c */
import { encodeStandard } from '#api/machinery/base64.ts';
import { md5Hex } from '#api/machinery/crypto/md5.ts';
import { sha1 } from '#api/machinery/crypto/sha1.ts';
import { sha512 } from '#api/machinery/crypto/sha512.ts';
import { decodeRaw, rawBytes } from '#api/machinery/rawText.ts';
import { hexText, sha256Hex } from '#api/machinery/sha256.ts';
import { errorText } from '../../fs/fs.ts';
import { readFile } from '../../fs/ops.ts';
import { absolute } from '../../fs/path.ts';
import { write } from '../../process/files.ts';
import { fsOf, type Task } from '../../process/task.ts';
import { commandName, fail, given, parseOptions } from '../command.ts';
import { fromFilter } from './filter.ts';

const digests: Readonly<Record<string, (bytes: readonly number[]) => string>> = {
  md5sum: md5Hex,
  sha1sum: (bytes) => hexText(sha1(bytes)),
  sha256sum: sha256Hex,
  sha512sum: (bytes) => hexText(sha512(bytes)),
};

interface Sums {
  text: string;
  /** The files are lists of sums, to be compared. */
  readonly checks: boolean;
  readonly silent: boolean;
  count: number;
  failed: number;
}

function digestOf(task: Task, text: string): string {
  return digests[commandName(task)]?.(rawBytes(text)) ?? '';
}

/** One line of a list of sums: whether the file still has this one. */
function check(task: Task, state: Sums, line: string): void {
  const found = /^([0-9a-fA-F]+) [ *](.+)$/.exec(line);
  if (found === null) return;
  const [, sum = '', name = ''] = found;
  const text = readFile(fsOf(task), absolute(task.proc.cwd, name));
  if (typeof text !== 'string') fail(task, `${name}: ${errorText[text.errno]}`);
  const isSame = typeof text === 'string' && digestOf(task, text) === sum.toLowerCase();
  state.count += 1;
  state.failed += isSame ? 0 : 1;
  if (!state.silent) write(task, 1, `${name}: ${isSame ? 'OK' : 'FAILED'}\n`);
}

export const sums = fromFilter<Sums>({
  open(_, args) {
    const options = parseOptions(args);
    const state = { text: '', checks: given(options, 'c', 'check'), silent: given(options, 's', 'status'), count: 0, failed: 0 };
    return { state, files: options.operands };
  },
  line(task, state, line, source) {
    if (state.checks) check(task, state, line);
    else state.text += source.newline ? `${line}\n` : line;
  },
  file(task, state, name) {
    if (!state.checks) write(task, 1, `${digestOf(task, state.text)}  ${name}\n`);
    state.text = '';
  },
  end(task, { checks, silent, failed, count }, source) {
    if (!checks || failed === 0) return source.status;
    return silent ? 1 : fail(task, `WARNING: ${failed} of ${count} computed checksums did NOT match`);
  },
});

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
    if (state.decode) write(task, 1, decodeRaw(state.text));
    else {
      const encoded = encodeStandard(rawBytes(state.text));
      const lines = state.wrap === 0 ? [encoded] : (encoded.match(new RegExp(`.{1,${state.wrap}}`, 'g')) ?? []);
      write(task, 1, `${lines.join('\n')}${state.wrap === 0 ? '' : '\n'}`);
    }
  },
});
