/** What --overrides puts over a generated object. upstream: kubectl/pkg/cmd/util/override_options.go */
import { parseJson } from '#api/machinery/exactInteger.ts';
import { goJsonFault } from '#api/machinery/goJson.ts';
import type { Json } from '#api/immutable.ts';
import { jsonPatch } from '#api/machinery/patch/jsonPatch.ts';
import { mergePatch } from '#api/machinery/patch/mergePatch.ts';
import { patchSchemaOf } from '#api/machinery/patch/patchSchema.ts';
import type { JsonMap } from '#api/machinery/patch/refusal.ts';
import { strategicMerge } from '#api/machinery/patch/strategicMerge.ts';
import type { KubeObject } from '#api/meta.ts';
import { apiVersionOf, rowOfKind, type SchemeRow } from '#api/scheme.ts';
import { goQuote } from '#api/machinery/goText.ts';
import { asJson } from './cluster.ts';
import type { Context } from './context.ts';
import { failure } from './failure.ts';
import { textOf } from './flags.ts';

export function overridden(context: Context, row: SchemeRow, object: KubeObject): KubeObject {
  const text = textOf(context.flags, 'overrides');
  if (text === '') return object;
  const fault = goJsonFault(text);
  if (fault !== undefined) throw failure('Invalid JSON Patch');
  const type = textOf(context.flags, 'override-type') || 'merge';
  const [before, body] = [asJson(object), parseJson(text)];
  if (type === 'merge') return known(mergePatch(before, body));
  if (type !== 'json' && type !== 'strategic') throw failure(`invalid override type: ${type}`);
  const result = type === 'json' ? jsonPatch(before, body) : strategicMerge(before as JsonMap, body, patchSchemaOf(row));
  if (!result.ok) throw failure(result.message);
  return known(result.value);
}

/** What the kind has no field for is not read; a kind that nobody knows is refused. */
function known(value: Json): KubeObject {
  const { apiVersion, kind } = value as JsonMap;
  const row = rowOfKind(String(kind));
  if (row === undefined || apiVersionOf(row) !== apiVersion)
    throw failure(
      `no kind ${goQuote(String(kind))} is registered for version ${goQuote(String(apiVersion))} in scheme "k8s.io/kubectl/pkg/scheme/scheme.go:28"`,
    );
  const fields = ['apiVersion', 'kind', 'metadata', 'spec', 'status'];
  return Object.fromEntries(Object.entries(value as JsonMap).filter(([key]) => fields.includes(key))) as unknown as KubeObject;
}
