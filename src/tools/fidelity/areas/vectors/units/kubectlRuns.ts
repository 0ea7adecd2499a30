/** A command of kubectl, run as a person would type it against a cluster of a row's objects. */
import type { Json } from '#api/immutable.ts';
import { jsonPatch } from '#api/machinery/patch/jsonPatch.ts';
import { mergePatch } from '#api/machinery/patch/mergePatch.ts';
import { patchSchemaOf } from '#api/machinery/patch/patchSchema.ts';
import type { JsonMap } from '#api/machinery/patch/refusal.ts';
import { strategicMerge } from '#api/machinery/patch/strategicMerge.ts';
import type { KubeObject } from '#api/meta.ts';
import type { Request, Response } from '#api/request.ts';
import { rowOfResource } from '#api/scheme.ts';
import { fakeCluster, fakeEnv, statusAnswer, type FakeCluster } from '#kubectl/fakeClient.test-helper.ts';
import { runKubectl } from '#kubectl/run.ts';
import { isFields, plain } from '../row.ts';

export interface Said {
  readonly code: number;
  readonly text: string;
  readonly cluster: FakeCluster;
}

export interface Surroundings {
  readonly objects?: readonly KubeObject[];
  readonly namespace?: string;
  /** Files by path. */
  readonly files?: Readonly<Record<string, string>>;
  /** The time on the wall. */
  readonly epoch?: string;
  answer?(request: Request): Response | undefined;
}

export async function kubectl(words: readonly string[], around: Surroundings = {}): Promise<Said> {
  const cluster = fakeCluster(around.objects ?? [], ...(around.epoch === undefined ? [] : [around.epoch]));
  cluster.answer = (request) => around.answer?.(request) ?? (request.verb === 'patch' ? patched(cluster, request) : undefined);
  cluster.chunks = [{ type: 'exit', code: 0 } as (typeof cluster.chunks)[number]];
  const files = { read: (path: string) => around.files?.[path] };
  const { env, text } = fakeEnv(cluster, { files, ...(around.namespace === undefined ? {} : { namespace: around.namespace }) });
  return { code: await runKubectl(words, env), text: text(), cluster };
}

/** What the fake cluster does not do by itself: the patch is put on the object. */
function patched(cluster: FakeCluster, { group, resource, name, patch, options }: Request): Response | undefined {
  const row = rowOfResource(group, resource);
  const stored = cluster.objects.find((one) => one.kind === row?.kind && one.metadata.name === name);
  if (row === undefined || stored === undefined || patch === undefined) return undefined;
  const before = stored as unknown as Json;
  const outcome =
    patch.type === 'merge'
      ? { ok: true as const, value: mergePatch(before, patch.body) }
      : patch.type === 'json'
        ? jsonPatch(before, patch.body)
        : strategicMerge(before as JsonMap, patch.body, patchSchemaOf(row));
  if (!outcome.ok) return statusAnswer(422, 'Invalid', outcome.message);
  const after = outcome.value as unknown as KubeObject;
  if (options?.dryRun === undefined) cluster.objects = cluster.objects.map((one) => (one === stored ? after : one));
  return { code: 200, body: outcome.value };
}

/** Flags that the row gives, a list one flag an item. */
export function flags(given: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(given).flatMap(([name, value]) => {
    if (value === undefined || value === null || value === '' || value === false || value === 0) return [];
    return (Array.isArray(value) ? value : [value]).map((item) => `--${name}=${String(item)}`);
  });
}

/** What Go cannot tell from nothing does not count, and what kubectl adds when it prints. */
export function settled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(settled);
  if (!isFields(value)) return value;
  const kept = Object.entries(value)
    .map(([key, item]) => [key, settled(item)] as const)
    .filter(([, item]) => item !== null && item !== undefined && !isEmpty(item));
  return Object.fromEntries(kept);
}

function isEmpty(value: unknown): boolean {
  return (Array.isArray(value) || isFields(value)) && Object.keys(value).length === 0;
}

export function withoutType(value: unknown): unknown {
  if (!isFields(value)) return value;
  const { apiVersion: _version, kind: _kind, $type: _go, ...rest } = value;
  return settled(plain(rest));
}
