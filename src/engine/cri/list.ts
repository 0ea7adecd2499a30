/** What runs on the node, for a kubelet that has just started. upstream: pkg/kubelet/kuberuntime (GetPods) */
import type { ListRuntime, ListedContainer } from '../helpers/contracts/cri.ts';
import { answer } from './answer.ts';
import { imagesOnNode } from './images/onNode.ts';
import type { Kernel } from './process/task.ts';
import { imageId } from './images/id.ts';
import type { Container } from './state.ts';

/** A container that was made and not started yet is dropped: the kubelet that was going to start it is gone. */
export function listRuntime(kernel: Kernel, { id }: ListRuntime): void {
  const { sandboxes, containers } = kernel.state;
  for (const [key, container] of containers) if (container.phase === 'created') containers.delete(key);
  answer(kernel, {
    type: 'cri/listed',
    id,
    sandboxes: Array.from(sandboxes.values(), (it) => ({ sandbox: it.id, pod: it.pod, ip: it.ip })),
    containers: Array.from(containers.values(), listed),
    images: imagesOnNode(kernel),
  });
}

function listed(container: Container): ListedContainer {
  const { spec, exitCode } = container;
  const about = {
    container: container.id,
    sandbox: container.sandbox,
    name: spec.name,
    attempt: spec.attempt,
    image: container.asked,
    imageId: imageId(spec.image),
    imageName: spec.image,
    startedAtMs: container.startedAtMs,
  };
  if (container.phase !== 'exited') return about;
  const reason = container.outOfMemory ? 'OOMKilled' : exitCode === 0 ? 'Completed' : 'Error';
  return { ...about, exited: { exitCode, reason, finishedAtMs: container.finishedAtMs } };
}
