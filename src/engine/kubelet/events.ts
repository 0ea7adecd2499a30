/** upstream: pkg/kubelet/events/event.go, pkg/kubelet/container/ref.go */
import type { Node } from '#api/kinds.ts';
import type { KubeObject } from '#api/meta.ts';
import { recordEvent, type EventRecord, type EventType } from '../client/recorder.ts';
import type { Kubelet, PodWorker } from './state.ts';

export interface Said {
  readonly type: EventType;
  readonly reason: string;
  readonly message: string;
}

/** An event about a pod or, with a name, about one of its containers. */
export function podEvent(k: Kubelet, worker: PodWorker, said: Said, container?: string): void {
  const { type, reason, message } = said;
  const about = { object: worker.pod, type, reason, message };
  const event: EventRecord = container === undefined ? about : { fieldPath: fieldPathOf(worker, container), ...about };
  recordEvent(k.state.recorder, event, k.client, k.context);
}

/** The node is named by its name also where the uid belongs, as the kubelet has always done. */
export function nodeEvent(k: Kubelet, node: Node, said: Said): void {
  const object = { ...node, metadata: { ...node.metadata, uid: node.metadata.name } } as unknown as KubeObject;
  recordEvent(k.state.recorder, { object, ...said }, k.client, k.context);
}

function fieldPathOf({ pod }: PodWorker, container: string): string {
  const lists = ['initContainers', 'ephemeralContainers'] as const;
  const list = lists.find((it) => pod.spec[it]?.some(({ name }) => name === container) === true) ?? 'containers';
  return `spec.${list}{${container}}`;
}
