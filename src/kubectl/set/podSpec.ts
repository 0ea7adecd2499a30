/** The pod spec inside any object that has one. upstream: polymorphichelpers.UpdatePodSpecForObject */
import type { PodSpec } from '#api/kinds.ts';
import type { KubeObject } from '#api/meta.ts';

const paths: Readonly<Record<string, readonly string[]>> = {
  Pod: ['spec'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
  ...Object.fromEntries(
    ['ReplicationController', 'Deployment', 'DaemonSet', 'ReplicaSet', 'StatefulSet', 'Job'].map((kind) => [
      kind,
      ['spec', 'template', 'spec'],
    ]),
  ),
};

export function podSpecOf(object: KubeObject): PodSpec | undefined {
  const path = paths[object.kind];
  if (path === undefined) return undefined;
  let value: unknown = object;
  for (const step of path) value = (value as Record<string, unknown> | undefined)?.[step];
  // A template may be missing only here.
  if (value === undefined && object.kind === 'ReplicationController') return { containers: [] };
  return value as PodSpec | undefined;
}

export function withPodSpec(object: KubeObject, spec: PodSpec): KubeObject {
  return replaced(object, paths[object.kind] ?? [], spec) as KubeObject;
}

function replaced(value: unknown, path: readonly string[], leaf: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return leaf;
  const record = (value ?? {}) as Record<string, unknown>;
  return { ...record, [step]: replaced(record[step], rest, leaf) };
}

/** Whether a container's name is among those of -c, where * stands for any text. upstream: selectContainers */
export function isChosen(name: string, pattern: string): boolean {
  const escaped = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${escaped.join('.*')}$`).test(name);
}
