/** Labels and annotations: set, changed, removed, listed. upstream: kubectl/pkg/cmd/label/label.go, annotate/annotate.go */
import type { Json } from '#api/immutable.ts';
import { mergePatch } from '#api/machinery/patch/mergePatch.ts';
import { isValidLabelValue } from '#api/machinery/validation.ts';
import { forEachTold } from '../aggregate.ts';
import { sayChanged } from '../changed.ts';
import { asJson } from '../cluster.ts';
import { dryRunOf, type Context, type Verb } from '../context.ts';
import { failure, type KubectlFailure } from '../failure.ts';
import { bools, flag, isOn, listOf, textOf, type FlagSpec } from '../flags.ts';
import { changeFlags, filenameFlags, recordFlag, selectorFlag } from '../globalFlags.ts';
import { fileObjects } from '../manifests.ts';
import { selectObjects, type Found } from '../selection.ts';
import { patchObject, targetOf, writeOptions } from '../write.ts';

const flags: readonly FlagSpec[] = [
  ...changeFlags,
  ...filenameFlags,
  selectorFlag,
  recordFlag,
  flag('field-selector'),
  flag('resource-version'),
  flag('all-namespaces,A', 'bool'),
  ...bools('overwrite', 'all', 'list', 'local'),
];

export const label: Verb = { name: 'label', short: 'Update the labels on a resource', flags, run: (context) => run(context, labelWords) };
export const annotate: Verb = {
  name: 'annotate',
  short: 'Update the annotations on a resource',
  flags,
  run: (context) => run(context, annotationWords),
};

interface Words {
  readonly field: 'labels' | 'annotations';
  readonly noun: string;
  /** How it refuses keys that are both set and removed. */
  readonly both: (keys: readonly string[]) => string;
  readonly manager: string;
}

const labelWords: Words = { field: 'labels', noun: 'label', both: () => 'a label in the same command', manager: 'kubectl-label' };
const annotationWords: Words = {
  field: 'annotations',
  noun: 'annotation',
  both: (keys) => `the following annotation(s) in the same command: ${keys.join(', ')}`,
  manager: 'kubectl-annotate',
};

interface Changes {
  readonly set: ReadonlyMap<string, string>;
  readonly remove: readonly string[];
}

async function run(context: Context, words: Words): Promise<number> {
  const { resources, changes } = splitArgs(context.args, words);
  if (resources.length === 0 && ['filename', 'kustomize'].every((name) => listOf(context.flags, name).length === 0))
    throw failure('one or more resources must be specified as <resource> <name> or <resource>/<name>');
  if (changes.set.size + changes.remove.length === 0 && !isOn(context.flags, 'list'))
    throw failure(`at least one ${words.noun} update is required`);
  const failures: KubectlFailure[] = [];
  const found = isOn(context.flags, 'local') ? await fileObjects(context) : await selectObjects(context, resources, failures);
  await forEachTold(
    found,
    async (one, index) => {
      if (isOn(context.flags, 'list')) return list(context, one, { words, many: found.length > 1 });
      const { object, operation } = await change(context, one, { words, changes });
      sayChanged(context, { row: one.row, object, operation, dryRun: dryRunOf(context) }, index);
    },
    failures,
  );
  return 0;
}

/** Resources come first; the first word with `=` or a final `-` begins the changes. */
function splitArgs(args: readonly string[], words: Words): { resources: readonly string[]; changes: Changes } {
  const isChange = (arg: string): boolean => arg.indexOf('=') > 0 || (arg.endsWith('-') && arg !== '-');
  const at = args.findIndex(isChange);
  const late = at < 0 ? undefined : args.slice(at).find((arg) => !isChange(arg));
  const noun = words.field === 'labels' ? 'label' : 'annotation';
  if (late !== undefined) throw failure(`all resources must be specified before ${noun} changes: ${late}`);
  const resources = at < 0 ? args : args.slice(0, at);
  const set = new Map<string, string>();
  const remove: string[] = [];
  for (const word of at < 0 ? [] : args.slice(at)) {
    const equals = word.indexOf('=');
    if (equals > 0) set.set(word.slice(0, equals), word.slice(equals + 1));
    else remove.push(word.slice(0, -1));
  }
  for (const pair of set) checkValue(pair, words);
  const both = remove.filter((key) => set.has(key));
  if (both.length > 0) throw failure(`can not both modify and remove ${words.both(both)}`);
  return { resources, changes: { set, remove } };
}

/** Keys are the server's to check. */
function checkValue([key, value]: readonly [string, string], words: Words): void {
  if (words.field === 'annotations') return;
  const inValue = isValidLabelValue(value);
  if (inValue.length > 0) throw failure(`invalid label value: ${JSON.stringify(`${key}=${value}`)}: ${inValue.join('; ')}`);
}

async function change(
  context: Context,
  one: Found,
  { words, changes }: { words: Words; changes: Changes },
): Promise<{ object: Found['object']; operation: string }> {
  const before = one.object.metadata[words.field] ?? {};
  if (!isOn(context.flags, 'overwrite')) refuseOverwrite(before, changes, words);
  for (const key of changes.remove)
    if (before[key] === undefined && words.field === 'labels') context.env.stdout(`label ${JSON.stringify(key)} not found.\n`);
  const different = [...changes.set].filter(([key, value]) => before[key] !== value);
  const removed = changes.remove.filter((key) => before[key] !== undefined);
  const operation =
    words.field === 'annotations' ? 'annotated' : different.length > 0 ? 'labeled' : removed.length > 0 ? 'unlabeled' : 'not labeled';
  if (different.length + removed.length === 0) return { object: one.object, operation };
  const values: Record<string, Json> = { ...Object.fromEntries(different), ...Object.fromEntries(removed.map((key) => [key, null])) };
  if (isOn(context.flags, 'local') || dryRunOf(context) === 'client') {
    const changed = mergePatch(asJson(one.object), { metadata: { [words.field]: values } });
    return { object: changed as unknown as Found['object'], operation };
  }
  const version = textOf(context.flags, 'resource-version');
  const metadata = { [words.field]: values, ...(version === '' ? {} : { resourceVersion: version }) };
  return {
    object: await patchObject(
      context,
      targetOf(one.row, one.object),
      { type: 'merge', body: { metadata } },
      writeOptions(context, words.manager),
    ),
    operation,
  };
}

function refuseOverwrite(before: Readonly<Record<string, string>>, { set }: Changes, words: Words): void {
  const taken = [...set].filter(([key, value]) => before[key] !== undefined && before[key] !== value).map(([key]) => key);
  if (taken.length === 0) return;
  if (words.field === 'labels')
    throw failure(taken.map((key) => `'${key}' already has a value (${before[key]}), and --overwrite is false`).join(', '));
  throw failure(
    `--overwrite is false but found the following declared annotation(s): ${taken.map((key) => `'${key}' already has a value (${before[key]})`).join('; ')}`,
  );
}

function list(context: Context, one: Found, { words, many }: { words: Words; many: boolean }): void {
  const values = one.object.metadata[words.field] ?? {};
  const indent = many ? ' ' : '';
  if (many) context.env.stdout(`Listing ${words.field} for ${one.row.kind}.${one.row.group}/${one.object.metadata.name}:\n`);
  for (const key of Object.keys(values).toSorted()) context.env.stdout(`${indent}${key}=${values[key]}\n`);
}
