/** Help texts. The root's is kubectl's own list; a verb's is made from its data: its usage and flags are the real ones. */
import type { Verb } from './context.ts';
import type { FlagSpec } from './flags.ts';
import { rootHelpText } from './rootHelpText.ts';
import { usageOf } from './usageLines.ts';

export function rootHelp(): string {
  return rootHelpText;
}

/** The root's help without what it says of itself. */
export function rootUsage(): string {
  return `\n${rootHelpText.slice(rootHelpText.indexOf('Basic Commands'))}`;
}

/** Names are padded to the longest, but not below this. */
const nameWidthMin = 11;

export function verbHelp(verb: Verb, path: string): string {
  const subs = verb.subcommands ?? [];
  const own = path.replace(/^kubectl /, '');
  const width = Math.max(nameWidthMin, ...subs.map((sub) => sub.name.length)) + 3;
  const list = subs.toSorted((a, b) => (a.name < b.name ? -1 : 1)).map((sub) => `  ${sub.name.padEnd(width)}${sub.short}\n`);
  const flags = verb.flags.filter((spec) => !isHidden(own, spec.name)).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const parts = [
    `${verb.short}.\n`,
    ...(verb.aliases === undefined ? [] : [`Aliases:\n${[verb.name, ...verb.aliases].join(', ')}\n`]),
    ...(subs.length === 0 ? [] : [`Available Commands:\n${list.join('')}`]),
    ...(flags.length === 0 ? [] : [`Options:\n${flags.map((spec) => optionLine(own, spec)).join('')}`]),
    `Usage:\n  ${path} ${usageOf(own, subs.length > 0)}\n`,
  ];
  const more = subs.length === 0 ? '' : `Use "${path} <command> --help" for more information about a given command.\n`;
  return `${parts.join('\n')}\n${more}Use "kubectl options" for a list of global command-line options (applies to all commands).\n`;
}

/** Flags that are taken and not told: old ones, and some of another command's. */
function isHidden(path: string, name: string): boolean {
  if (name === 'record' || name === 'delete-local-data' || name === 'prune-whitelist') return true;
  return path === 'run' && ['cascade', 'filename', 'force', 'grace-period', 'kustomize', 'recursive', 'timeout', 'wait'].includes(name);
}

function optionLine(path: string, spec: FlagSpec): string {
  const short = spec.short === undefined ? '' : `-${spec.short}, `;
  return `    ${short}--${spec.name}=${shownDefault(path, spec)}\n`;
}

function shownDefault(path: string, { name, type, bare, default: value }: FlagSpec): string {
  if (name === 'field-manager') return `'${managerOf(path)}'`;
  if (name === 'validate') return "'strict'";
  if (name === 'aggregation-rule') return '';
  switch (type) {
    case 'bool':
      return value ?? 'false';
    case 'int':
      return value ?? '0';
    case 'duration':
      return value ?? '0s';
    case 'strings':
    case 'array':
      return `[${value ?? ''}]`;
    default:
      return `'${value ?? (name === 'cascade' ? (bare ?? '') : '')}'`;
  }
}

/** By which name a command writes when nobody gives another. */
function managerOf(path: string): string {
  const [verb = ''] = path.split(' ');
  return verb === 'apply' || verb === 'diff' ? 'kubectl-client-side-apply' : `kubectl-${verb}`;
}
