/**
 * Makes the cluster's objects like those of the files.
 * upstream: kubectl/pkg/cmd/apply/apply.go, patcher.go
 */
import { parseJson } from '#api/machinery/exactInteger.ts';
import { toCompactJson } from '#manifest/toJson.ts';
import { threeWayMergePatch } from '#api/machinery/patch/mergePatch.ts';
import { patchSchemaOf } from '#api/machinery/patch/patchSchema.ts';
import type { JsonMap } from '#api/machinery/patch/refusal.ts';
import { threeWayPatch } from '#api/machinery/patch/strategicDiff.ts';
import type { KubeObject } from '#api/meta.ts';
import { apiVersionOf } from '#api/scheme.ts';
import { forEachTold } from '../aggregate.ts';
import { sayChanged, type Change } from '../changed.ts';
import { asJson, findObject } from '../cluster.ts';
import { dryRunOf, type Context, type Verb } from '../context.ts';
import { failure, KubectlFailure, statusFailure } from '../failure.ts';
import { bools, flag, isOn, listOf, textOf } from '../flags.ts';
import { changeFlags, filenameFlags, recordFlag, selectorFlag, validateFlag } from '../globalFlags.ts';
import { lastApplied, withLastApplied } from '../lastApplied.ts';
import { fileObjects, type FileObject } from '../manifests.ts';
import { formatOf } from '../outputs.ts';
import { checkValidate, createObject, isBuiltIn, patchObject, writeOptions, type Patch } from '../write.ts';
import { editLastApplied, setLastApplied, viewLastApplied } from './applyLast.ts';
import { prune, pruneRows } from './applyPrune.ts';

const manager = 'kubectl-client-side-apply';

export const apply: Verb = {
  name: 'apply',
  short: 'Apply a configuration to a resource by file name or stdin',
  flags: [
    ...filenameFlags,
    ...changeFlags,
    selectorFlag,
    recordFlag,
    validateFlag,
    flag('openapi-patch', 'bool', { default: 'true' }),
    flag('overwrite', 'bool', { default: 'true' }),
    ...bools('server-side', 'force-conflicts', 'prune', 'all', 'force', 'wait'),
    flag('prune-allowlist', 'array'),
    flag('prune-whitelist', 'array'),
    flag('grace-period', 'int', { default: '-1' }),
    flag('timeout', 'duration'),
    flag('cascade', 'string', { bare: 'background' }),
  ],
  subcommands: [editLastApplied, setLastApplied, viewLastApplied],
  run,
};

/** Flags that do not go together. upstream: ApplyOptions.Validate */
function checkFlags(context: Context): void {
  const on = (name: string): boolean => isOn(context.flags, name);
  const selector = textOf(context.flags, 'selector');
  const dryRun = dryRunOf(context);
  if (on('force-conflicts') && !on('server-side')) throw failure('--force-conflicts only works with --server-side');
  if (dryRun === 'client' && on('server-side'))
    throw failure("--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)");
  if (on('server-side') && on('force')) throw failure('--force cannot be used with --server-side');
  if (dryRun === 'server' && on('force')) throw failure('--dry-run=server cannot be used with --force');
  if (on('all') && selector !== '') throw failure('cannot set --all and --selector at the same time');
  if (on('prune') && on('force')) throw failure('--force cannot be used with --prune');
  if (on('prune') && !on('all') && selector === '')
    throw failure(
      'all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector',
    );
  if (on('prune') && on('server-side'))
    throw failure("--prune is in alpha and doesn't currently work on objects created by server-side apply");
  checkValidate(context);
}

async function run(context: Context): Promise<number> {
  formatOf(context);
  if (context.args.length > 0) throw failure(`Unexpected args: [${context.args.join(' ')}]\nSee 'kubectl apply -h' for help and examples`);
  if (listOf(context.flags, 'filename').length + listOf(context.flags, 'kustomize').length === 0)
    throw failure('must specify one of -f and -k');
  checkFlags(context);
  const failures: KubectlFailure[] = [];
  const objects = await fileObjects(context, { validated: true, failures });
  if (objects.length === 0 && failures.length === 0) throw failure('no objects passed to apply');
  const prunable = isOn(context.flags, 'prune') ? await pruneRows(context) : [];
  const applied: KubeObject[] = [];
  await forEachTold(
    objects,
    async (one, index) => {
      applied.push(await (isOn(context.flags, 'server-side') ? applyOnServer(context, one, index) : applyOne(context, one, index)));
    },
    failures,
  );
  const uids = new Set(applied.map(({ metadata }) => metadata.uid));
  const namespaces = new Set(objects.flatMap(({ namespace }) => namespace ?? []));
  if (prunable.length > 0) await prune(context, prunable, { uids, namespaces, count: applied.length });
  return 0;
}

