/** What an apply would change. upstream: kubectl/pkg/cmd/diff/diff.go */
import { parseJson } from '#api/machinery/exactInteger.ts';
import { toYaml } from '#manifest/toYaml.ts';
import type { KubeObject } from '#api/meta.ts';
import type { RequestOptions } from '#api/request.ts';
import { patchSchemaOf } from '#api/machinery/patch/patchSchema.ts';
import type { JsonMap } from '#api/machinery/patch/refusal.ts';
import { threeWayPatch } from '#api/machinery/patch/strategicDiff.ts';
import { formatMicroTime } from '#api/machinery/time.ts';
import { asJson, findObject, objectOf, requestOf, send } from '../cluster.ts';
import { wallClock, type Context, type Verb } from '../context.ts';
import { failure, KubectlFailure, silentFailure } from '../failure.ts';
import { bools, flag, isOn, listOf, textOf } from '../flags.ts';
import { fieldManagerFlag, filenameFlags, selectorFlag } from '../globalFlags.ts';
import { fileObjects, type FileObject } from '../manifests.ts';
import { maskSecret } from '../maskSecret.ts';
import { unifiedDiff } from '../unifiedDiff.ts';
import { lastApplied, withLastApplied } from '../lastApplied.ts';

export const diff: Verb = {
  name: 'diff',
  short: 'Diff the live version against a would-be applied version',
  flags: [
    ...filenameFlags,
    selectorFlag,
    fieldManagerFlag,
    flag('prune-allowlist', 'array'),
    flag('concurrency', 'int', { default: '1' }),
    ...bools('server-side', 'force-conflicts', 'prune', 'show-managed-fields'),
  ],
  run,
};

/** Code 1 means that something differs: what goes wrong ends with another. upstream: cmdutil.CheckDiffErr */
async function run(context: Context): Promise<number> {
  try {
    return await compare(context);
  } catch (error) {
    if (!(error instanceof KubectlFailure) || error.output === '') throw error;
    throw new KubectlFailure(error.output, 2, error.status);
  }
}

async function compare(context: Context): Promise<number> {
  if (listOf(context.flags, 'filename').length + listOf(context.flags, 'kustomize').length === 0)
    throw failure('must specify one of -f and -k');
  const texts = new Map<string, string>();
  for (const one of await fileObjects(context)) {
    const live = await findObject(context, one, one.name);
    const wanted = await merged(context, one, live);
    const [from, to] = one.row.kind === 'Secret' && one.row.group === '' ? maskSecret(live, wanted) : [live, wanted];
    const text = unifiedDiff(...([from, to].map((side) => (side === undefined ? '' : shown(context, side))) as [string, string]));
    if (text === '') continue;
    const group = one.row.group === '' ? '' : `${one.row.group}.`;
    const name = `${group}${one.row.version}.${one.row.kind}.${one.namespace ?? ''}.${one.name}`;
    const at = formatMicroTime(wallClock(context)).replace('T', ' ').replace('Z', '000 +0000');
    texts.set(
      name,
      `diff -u -N /tmp/LIVE-0/${name} /tmp/MERGED-0/${name}\n--- /tmp/LIVE-0/${name}\t${at}\n+++ /tmp/MERGED-0/${name}\t${at}\n${text}`,
    );
  }
  // Files in two folders are compared in the order of their names.
  for (const name of [...texts.keys()].toSorted()) context.env.stdout(texts.get(name) ?? '');
  if (texts.size > 0) throw silentFailure(1);
  return 0;
}

function shown(context: Context, object: KubeObject): string {
  if (isOn(context.flags, 'show-managed-fields')) return toYaml(object);
  const { managedFields: _, ...metadata } = object.metadata;
  return toYaml({ ...object, metadata });
}

/** What the server would store, asked as a rehearsal. The annotation with the applied text is left as it is. */
async function merged(context: Context, one: FileObject, live: KubeObject | undefined): Promise<KubeObject> {
  const onServer = isOn(context.flags, 'server-side');
  const options = {
    dryRun: ['All'],
    fieldManager: textOf(context.flags, 'field-manager') || (onServer ? 'kubectl' : 'kubectl-client-side-apply'),
  };
  if (onServer) return mergedOnServer(context, one, { ...options, force: isOn(context.flags, 'force-conflicts') });
  if (live === undefined) return objectOf(await send(context, requestOf(one, 'create', { object: asJson(one.object), options })));
  const original = parseJson(live.metadata.annotations?.[lastApplied] ?? '{}') as JsonMap;
  const patch = threeWayPatch(
    original,
    asJson(withoutAnnotation(withLastApplied(one.object), live)) as JsonMap,
    asJson(live) as JsonMap,
    patchSchemaOf(one.row),
  );
  if (!patch.ok) throw failure(patch.message);
  if (Object.keys(patch.value).length === 0) return live;
  return objectOf(
    await send(context, requestOf(one, 'patch', { name: one.name, patch: { type: 'strategic', body: patch.value }, options })),
  );
}

async function mergedOnServer(context: Context, one: FileObject, options: RequestOptions): Promise<KubeObject> {
  const patch = { type: 'apply' as const, body: asJson(one.object) };
  return objectOf(await send(context, requestOf(one, 'patch', { name: one.name, patch, options })));
}

function withoutAnnotation(object: KubeObject, live: KubeObject): KubeObject {
  const { [lastApplied]: _, ...annotations } = object.metadata.annotations ?? {};
  const old = live.metadata.annotations?.[lastApplied];
  return {
    ...object,
    metadata: { ...object.metadata, annotations: old === undefined ? annotations : { ...annotations, [lastApplied]: old } },
  };
}
