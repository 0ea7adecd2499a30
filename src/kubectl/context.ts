/** What one command works with. */
import type { FlagSpec, ParsedFlags } from './flags.ts';
import { isGiven, isOn, textOf, truthOf } from './flags.ts';
import { formatMicroTime } from '#api/machinery/time.ts';
import type { KubectlEnv } from './env.ts';
import { failure } from './failure.ts';

export interface Context {
  readonly env: KubectlEnv;
  readonly flags: ParsedFlags;
  readonly args: readonly string[];
  /** `kubectl rollout status`: how errors name the command. */
  readonly path: string;
}

/** A verb as data. Its code gets a context and gives the exit code, or throws a KubectlFailure. */
export interface Verb {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly short: string;
  readonly flags: readonly FlagSpec[];
  /** Printed, with exit code 1, when a subcommand is missing. */
  readonly usage?: string;
  readonly subcommands?: readonly Verb[];
  run?(context: Context): Promise<number>;
}

export function namespaceOf(context: Context): string {
  return textOf(context.flags, 'namespace') || context.env.settings.namespace;
}

/** Whether -n was given, so that objects must live there. */
export function namespaceIsForced(context: Context): boolean {
  return isGiven(context.flags, 'namespace') && textOf(context.flags, 'namespace') !== '';
}

export function allNamespaces(context: Context): boolean {
  return isOn(context.flags, 'all-namespaces');
}

export type DryRun = 'none' | 'client' | 'server';

/** upstream: cmdutil.GetDryRunStrategy */
export function dryRunOf(context: Context): DryRun {
  const value = textOf(context.flags, 'dry-run');
  if (value === '' || value === 'none') return 'none';
  if (value === 'client' || value === 'server') return value;
  const meant = value === 'unchanged' ? true : truthOf(value);
  if (meant === undefined) throw failure(`Invalid dry-run value (${value}). Must be "none", "server", or "client".`);
  const [given, line] =
    value === 'unchanged' ? ['--dry-run is deprecated', 692] : [`--dry-run=${value} is deprecated (boolean value)`, 706];
  const other = meant ? 'client' : 'none';
  warnOnce(context, `helpers.go:${line}] ${given} and can be replaced with --dry-run=${other}.`);
  return other;
}

const warned = new WeakSet<ParsedFlags>();

function warnOnce(context: Context, text: string): void {
  if (warned.has(context.flags)) return;
  warned.add(context.flags);
  context.env.stderr(`${klogHead(context, 'W')} ${text}\n`);
}

/** The head of a line that klog writes: its level, the day, the time and a process. */
export function klogHead(context: Context, level: 'E' | 'W'): string {
  const [, month = '', day = '', time = ''] = /^\d+-(\d\d)-(\d\d)T(.*)Z$/.exec(formatMicroTime(wallClock(context))) ?? [];
  return `${level}${month}${day} ${time}       1`;
}

export function wallClock(context: Context): number {
  const epoch = Date.parse(context.env.client.epoch);
  return epoch + context.env.client.now();
}
