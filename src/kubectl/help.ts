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
  return `${verb.short}.\n\n${commands}${options}Usage:\n  ${path} ${subs.length === 0 ? '[flags] [options]' : 'SUBCOMMAND [options]'}\n\nUse "kubectl options" for a list of global command-line options (applies to all commands).\n`;
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
