/** upstream: pkg/kubelet/events/event.go, pkg/kubelet/container/ref.go */
import type { Node } from '#api/kinds.ts';
import type { KubeObject } from '#api/meta.ts';
import { recordEvent, type EventType } from '../client/recorder.ts';
import type { Kubelet, PodWorker } from './state.ts';

export interface Said {
  readonly type: EventType;
  readonly reason: string;
  readonly message: string;
}

/** An event about a pod or, with a name, about one of its containers. */
export function podEvent(k: Kubelet, worker: PodWorker, said: Said, container?: string): void {
  const fieldPath = container === undefined ? {} : { fieldPath: fieldPathOf(worker, container) };
  recordEvent(k.state.recorder, { object: worker.pod, ...said, ...fieldPath }, k.client, k.context);
}

/** The node is named by its name also where the uid belongs, as the kubelet has always done. */
export function nodeEvent(k: Kubelet, node: Node, said: Said): void {
  const object = { ...node, metadata: { ...node.metadata, uid: node.metadata.name } } as unknown as KubeObject;
  recordEvent(k.state.recorder, { object, ...said }, k.client, k.context);
}

function fieldPathOf({ pod }: PodWorker, container: string): string {
  const isInit = pod.spec.initContainers?.some(({ name }) => name === container) === true;
  return `spec.${isInit ? 'initContainers' : 'containers'}{${container}}`;
}
