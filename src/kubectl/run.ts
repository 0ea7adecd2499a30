/**
 * kubectl, as a function of a command line.
 * Owns: reading the command line, finding the verb, how failures are printed, exit codes.
 * Reads and writes the cluster only through the Client it is given, files and terminal only through its environment.
 * Deliberately does not: parse shells' pipes and redirections, keep state between calls (the settings are the caller's),
 * or know anything of the engine.
 * upstream: staging/src/k8s.io/kubectl/pkg/cmd/cmd.go, github.com/spf13/cobra command.go
 */
import { checkConnection } from './connection.ts';
import type { Context, Verb } from './context.ts';
import type { KubectlEnv } from './env.ts';
import { failure, flagFailure, HelpFailure, KubectlFailure, usageFailure } from './failure.ts';
import { isGiven, isOn, parseFlags, type FlagSpec } from './flags.ts';
import { globalFlags } from './globalFlags.ts';
import { rootHelp, rootUsage, verbHelp } from './help.ts';
import { suggestions } from './suggest.ts';
import { verbs } from './verbs/verbs.ts';

export type { KubectlEnv, KubectlFiles, KubectlSettings } from './env.ts';

/** Runs one command; `argv` has no `kubectl` in front. Gives the exit code; it rejects only for a defect of ours. */
export async function runKubectl(argv: readonly string[], env: KubectlEnv): Promise<number> {
  try {
    return await dispatch(argv, env);
  } catch (error) {
    if (env.signal.aborted) return 130;
    if (!(error instanceof KubectlFailure)) throw error;
    if (error.output !== '') env.stderr(error.output);
    return error.exitCode;
  }
}

/** `kubectl help get`. upstream: cobra's InitDefaultHelpCmd */
function tellHelp(words: readonly string[], env: KubectlEnv): number {
  const named = words.filter((word) => !word.startsWith('-'));
  const { verb, path } = verbs.some(({ name, aliases }) => [name, ...(aliases ?? [])].includes(named[0] ?? ''))
    ? findVerb(named)
    : { verb: undefined, path: 'kubectl' };
  if (verb !== undefined) env.stdout(verbHelp(verb, path));
  else if (named.length === 0) env.stdout(rootHelp());
  else env.stderr(`Unknown help topic [${named.map((word) => `\`${word}\``).join(' ')}]\n\n${rootUsage()}`);
  return 0;
}

async function dispatch(argv: readonly string[], env: KubectlEnv): Promise<number> {
  if (argv[0] === 'help') return tellHelp(argv.slice(1), env);
  const { verb, path, words } = findVerb(argv);
  if (verb === undefined) {
    const flags = parseFlags(globalFlags, words);
    if ('error' in flags) throw flagFailure(path, flags.error);
    env.stdout(rootHelp());
    return 0;
  }
  const specs: readonly FlagSpec[] = [...verb.flags, ...globalFlags];
  const flags = parseFlags(specs, words);
  if ('error' in flags) throw flagFailure(path, flags.error);
  if (isOn(flags, 'help')) {
    env.stdout(verbHelp(verb, path));
    return 0;
  }
  for (const [name, message] of deprecated)
    if (specs.some((spec) => spec.name === name) && isGiven(flags, name)) env.stderr(`Flag --${name} has been deprecated, ${message}\n`);
  const context: Context = { env, flags, args: flags.args, path };
  if (verb.run !== undefined) {
    await checkConnection(context);
    try {
      return await verb.run(context);
    } catch (error) {
      if (error instanceof HelpFailure) env.stdout(verbHelp(verb, path));
      throw error;
    }
  }
  if (flags.args.length > 0 && verb.name !== 'certificate')
    throw usageFailure(path, `unknown command ${JSON.stringify(flags.args.join(' '))}`);
  // Some tell their usage where help is told.
  const tell = verb.name === 'rollout' || verb.name === 'certificate' ? env.stdout : env.stderr;
  tell(verb.usage ?? verbHelp(verb, path));
  return verb.name === 'certificate' ? 0 : 1;
}

/** Flags that still do what they did, and are told of. */
const deprecated = [
  ['record', '--record will be removed in the future'],
  ['delete-local-data', 'This option is deprecated and will be deleted. Use --delete-emptydir-data.'],
  ['prune-whitelist', 'Use --prune-allowlist instead.'],
] as const;

interface FoundVerb {
  readonly verb: Verb | undefined;
  readonly path: string;
  /** The words that are left: flags and arguments. */
  readonly words: readonly string[];
}

/** Walks down the tree of commands. Flags may stand before the verb's name, so they are skipped with their values. */
function findVerb(argv: readonly string[]): FoundVerb {
  let words = argv;
  let verb: Verb | undefined;
  let path = 'kubectl';
  let choices: readonly Verb[] = verbs;
  while (choices.length > 0) {
    const at = firstWord(words, [...(verb?.flags ?? []), ...globalFlags]);
    const word = words[at];
    if (at < 0 || word === undefined) break;
    const next = choices.find((choice) => choice.name === word || choice.aliases?.includes(word) === true);
    if (next === undefined) {
      if (verb === undefined && at > 0) throw new KubectlFailure(`Error: flags cannot be placed before plugin name: ${words[0] ?? ''}\n`);
      if (verb === undefined)
        throw failure(
          `unknown command ${JSON.stringify(word)} for "kubectl"${suggested(
            word,
            verbs.map((choice) => choice.name),
          )}`,
        );
      break;
    }
    words = [...words.slice(0, at), ...words.slice(at + 1)];
    path = `${path} ${next.name}`;
    verb = next;
    choices = next.subcommands ?? [];
  }
  return { verb, path, words };
}

function firstWord(words: readonly string[], specs: readonly FlagSpec[]): number {
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === '--') return -1;
    if (!word.startsWith('-') || word === '-') return at;
    if (word.includes('=')) continue;
    const spec = word.startsWith('--')
      ? specs.find((candidate) => `--${candidate.name}` === word)
      : specs.find((candidate) => candidate.short === word.slice(1));
    if (spec !== undefined && spec.bare === undefined) at += 1;
  }
  return -1;
}

function suggested(word: string, names: readonly string[]): string {
  const found = suggestions(word, names);
  return found.length === 0 ? '' : `\n\nDid you mean this?\n${found.map((name) => `\t${name}\n`).join('')}`;
}
