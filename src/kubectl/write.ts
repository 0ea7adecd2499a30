/** Writes as kubectl makes them: options, field manager, dry run, refusals with their source. */
import type { Json } from '#api/immutable.ts';
import { isMap, type JsonMap } from '#api/machinery/patch/refusal.ts';
import { twoWayPatch } from '#api/machinery/patch/strategicDiff.ts';
import { patchSchemaOf } from '#api/machinery/patch/patchSchema.ts';
import { makeMergePatch } from '#api/machinery/patch/mergePatch.ts';
import type { KubeObject } from '#api/meta.ts';
import type { PatchType, RequestOptions } from '#api/request.ts';
import { aliasRows, rowOfKind, type SchemeRow } from '#api/scheme.ts';
import { asJson, objectOf, requestOf, send, type Place } from './cluster.ts';
import { dryRunOf, type Context } from './context.ts';
import { failure } from './failure.ts';
import { textOf } from './flags.ts';

/** Where an object stands. */
export interface Target extends Place {
  readonly name: string;
  /** The file it came from, for messages. */
  readonly source: string;
}

export function writeOptions(context: Context, manager: string, more: RequestOptions = {}): RequestOptions {
  const validate = textOf(context.flags, 'validate');
  const validation =
    validate === ''
      ? {}
      : { fieldValidation: validate === 'false' || validate === 'ignore' ? 'Ignore' : validate === 'warn' ? 'Warn' : 'Strict' };
  const dryRun = dryRunOf(context) === 'server' ? { dryRun: ['All'] } : {};
  return { fieldManager: textOf(context.flags, 'field-manager') || manager, ...validation, ...dryRun, ...more };
}

/** upstream: cmdutil.GetValidationDirective */
export function checkValidate(context: Context): void {
  const value = textOf(context.flags, 'validate');
  if (!['true', 'strict', 'warn', 'ignore', 'false', ''].includes(value))
    throw failure(`invalid - validate option ${JSON.stringify(value)}; must be one of: strict (or true), warn, ignore (or false)`);
}

export async function createObject(context: Context, target: Target, object: KubeObject, options: RequestOptions): Promise<KubeObject> {
  return objectOf(await send(context, requestOf(target, 'create', { object: asJson(object), options })), 'creating', target.source);
}

export interface Patch {
  readonly type: PatchType;
  readonly body: Json;
  readonly subresource?: string;
}

export async function patchObject(context: Context, target: Target, patch: Patch, options: RequestOptions): Promise<KubeObject> {
  const subresource = patch.subresource === undefined ? {} : { subresource: patch.subresource };
  return objectOf(
    await send(
      context,
      requestOf(target, 'patch', { name: target.name, patch: { type: patch.type, body: patch.body }, options, ...subresource }),
    ),
    'patching',
    target.source,
  );
}

/** Custom kinds know no strategic merge. */
export function isBuiltIn(row: SchemeRow): boolean {
  return rowOfKind(row.kind)?.group === row.group || aliasRows().includes(row);
}

/** The patch that leads from one object to the other; undefined when they are the same. */
export function patchBetween(row: SchemeRow, before: KubeObject, after: KubeObject): Patch | undefined {
  const original = asJson(before) as JsonMap;
  const modified = asJson(after) as JsonMap;
  if (!isBuiltIn(row)) {
    const body = makeMergePatch(original, modified);
    return isMap(body) && Object.keys(body).length === 0 ? undefined : { type: 'merge', body };
  }
  const patch = twoWayPatch(original, modified, patchSchemaOf(row));
  if (!patch.ok) throw failure(patch.message);
  return Object.keys(patch.value).length === 0 ? undefined : { type: 'strategic', body: patch.value };
}

export function targetOf(row: SchemeRow, object: KubeObject, source = ''): Target {
  return { row, namespace: row.namespaced ? object.metadata.namespace : undefined, name: object.metadata.name, source };
}
