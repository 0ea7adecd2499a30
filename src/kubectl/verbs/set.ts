/** Changes one thing of a pod template: image, environment, resources, account, selector. upstream: kubectl/pkg/cmd/set */
import type { Context, Verb } from '../context.ts';
import type { PodSpec } from '#api/kinds.ts';
import type { KubeObject } from '#api/meta.ts';
import { forEachTold } from '../aggregate.ts';
import { sayChanged } from '../changed.ts';
import { dryRunOf } from '../context.ts';
import { failure, KubectlFailure } from '../failure.ts';
import { bools, flag, isOn, listOf, textOf } from '../flags.ts';
import { changeFlags, filenameFlags, recordFlag, selectorFlag } from '../globalFlags.ts';
import { changeEnv, chosenContainers, envChanges, listEnv, type EnvChanges } from '../set/env.ts';
import { changeImages, imageChanges } from '../set/image.ts';
import { podSpecOf, withPodSpec } from '../set/podSpec.ts';
import { changeResources, resourceChanges } from '../set/resources.ts';
import { selectorFrom, withSelector } from '../set/selector.ts';
import { addSubjects, subjectsAsked } from '../set/subject.ts';
import { fileObjects } from '../manifests.ts';
import { noResources, selectObjects, type Found } from '../selection.ts';
import { patchBetween, patchObject, targetOf, writeOptions, type Patch } from '../write.ts';

const flags = [...changeFlags, ...filenameFlags, selectorFlag, recordFlag, ...bools('all', 'local')];
const ofSelector = [
  ...flags.filter(({ name }) => !['selector', 'kustomize', 'recursive'].includes(name)),
  flag('recursive,R', 'bool', { default: 'true' }),
  flag('resource-version'),
];
const containersFlag = flag('containers,c', 'string', { default: '*' });

export const set: Verb = {
  name: 'set',
  short: 'Set specific features on objects',
  flags: [],
  subcommands: [
    {
      name: 'env',
      short: 'Update environment variables on a pod template',
      flags: [
        ...flags,
        containersFlag,
        flag('env,e', 'array'),
        flag('from'),
        flag('prefix'),
        flag('keys', 'strings'),
        flag('overwrite', 'bool', { default: 'true' }),
        ...bools('list', 'resolve'),
      ],
      run: env,
    },
    { name: 'image', short: 'Update the image of a pod template', flags, run: image },
    {
      name: 'resources',
      short: 'Update resource requests/limits on objects with pod templates',
      flags: [...flags, containersFlag, flag('limits'), flag('requests')],
      run: resources,
    },
    { name: 'selector', short: 'Set the selector on a resource', flags: ofSelector, run: selector },
    {
      name: 'subject',
      short: 'Update the user, group, or service account in a role binding or cluster role binding',
      flags: [...flags, flag('user', 'strings'), flag('group', 'strings'), flag('serviceaccount', 'strings')],
      run: subject,
    },
    {
      name: 'serviceaccount',
      aliases: ['sa'],
      short: 'Update the service account of a resource',
      flags: flags.filter(({ name }) => name !== 'selector'),
      run: serviceAccount,
    },
  ],
};

interface Change {
  readonly operation: string;
  /** What stands before the server's refusal. */
  readonly refusal?: string;
  apply(one: Found): KubeObject;
  /** Also when nothing changes. */
  readonly isAlwaysTold?: boolean;
  /** When they were looked up before. */
  readonly found?: readonly Found[] | undefined;
}

const nothing = { type: 'strategic', body: {} } as const;

const onlyFiles = `you must specify resources by --filename when --local is set.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'`;

async function changeAll(context: Context, resourceArgs: readonly string[], change: Change): Promise<number> {
  if (isOn(context.flags, 'local') && listOf(context.flags, 'filename').length === 0) throw failure(onlyFiles);
  const found = change.found ?? (isOn(context.flags, 'local') ? await fileObjects(context) : await selectObjects(context, resourceArgs));
  await forEachTold(found, async (one, index) => {
    const after = change.apply(one);
    const patch = patchBetween(one.row, one.object, after);
    if (patch === undefined && change.isAlwaysTold !== true) return;
    const dryRun = dryRunOf(context);
    const isLocal = dryRun === 'client' || isOn(context.flags, 'local');
    const object = isLocal ? after : await patched(context, one, { patch: patch ?? nothing, refusal: change.refusal });
    sayChanged(context, { row: one.row, object, operation: change.operation, dryRun, typed: true }, index);
  });
  return 0;
}

/** A refusal is told in one line, behind what was tried. */
async function patched(
  context: Context,
  one: Found,
  { patch, refusal }: { patch: Patch; refusal: string | undefined },
): Promise<KubeObject> {
  try {
    return await patchObject(context, targetOf(one.row, one.object), patch, writeOptions(context, 'kubectl-set'));
  } catch (error) {
    if (refusal === undefined || !(error instanceof KubectlFailure) || error.status === undefined) throw error;
    throw failure(`${refusal} ${error.status.message ?? ''}`);
  }
}

