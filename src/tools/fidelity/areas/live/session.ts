/**
 * All scenarios of a folder as they were recorded: on one cluster, many of them side by side, each command when it was typed, and not
 * before those had ended that had ended then.
 */
import { loadOf } from './load.ts';
import { createCluster, createPlayer, type Played, type Player } from './player.ts';
import type { LiveStep, Scenario } from './recording.ts';
import { parseCommand, type ShellCommand } from './shell.ts';

/** What our commands came to. */
export type Session = ReadonlyMap<LiveStep, Played>;

/** After a rest of so long, what was left of the scenarios before has no part in the next. */
const restMs = 600_000;

export async function playSessions(scenarios: readonly Scenario[]): Promise<Session> {
  const played = new Map<LiveStep, Played>();
  for (const together of sessionsOf(scenarios)) await playTogether(together, played);
  return played;
}

function sessionsOf(scenarios: readonly Scenario[]): readonly (readonly Scenario[])[] {
  const sessions: Scenario[][] = [];
  let end = 0;
  for (const scenario of scenarios.toSorted((a, b) => a.epochMs - b.epochMs)) {
    const last = sessions.at(-1);
    if (last === undefined || scenario.epochMs === 0 || scenario.epochMs > end + restMs) sessions.push([scenario]);
    else last.push(scenario);
    end = Math.max(end, scenario.epochMs + lengthOf(scenario));
  }
  return sessions;
}

function lengthOf({ steps }: Scenario): number {
  return Math.max(0, ...steps.map(({ t_ms, end_ms }) => end_ms ?? t_ms));
}

async function playTogether(scenarios: readonly Scenario[], played: Map<LiveStep, Played>): Promise<void> {
  const cluster = await createCluster(scenarios[0]?.epochMs ?? 0, loadOf(scenarios));
  const all = scenarios.map((scenario) => playScenario(createPlayer(cluster, scenario), scenario, played));
  await cluster.timeline.play(Promise.all(all).then(() => undefined));
}

async function playScenario(player: Player, { steps }: Scenario, played: Map<LiveStep, Played>): Promise<void> {
  const begun = [{ end: Number.NEGATIVE_INFINITY, over: player.prepare() }];
  for (const step of steps) {
    const command = commandOf(step);
    if (command === undefined) continue;
    const before = begun.filter(({ end }) => end <= step.t_ms).map(({ over }) => over);
    const over = Promise.all(before).then(async () => {
      await player.until(step.t_ms);
      played.set(step, await attempt(player, command, step));
    });
    begun.push({ end: step.end_ms ?? step.t_ms, over });
  }
  await Promise.all(begun.map(({ over }) => over));
}

/** What can be typed of a step. */
function commandOf({ do: what, command = '' }: LiveStep): ShellCommand | undefined {
  if (command === '' || what === 'iptables-save') return undefined;
  const parsed = parseCommand(command);
  return 'leftOut' in parsed ? undefined : parsed;
}

/** An engine that throws fails this command and those after it. */
async function attempt(player: Player, command: ShellCommand, step: LiveStep): Promise<Played> {
  try {
    return await player.run(command, step);
  } catch (error) {
    return { code: undefined, output: `threw ${String(error)}` };
  }
}
