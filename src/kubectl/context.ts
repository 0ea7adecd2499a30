/** What one command works with. */
import type { FlagSpec, ParsedFlags } from './flags.ts';
import { isGiven, isOn, textOf } from './flags.ts';
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
  if (value === '' || value === 'none' || value === 'false') return 'none';
  if (value === 'client' || value === 'server') return value;
  if (value === 'unchanged') {
    context.env.stderr(
      'W1121 00:00:00.000000       1 helpers.go:703] --dry-run is deprecated and can be replaced with --dry-run=client.\n',
    );
    return 'client';
  }
  if (value === 'true') return 'client';
  throw failure(`Invalid dry-run value (${value}). Must be "none", "server", or "client".`);
}

export function wallClock(context: Context): number {
  const epoch = Date.parse(context.env.client.epoch);
  return epoch + context.env.client.now();
}