/** Arguments before the first assignment name resources. */
function splitAt(args: readonly string[], isChange: (arg: string) => boolean): readonly [readonly string[], readonly string[]] {
  const at = args.findIndex(isChange);
  return at < 0 ? [args, []] : [args.slice(0, at), args.slice(at)];
}

function nameOf({ row, object }: Found): string {
  return `${row.plural}/${object.metadata.name}`;
}

function onPodSpec(change: (spec: PodSpec) => PodSpec): (one: Found) => KubeObject {
  return (one) => {
    const spec = podSpecOf(one.object);
    if (spec === undefined) throw failure(`${nameOf(one)} the object is not a pod or does not have a pod template: *v1.${one.object.kind}`);
    return withPodSpec(one.object, change(spec));
  };
}

function refuseNothing({ flags: given }: Context, resourceArgs: readonly string[]): void {
  if (resourceArgs.length === 0 && listOf(given, 'filename').length === 0)
    throw failure('one or more resources must be specified as <resource> <name> or <resource>/<name>');
}

async function image(context: Context): Promise<number> {
  const [resourceArgs, words] = splitAt(context.args, (arg) => arg.includes('='));
  if (words.length > 0) refuseNothing(context, resourceArgs);
  else {
    await selectObjects(context, resourceArgs);
    throw failure('at least one image update is required');
  }
  const changes = imageChanges(words);
  return changeAll(context, resourceArgs, {
    operation: 'image updated',
    refusal: 'failed to patch image update to pod template:',
    apply: onPodSpec((spec) => changeImages(spec, changes)),
  });
}

async function env(context: Context): Promise<number> {
  const [resourceArgs, words] = splitAt(context.args, (arg) => arg.includes('=') || (arg.endsWith('-') && !arg.includes('/')));
  refuseNothing(context, resourceArgs);
  if (isOn(context.flags, 'list')) {
    for (const one of await selectObjects(context, resourceArgs))
      context.env.stdout(await listEnv(context, one, textOf(context.flags, 'containers')));
    return 0;
  }
  const changes = await envChanges(context, words);
  const pattern = textOf(context.flags, 'containers');
  return changeAll(context, resourceArgs, {
    operation: 'env updated',
    refusal: 'failed to patch env update to pod template:',
    apply(one) {
      if (chosenContainers(one, pattern).length === 0 && podSpecOf(one.object) !== undefined)
        context.env.stderr(
          `Warning: ${one.object.kind}/${one.object.metadata.name} does not have any containers matching ${JSON.stringify(pattern)}\n`,
        );
      if (!isOn(context.flags, 'overwrite')) refuseOverwrite(one, changes, pattern);
      return onPodSpec((spec) => changeEnv(spec, changes, pattern))(one);
    },
  });
}

/** upstream: validateNoOverwrites */
function refuseOverwrite(one: Found, { set: added }: EnvChanges, pattern: string): void {
  for (const { env: existing = [] } of chosenContainers(one, pattern)) {
    for (const { name, value = '' } of added) {
      const before = existing.find((it) => it.name === name)?.value ?? value;
      if (before !== value) throw failure(`${nameOf(one)} '${name}' already has a value (${before}), and --overwrite is false`);
    }
  }
}

function resources(context: Context): Promise<number> {
  const limits = textOf(context.flags, 'limits');
  const requests = textOf(context.flags, 'requests');
  if (limits === '' && requests === '')
    throw failure('you must specify an update to requests or limits (in the form of --requests/--limits)');
  const changes = resourceChanges(limits, requests);
  return changeAll(context, context.args, {
    operation: 'resource requirements updated',
    refusal: 'failed to patch resources update to pod template',
    apply: onPodSpec((spec) => changeResources(spec, changes, textOf(context.flags, 'containers'))),
  });
}

function serviceAccount(context: Context): Promise<number> {
  const name = context.args.at(-1);
  if (name === undefined) throw failure('serviceaccount is required');
  if (context.args.length < 2 && listOf(context.flags, 'filename').length === 0) throw failure(noResources);
  return changeAll(context, context.args.slice(0, -1), {
    operation: 'serviceaccount updated',
    refusal: 'failed to patch ServiceAccountName',
    isAlwaysTold: true,
    apply: onPodSpec((spec) => ({ ...spec, serviceAccountName: name })),
  });
}

async function subject(context: Context): Promise<number> {
  if (context.args.length === 0 && listOf(context.flags, 'filename').length === 0) throw failure(noResources);
  const found = await (isOn(context.flags, 'local') ? fileObjects(context) : selectObjects(context, context.args));
  const asked = subjectsAsked(context, found);
  return changeAll(context, context.args, {
    operation: 'subjects updated',
    refusal: 'failed to patch subjects to rolebinding:',
    apply: (one) => addSubjects(one, asked),
    found,
  });
}

function selector(context: Context): Promise<number> {
  const text = context.args.at(-1);
  if (text === undefined) throw failure('one selector is required');
  if (context.args.length < 2 && listOf(context.flags, 'filename').length === 0) throw failure(noResources);
  const asked = selectorFrom(text);
  return changeAll(context, context.args.slice(0, -1), {
    operation: 'selector updated',
    isAlwaysTold: true,
    apply: (one) => withSelector(one.object, asked),
  });
}
