/** The recordings of a live node: its commands typed into a cluster of ours, and what both printed. */
import type { Area } from '../../area.ts';
import { resultOf, type AreaResult, type Verdict } from '../../report.ts';
import { distinctNames } from '../verdicts.ts';
import { comparable, exact } from './normal.ts';
import { createPlayer, type Played, type Player } from './player.ts';
import { asFiled, outputOf, scenariosIn, type LiveStep, type Scenario } from './recording.ts';
import { parseCommand, type ParsedCommand } from './shell.ts';

/** What of an output is compared. */
export type Telling = (command: string, text: string, namespace: string) => string;

/** Scenarios about the cluster: what is printed, but for names, addresses and times. */
export const live: Area = {
  name: 'live',
  run: ({ live: folder }) =>
    result(
      scenariosIn(folder).filter((scenario) => !isAboutKubectl(scenario)),
      comparable,
    ),
};

/** Scenarios about kubectl itself: each character that is printed, where no chance is in it. */
export const cli: Area = {
  name: 'cli',
  run: ({ live: folder }) => result(scenariosIn(folder).filter(isAboutKubectl), exact),
};

/** A gallery prints every kind in every way; the other two are about kubectl's own words. */
function isAboutKubectl({ name }: Scenario): boolean {
  return /kubectl|gallery/.test(name);
}

async function result(scenarios: readonly Scenario[], told: Telling): Promise<AreaResult> {
  const verdicts: Verdict[] = [];
  for (const scenario of scenarios) verdicts.push(...(await guarded(scenario, told)));
  return resultOf(distinctNames(verdicts));
}

async function guarded(scenario: Scenario, told: Telling): Promise<readonly Verdict[]> {
  const failed = (got: string): Verdict => ({
    case: scenario.name,
    kind: 'failed',
    expected: 'a scenario of the known shape, played to its end',
    got,
  });
  if (scenario.trouble !== undefined) return [failed(scenario.trouble)];
  try {
    return await scenarioVerdicts(scenario, told);
  } catch (error) {
    return [failed(`threw ${String(error)}`)];
  }
}

/** One verdict a command. */
async function scenarioVerdicts(scenario: Scenario, told: Telling): Promise<readonly Verdict[]> {
  const steps = scenario.steps.filter(({ command }) => command !== undefined && command !== '');
  const player = await createPlayer(scenario);
  const verdicts: Verdict[] = [];
  for (const step of steps) verdicts.push(await stepVerdict({ scenario, player, told }, step));
  return verdicts;
}

interface Playing {
  readonly scenario: Scenario;
  readonly player: Player;
  readonly told: Telling;
}

async function stepVerdict({ scenario, player, told }: Playing, step: LiveStep): Promise<Verdict> {
  const name = nameOf(scenario, step);
  const command = step.command ?? '';
  const parsed = step.do === 'iptables-save' ? { leftOut: 'rules are compared in the area iptables' } : parseCommand(command);
  if ('leftOut' in parsed) return { case: name, kind: 'leftOut', reason: parsed.leftOut };
  const got = await attempt(player, step, parsed);
  const output = outputOf(scenario, step);
  if (output === undefined) return { case: name, kind: 'leftOut', reason: 'this copy of the recording lacks the file with the output' };
  const tell = (text: string) => told(command, withoutTiming(command, text), scenario.namespace);
  const [expected, ours] = [
    { exit: step.exit, output: tell(output) },
    { exit: got.code, output: tell(asFiled(got.output, step)) },
  ];
  return expected.exit === ours.exit && expected.output === ours.output
    ? { case: name, kind: 'matched' }
    : { case: name, kind: 'failed', expected, got: ours };
}

/** `time` adds how long the command took on the recorder's machine. */
function withoutTiming(command: string, text: string): string {
  return command.startsWith('time ') ? text.replace(/\n?\nreal\s[\s\S]*$/, '\n') : text;
}

/** An engine that throws fails this command and those after it. */
async function attempt(player: Player, step: LiveStep, parsed: Exclude<ParsedCommand, { readonly leftOut: string }>): Promise<Played> {
  try {
    await player.advanceTo(step.t_ms);
    return await player.run(parsed, step.end_ms);
  } catch (error) {
    return { code: undefined, output: `threw ${String(error)}` };
  }
}

function nameOf({ name }: Scenario, { t_ms, command = '', file }: LiveStep): string {
  const slug = file === undefined ? '' : ` ${file.split('/').at(-1) ?? ''}`;
  return `${name} ${t_ms}${slug}: ${command.length > 80 ? `${command.slice(0, 80)}...` : command}`;
}
