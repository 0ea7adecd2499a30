/** Changes fields by a patch. upstream: kubectl/pkg/cmd/patch/patch.go */
import { parseJson } from '#api/machinery/exactInteger.ts';
import { goJsonFault } from '#api/machinery/goJson.ts';
import { parseManifest } from '#manifest/parse.ts';
import type { Json } from '#api/immutable.ts';
import { jsonPatch } from '#api/machinery/patch/jsonPatch.ts';
import { mergePatch } from '#api/machinery/patch/mergePatch.ts';
import { patchSchemaOf } from '#api/machinery/patch/patchSchema.ts';
import type { JsonMap } from '#api/machinery/patch/refusal.ts';
import { strategicMerge } from '#api/machinery/patch/strategicMerge.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import type { KubeObject } from '#api/meta.ts';
import type { PatchType } from '#api/request.ts';
import { badRequest } from '#api/status.ts';
import { forEachTold } from '../aggregate.ts';
import { sayChanged } from '../changed.ts';
import { asJson } from '../cluster.ts';
import { dryRunOf, type Context, type Verb } from '../context.ts';
import { failure, statusFailure, type KubectlFailure } from '../failure.ts';
import { flag, isOn, textOf } from '../flags.ts';
import { changeFlags, filenameFlags, recordFlag } from '../globalFlags.ts';
import { fileObjects } from '../manifests.ts';
import { selectObjects, type Found } from '../selection.ts';
import { patchObject, targetOf, writeOptions } from '../write.ts';

export const patch: Verb = {
  name: 'patch',
  short: 'Update fields of a resource',
  flags: [
    ...changeFlags,
    ...filenameFlags,
    recordFlag,
    flag('patch,p'),
    flag('patch-file'),
    flag('type', 'string', { default: 'strategic' }),
    flag('subresource'),
    flag('local', 'bool'),
  ],
  run,
};

const types: readonly PatchType[] = ['json', 'merge', 'strategic'];

async function run(context: Context): Promise<number> {
  const type = types.find((one) => one === textOf(context.flags, 'type').toLowerCase());
  if (type === undefined)
    throw failure(`--type must be one of [json merge strategic], not ${JSON.stringify(textOf(context.flags, 'type'))}`);
  const subresource = textOf(context.flags, 'subresource');
  if (subresource !== '' && subresource !== 'status' && subresource !== 'scale')
    throw failure(`invalid subresource value: ${JSON.stringify(subresource)}. Must be one of [status scale]`);
  const file = textOf(context.flags, 'patch-file');
  const text = file === '' ? textOf(context.flags, 'patch') : await context.env.files.read(file);
  if (text === undefined) throw failure(`unable to read patch file: open ${file}: no such file or directory`);
  if (text === '') throw failure('must specify --patch or --patch-file containing the contents of the patch');
  const body = bodyOf(text);
  const failures: KubectlFailure[] = [];
  const found = isOn(context.flags, 'local') ? await fileObjects(context) : await selectObjects(context, context.args, failures);
  await forEachTold(
    found,
    async (one, index) => {
      const dryRun = dryRunOf(context);
      const target = { type, body, ...(subresource === '' ? {} : { subresource }) };
      const isLocal = dryRun === 'client' || isOn(context.flags, 'local');
      const object = isLocal
        ? patchedHere(one, type, body)
        : await patchObject(context, targetOf(one.row, one.object, ''), target, writeOptions(context, 'kubectl-patch'));
      const changed = isLocal ? !equalJson(object, one.object) : object.metadata.resourceVersion !== one.object.metadata.resourceVersion;
      const row = object.kind === 'Scale' ? { ...one.row, kind: 'Scale', group: 'autoscaling' } : one.row;
      sayChanged(context, { row, object, operation: changed ? 'patched' : 'patched (no change)', dryRun }, index);
    },
    failures,
  );
  return 0;
}

/** JSON goes to the server as it is, so its faults are told in the server's words; anything else is YAML. */
function bodyOf(text: string): Json {
  if (/^\s*[{[]/.test(text)) {
    const fault = goJsonFault(text);
    if (fault === undefined) return parseJson(text);
    throw statusFailure(badRequest(fault.message));
  }
  const { documents, errors } = parseManifest(text);
  const [error] = errors;
  if (error !== undefined)
    throw failure(`unable to parse ${JSON.stringify(text)}: ${error.kubectl.replace('error converting YAML to JSON: ', '')}`);
  return asJson(documents[0]?.object ?? null);
}

/** The patch applied without the server. */
function patchedHere(one: Pick<Found, 'row' | 'object'>, type: PatchType, body: Json): KubeObject {
  const before = asJson(one.object);
  if (type === 'merge') return mergePatch(before, body) as unknown as KubeObject;
  const result = type === 'json' ? jsonPatch(before, body) : strategicMerge(before as JsonMap, body, patchSchemaOf(one.row));
  if (!result.ok) throw failure(result.message);
  return result.value as unknown as KubeObject;
}
