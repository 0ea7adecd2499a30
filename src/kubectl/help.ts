/** Help texts. The root's is kubectl's own list; a verb's is made from its data. */
import type { Verb } from './context.ts';
import { rootHelpText } from './rootHelpText.ts';

export function rootHelp(): string {
  return rootHelpText;
}

export function verbHelp(verb: Verb, path: string): string {
  const subs = verb.subcommands ?? [];
  const width = Math.max(0, ...subs.map((sub) => sub.name.length)) + 3;
  const commands =
    subs.length === 0 ? '' : `Available Commands:\n${subs.map((sub) => `  ${sub.name.padEnd(width)}${sub.short}\n`).join('')}\n`;
  const options =
    verb.flags.length === 0
      ? ''
      : `Options:\n${verb.flags
          .toSorted((a, b) => (a.name < b.name ? -1 : 1))
          .map(optionLine)
          .join('')}\n`;
  return `${verb.short}.\n\n${commands}${options}Usage:\n  ${path} ${subs.length > 0 && isSubcommandWord(verb.name) ? 'SUBCOMMAND [options]' : '[flags] [options]'}\n\n${subs.length === 0 ? '' : `Use "${path} <command> --help" for more information about a given command.\n`}Use "kubectl options" for a list of global command-line options (applies to all commands).\n`;
}

function optionLine(flag: Verb['flags'][number]): string {
  const value =
    flag.type === 'bool'
      ? (flag.default ?? 'false')
      : flag.type === 'strings' || flag.type === 'array'
        ? '[]'
        : flag.type === 'int'
          ? (flag.default ?? '0')
          : `'${flag.default ?? ''}'`;
  return `    ${flag.short === undefined ? '' : `-${flag.short}, `}--${flag.name}=${value}\n`;
}

/** How kubectl calls what follows: some say SUBCOMMAND, the others have flags. */
function isSubcommandWord(name: string): boolean {
  return ['set', 'rollout', 'config', 'certificate'].includes(name);
}
