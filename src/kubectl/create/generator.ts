/** What all generators share: a name, an object made from flags, one request. */
import type { Kind } from '#api/kinds.ts';
import type { KubeObject } from '#api/meta.ts';
import { apiVersionOf, scheme } from '#api/scheme.ts';
import { sayChanged } from '../changed.ts';
import { dryRunOf, namespaceIsForced, namespaceOf, type Context, type Verb } from '../context.ts';
import { failure, KubectlFailure, usageFailure } from '../failure.ts';
import { isGiven, isOn, type FlagSpec } from '../flags.ts';
import { changeFlags, validateFlag } from '../globalFlags.ts';
import { checkValidate, createObject, writeOptions } from '../write.ts';
import { withLastApplied } from '../lastApplied.ts';

export interface Generator {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly short: string;
  readonly kind: Kind;
  readonly flags: readonly FlagSpec[];
  readonly required?: readonly string[];
  /** Of `failed to create ...: `; without it the server's refusal is told as it is. */
  readonly noun?: string;
  /** The object without apiVersion, kind and metadata.name; metadata adds to what every object has. */
  make(context: Context, name: string): Promise<Record<string, unknown>> | Record<string, unknown>;
}

export function generatorVerb(generator: Generator): Verb {
  const { name, short, aliases } = generator;
  return {
    name,
    short,
    ...(aliases === undefined ? {} : { aliases }),
    flags: [...changeFlags, validateFlag, { name: 'save-config', type: 'bool', bare: 'true' }, ...generator.flags],
    run: (context) => run(context, generator),
  };
}

/** Refuses a command line that lacks flags it cannot do without. upstream: cobra's MarkFlagRequired */
export function requireFlags(context: Context, names: readonly string[]): void {
  const missing = names.filter((name) => !isGiven(context.flags, name));
  if (missing.length > 0) throw failure(`required flag(s) ${missing.map((name) => JSON.stringify(name)).join(', ')} not set`);
}

async function run(context: Context, generator: Generator): Promise<number> {
  requireFlags(context, generator.required ?? []);
  const positional = context.flags.dashAt < 0 ? context.args : context.args.slice(0, context.flags.dashAt);
  const [name] = positional;
  if (name === undefined || positional.length > 1)
    throw usageFailure(context.path, `exactly one NAME is required, got ${positional.length}`);
  checkValidate(context);
  const row = scheme[generator.kind];
  const made = await generator.make(context, name);
  const dryRun = dryRunOf(context);
  // In a rehearsal the namespace stands in the object only when it was named.
  const withNamespace = row.namespaced && (dryRun !== 'client' || namespaceIsForced(context));
  const metadata = {
    creationTimestamp: null,
    name,
    ...(made['metadata'] as object | undefined),
    ...(withNamespace ? { namespace: namespaceOf(context) } : {}),
  };
  const bare = { ...made, apiVersion: apiVersionOf(row), kind: generator.kind, metadata } as unknown as KubeObject;
  const object = isOn(context.flags, 'save-config') ? withLastApplied(bare) : bare;
  const created = dryRun === 'client' ? object : await createNoted(context, { row, name, object, noun: generator.noun });
  sayChanged(context, { row, object: created, operation: 'created', dryRun, typed: true });
  return 0;
}

export interface NotedCreate {
  readonly row: (typeof scheme)[Kind];
  readonly name: string;
  readonly object: KubeObject;
  readonly noun: string | undefined;
}

/** Creates, and puts the noun before the server's refusal. */
async function createNoted(context: Context, { row, name, object, noun }: NotedCreate): Promise<KubeObject> {
  try {
    return await createObject(
      context,
      { row, namespace: row.namespaced ? namespaceOf(context) : undefined, name, source: '' },
      object,
      writeOptions(context, 'kubectl-create'),
    );
  } catch (error) {
    if (noun === undefined || !(error instanceof KubectlFailure) || error.status === undefined) throw error;
    throw failure(`failed to create ${noun} ${error.status.message ?? ''}`);
  }
}