async function applyOne(context: Context, one: FileObject, index: number): Promise<KubeObject> {
  const dryRun = dryRunOf(context);
  const modified = withLastApplied(one.object);
  const current = await currentOf(context, one);
  if (current === undefined) {
    const created = dryRun === 'client' ? modified : await createObject(context, one, modified, writeOptions(context, manager));
    return told(context, { row: one.row, object: created, operation: 'created', dryRun }, index);
  }
  const original = current.metadata.annotations?.[lastApplied];
  if (original === undefined) {
    context.env.stderr(
      `Warning: resource ${one.row.plural}/${one.name} is missing the ${lastApplied} annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.\n`,
    );
  }
  if (dryRun === 'client') return told(context, { row: one.row, object: current, operation: 'configured', dryRun }, index);
  const patch = applyPatch(one, { original, modified, current });
  if (patch === undefined) return told(context, { row: one.row, object: current, operation: 'unchanged', dryRun }, index);
  const patched = await sendPatch(context, one, patch);
  return told(context, { row: one.row, object: patched, operation: 'configured', dryRun }, index);
}

/** Says what was done, and gives the object it was done to. */
function told(context: Context, change: Change, index: number): KubeObject {
  sayChanged(context, change, index);
  return change.object;
}

async function currentOf(context: Context, one: FileObject): Promise<KubeObject | undefined> {
  const problem = (text: string): KubectlFailure =>
    failure(
      `error when retrieving current configuration of:\n${aboutTarget(one)}\nfrom server for: ${JSON.stringify(one.source)}: ${text}`,
    );
  const { generateName } = one.object.metadata;
  if (one.name === '' && generateName !== undefined) throw failure(`from ${generateName}: cannot use generate name with apply`);
  if (one.name === '') throw problem('resource name may not be empty');
  try {
    return await findObject(context, one, one.name);
  } catch (error) {
    if (!(error instanceof KubectlFailure) || error.status === undefined) throw error;
    throw statusFailure({
      ...error.status,
      message: `error when retrieving current configuration of:\n${aboutTarget(one)}\nfrom server for: ${JSON.stringify(one.source)}: ${error.status.message ?? ''}`,
    });
  }
}

/** upstream: resource.Info.String */
function aboutTarget({ row, name, namespace }: FileObject): string {
  const version = apiVersionOf(row);
  const prefix = row.group === '' ? `/${version}` : version;
  return `Resource: "${prefix}, Resource=${row.plural}", GroupVersionKind: "${prefix}, Kind=${row.kind}"\nName: ${JSON.stringify(name)}, Namespace: ${JSON.stringify(namespace ?? '')}`;
}

function applyPatch(
  one: FileObject,
  { original, modified, current }: { original: string | undefined; modified: KubeObject; current: KubeObject },
): Patch | undefined {
  const before = original === undefined ? {} : (parseJson(original) as JsonMap);
  const after = asJson(modified) as JsonMap;
  const live = asJson(current) as JsonMap;
  const strategic = isBuiltIn(one.row);
  const patch = strategic
    ? threeWayPatch(before, after, live, patchSchemaOf(one.row))
    : { ok: true as const, value: threeWayMergePatch(before, after, live) };
  if (!patch.ok) throw failure(`error when applying patch:\n${patch.message}`);
  return Object.keys(patch.value).length === 0 ? undefined : { type: strategic ? 'strategic' : 'merge', body: patch.value };
}

async function sendPatch(context: Context, one: FileObject, patch: Patch): Promise<KubeObject> {
  try {
    return await patchObject(context, one, patch, writeOptions(context, manager));
  } catch (error) {
    if (!(error instanceof KubectlFailure) || error.status === undefined) throw error;
    throw statusFailure({
      ...error.status,
      message: `error when applying patch:\n${toCompactJson(patch.body)}\nto:\n${aboutTarget(one)}\nfor: ${JSON.stringify(one.source)}: ${error.status.message ?? ''}`,
    });
  }
}

const conflictHelp = `
Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`;

async function applyOnServer(context: Context, one: FileObject, index: number): Promise<KubeObject> {
  const dryRun = dryRunOf(context);
  const options = writeOptions(context, 'kubectl', { force: isOn(context.flags, 'force-conflicts') });
  try {
    const object = await patchObject(context, { ...one, source: '' }, { type: 'apply', body: asJson(one.object) }, options);
    return told(context, { row: one.row, object, operation: 'serverside-applied', dryRun }, index);
  } catch (error) {
    if (error instanceof KubectlFailure && error.status?.reason === 'Conflict')
      throw failure(`${error.status.message ?? ''}${conflictHelp}`);
    throw error;
  }
}
