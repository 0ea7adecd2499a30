/** The recordings of a live node: its commands typed into a cluster of ours, and what both printed. */
import type { Area } from '../../area.ts';
import { resultOf, type AreaResult, type Verdict } from '../../report.ts';
import { distinctNames } from '../verdicts.ts';
import { comparable, exact } from './normal.ts';
import type { Played } from './player.ts';
import { asFiled, outputOf, scenariosIn, type LiveStep, type Scenario } from './recording.ts';
import { playSessions, type Session } from './session.ts';
import { parseCommand } from './shell.ts';

/** What of an output is compared. */
export type Telling = (command: string, text: string, namespace: string) => string;

/** Scenarios about the cluster: what is printed, but for names, addresses and times. */
export const live: Area = {
  name: 'live',
  run: ({ live: folder }) => result(folder, { isOurs: (scenario) => !isAboutKubectl(scenario), told: comparable }),
};

/** Scenarios about kubectl itself: each character that is printed, where no chance is in it. */
export const cli: Area = {
  name: 'cli',
  run: ({ live: folder }) => result(folder, { isOurs: isAboutKubectl, told: exact }),
};

/** A gallery prints every kind in every way; the other two are about kubectl's own words. */
function isAboutKubectl({ name }: Scenario): boolean {
  return /kubectl|gallery/.test(name);
}

interface Asked {
  readonly isOurs: (scenario: Scenario) => boolean;
  readonly told: Telling;
}

/** Both areas are parts of one recording, which is played once. */
const recordings = new Map<string, { readonly scenarios: readonly Scenario[]; readonly session: Promise<Session | string> }>();

function recordingIn(folder: string) {
  const known = recordings.get(folder);
  if (known !== undefined) return known;
  const scenarios = scenariosIn(folder);
  const readable = scenarios.filter(({ trouble }) => trouble === undefined);
  const recording = { scenarios, session: playSessions(readable).catch((error: unknown) => `threw ${String(error)}`) };
  recordings.set(folder, recording);
  return recording;
}

async function result(folder: string, { isOurs, told }: Asked): Promise<AreaResult> {
  const { scenarios, session } = recordingIn(folder);
  const played = await session;
  return resultOf(distinctNames(scenarios.filter(isOurs).flatMap((scenario) => scenarioVerdicts(scenario, played, told))));
}

/** One verdict a command. */
function scenarioVerdicts(scenario: Scenario, played: Session | string, told: Telling): readonly Verdict[] {
  const trouble = scenario.trouble ?? (typeof played === 'string' ? played : undefined);
  if (typeof played === 'string' || trouble !== undefined)
    return [{ case: scenario.name, kind: 'failed', expected: 'a scenario of the known shape, played to its end', got: trouble }];
  return scenario.steps
    .filter(({ command = '' }) => command !== '')
    .map((step) => stepVerdict({ scenario, told, played: played.get(step) }, step));
}

interface Compared {
  readonly scenario: Scenario;
  readonly told: Telling;
  readonly played: Played | undefined;
}

function stepVerdict({ scenario, told, played }: Compared, step: LiveStep): Verdict {
  const name = nameOf(scenario, step);
  const command = step.command ?? '';
  const parsed = step.do === 'iptables-save' ? { leftOut: 'rules are compared in the area iptables' } : parseCommand(command);
  if ('leftOut' in parsed) return { case: name, kind: 'leftOut', reason: parsed.leftOut };
  const output = outputOf(scenario, step);
  if (output === undefined) return { case: name, kind: 'leftOut', reason: 'this copy of the recording lacks the file with the output' };
  const tell = (text: string) => told(command, withoutTiming(command, text), scenario.namespace);
  const [expected, ours] = [
    { exit: step.exit, output: tell(output) },
    { exit: played?.code, output: tell(asFiled(played?.output ?? '', step)) },
  ];
  return expected.exit === ours.exit && expected.output === ours.output
    ? { case: name, kind: 'matched' }
    : { case: name, kind: 'failed', expected, got: ours };
}

/** `time` adds how long the command took on the recorder's machine. */
function withoutTiming(command: string, text: string): string {
  return command.startsWith('time ') ? text.replace(/\n?\nreal\s[\s\S]*$/, '\n') : text;
}

function nameOf({ name }: Scenario, { t_ms, command = '', file }: LiveStep): string {
  const slug = file === undefined ? '' : ` ${file.split('/').at(-1) ?? ''}`;
  return `${name} ${t_ms}${slug}: ${command.length > 80 ? `${command.slice(0, 80)}...` : command}`;
}
