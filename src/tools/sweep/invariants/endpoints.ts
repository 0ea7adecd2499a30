/** A ready endpoint is a ready pod. */
import type { EndpointSlice } from '#api/kinds.ts';
import { seemedReady, type Memory } from './memory.ts';

/** Whoever wrote the slice may not have heard yet that a pod is ready no more. */
export function endpointViolations(slice: EndpointSlice, memory: Memory, now: number): string[] {
  return (slice.endpoints ?? []).flatMap(({ conditions, targetRef }) => {
    const uid = targetRef?.uid;
    const wrong = conditions?.ready === true && uid !== undefined && !seemedReady(memory, uid, now);
    return wrong ? [`${slice.metadata.name} serves ${targetRef?.name}, which is not ready`] : [];
  });
}
