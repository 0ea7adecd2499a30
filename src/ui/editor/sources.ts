/** The files that a run was made from, as far as its tape tells: what was applied or created together stands in one file. */
import type { KubeObject } from '#api/meta.ts';
import { rowOfKind } from '#api/scheme.ts';
import type { Tape, TapeInput } from '#api/tape.ts';
import { lastApplied } from '#kubectl/lastApplied.ts';
import { toYaml } from '#manifest/toYaml.ts';

export interface Source {
  readonly name: string;
  readonly text: string;
}

/** What is applied in one go is said within this time. */
const togetherMs = 1_000;

type Given = Partial<KubeObject> & { readonly kind: string };

/** A later word about the same object stands where the first one was. */
export function sourcesOf(tape: Tape): readonly Source[] {
  const groups: { readonly at: number; readonly keys: string[] }[] = [];
  const given = new Map<string, Given>();
  for (const input of tape.inputs) {
    const object = objectOf(input);
    if (object === undefined) continue;
    const key = `${object.kind} ${object.metadata?.namespace ?? 'default'}/${object.metadata?.name ?? ''}`;
    if (!given.has(key)) {
      const last = groups.at(-1);
      if (last !== undefined && input.at - last.at <= togetherMs) last.keys.push(key);
      else groups.push({ at: input.at, keys: [key] });
    }
    given.set(key, object);
  }
  const taken = new Set<string>();
  return groups.map(({ keys }) => {
    const objects = keys.flatMap((key) => given.get(key) ?? []);
    const text = objects.map((object) => toYaml(object)).join('---\n');
    return { name: freeOf(nameFor(objects), taken), text };
  });
}

/** What a person gave: the manifest that kubectl noted on the object, else the object of the request. */
function objectOf({ input }: TapeInput): Given | undefined {
  if (input.type !== 'request') return undefined;
  const { verb, subresource, object, patch } = input.request;
  if (subresource !== undefined) return undefined;
  const said = verb === 'create' || verb === 'update' ? object : verb === 'patch' ? patch?.body : undefined;
  const noted = textOf((said as Partial<KubeObject> | undefined)?.metadata?.annotations?.[lastApplied]);
  const made = noted ?? (verb === 'create' || patch?.type === 'apply' ? said : undefined);
  return isGiven(made) && made.kind !== 'Fault' && !isAnswered(made) ? made : undefined;
}

function textOf(json: string | undefined): unknown {
  try {
    return json === undefined ? undefined : (JSON.parse(json) as unknown);
  } catch {
    return undefined;
  }
}

function isGiven(value: unknown): value is Given {
  const { kind, metadata } = (value ?? {}) as Partial<KubeObject>;
  return typeof kind === 'string' && typeof metadata?.name === 'string';
}

/** Evictions, reviews and the like are words to the cluster, and nothing that stands in a file. */
function isAnswered({ kind, apiVersion = '' }: Given): boolean {
  return rowOfKind(kind) === undefined && !apiVersion.includes('.');
}

const workloads = ['StatefulSet', 'Deployment', 'DaemonSet', 'Job', 'CronJob', 'ReplicaSet', 'Pod'];

/** After the workload, if there is one. */
function nameFor(objects: readonly Given[]): string {
  const main = workloads.flatMap((kind) => objects.filter((object) => object.kind === kind))[0] ?? objects[0];
  return main?.metadata?.name.replace(/[^\w.-]/g, '-') ?? 'run';
}

function freeOf(name: string, taken: Set<string>): string {
  let free = `${name}.yaml`;
  for (let count = 2; taken.has(free); count += 1) free = `${name}-${count}.yaml`;
  taken.add(free);
  return free;
}
