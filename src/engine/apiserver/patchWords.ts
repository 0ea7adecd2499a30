/**
 * What a strict reader says of a patch's own text, before it is applied.
 * upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/patch.go (applyJSPatch, strategicPatchObject)
 */
import { isMap } from '#api/machinery/patch/refusal.ts';
import type { Request } from '#api/request.ts';

const operationFields: ReadonlySet<string> = new Set(['op', 'path', 'from', 'value']);

export function patchWords({ patch, repeated }: Request): readonly string[] {
  const fields = repeated?.fields ?? [];
  if (patch?.type !== 'json') return fields.map((path) => `duplicate field "${path}"`);
  const operations = Array.isArray(patch.body) ? patch.body : [];
  return operations.flatMap((operation, i) => {
    const own = isMap(operation) ? Object.keys(operation).filter((key) => !operationFields.has(key)) : [];
    const unknown = own.map((key) => `[${i}].${key}`);
    const twice = fields.filter((path) => path.startsWith(`[${i}].`) && !unknown.some((it) => path === it || path.startsWith(`${it}.`)));
    return [...unknown.map((path) => `json patch unknown field "${path}"`), ...twice.map((path) => `json patch duplicate field "${path}"`)];
  });
}
