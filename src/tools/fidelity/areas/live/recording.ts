/** A recorded scenario of the live node, as its folder holds it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesIn, readJson } from '../../sources.ts';

export interface LiveStep {
  readonly t_ms: number;
  readonly end_ms?: number;
  /** `cli`, `apply`, `note`, ...: what the recorder was doing. */
  readonly do: string;
  readonly command?: string;
  readonly exit?: number;
  readonly output?: string;
  /** Where the output was kept, when it is not in the step. */
  readonly file?: string;
}

export interface Scenario {
  readonly name: string;
  readonly folder: string;
  readonly namespace: string;
  readonly epochMs: number;
  readonly steps: readonly LiveStep[];
  /** Why the folder could not be read. */
  readonly trouble?: string;
}

/** A folder that cannot be read is a scenario with one step that says so. */
export function scenariosIn(live: string): readonly Scenario[] {
  return filesIn(live)
    .filter((name) => existsSync(join(live, name, 'steps.json')))
    .map((name) => readOrTell(join(live, name), name));
}

function readOrTell(folder: string, name: string): Scenario {
  try {
    return readScenario(folder, name);
  } catch (error) {
    return { name, folder, namespace: 'default', epochMs: 0, steps: [], trouble: String(error) };
  }
}

function readScenario(folder: string, name: string): Scenario {
  const meta = existsSync(join(folder, 'meta.json'))
    ? readJson<{ readonly namespace?: string; readonly t0_epoch_ms?: number }>(folder, 'meta.json')
    : {};
  const steps = readJson<readonly LiveStep[]>(folder, 'steps.json');
  return { name, folder, namespace: meta.namespace ?? 'default', epochMs: meta.t0_epoch_ms ?? 0, steps };
}

/** What the command printed: kept in the step, or in a file between the command's line and that of the exit code. */
export function outputOf({ folder }: Scenario, { output, file, command = '' }: LiveStep): string | undefined {
  const path = file === undefined ? undefined : join(folder, file);
  if (path !== undefined && existsSync(path)) return bodyOf(readFileSync(path, 'utf8'), command);
  return output;
}

/** A text as the recorder wrote it into a file, where the line of the exit code begins a new one. */
export function asFiled(text: string, { file }: LiveStep): string {
  return file === undefined || text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

/** A command of several lines stands there whole. */
function bodyOf(text: string, command: string): string {
  const end = text.lastIndexOf('\n# exit=');
  const head = `$ ${command.trimEnd()}\n`;
  const start = text.startsWith('# exit=') ? 0 : text.startsWith(head) ? head.length : text.indexOf('\n') + 1;
  return end < start - 1 ? '' : text.slice(start, end + 1);
}
