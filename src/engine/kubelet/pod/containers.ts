/** A worker's containers: what the spec says of them and what the runtime has told. */
import type { Container } from '#api/kinds.ts';
import type { ContainerRecord, PodWorker } from '../state.ts';

/** A container of the pod by its name, init and ephemeral containers among them. */
export function containerOf({ pod }: PodWorker, name: string): Container | undefined {
  const { containers, initContainers = [], ephemeralContainers = [] } = pod.spec;
  const isNamed = (it: { readonly name: string }) => it.name === name;
  return containers.find(isNamed) ?? initContainers.find(isNamed) ?? (ephemeralContainers.find(isNamed) as Container | undefined);
}

/** What is known of the newest container of that name. */
export function newest(worker: PodWorker, container: { readonly name: string }): ContainerRecord | undefined {
  return worker.containers.get(container.name)?.[0];
}

/** Replaces the record of one container. */
export function change(worker: PodWorker, which: { readonly name: string; readonly id: string }, to: Partial<ContainerRecord>): void {
  const records = worker.containers.get(which.name) ?? [];
  setRecords(
    worker,
    which.name,
    records.map((record) => (record.id === which.id ? { ...record, ...to } : record)),
  );
}

/** As the kubelet names pods in its texts: `web-0_default(4e87a829-...)`. */
export function podText({ pod, uid }: PodWorker): string {
  return `${pod.metadata.name}_${pod.metadata.namespace ?? ''}(${uid})`;
}

/** The newest first. Frozen, so that checkpoints share them. */
export function setRecords(worker: PodWorker, name: string, records: readonly ContainerRecord[]): void {
  worker.containers.set(name, Object.freeze(records.map((record) => Object.freeze(record))));
}
