/**
 * Names in each answer the flow schema and the priority level of the request.
 * upstream: staging/src/k8s.io/apiserver/pkg/server/filters/priority-and-fairness.go
 */
import type { Status, User } from '#api/request.ts';
import { isStatus } from '#api/status.ts';
import type { Exchange } from './answer.ts';
import type { Caller } from './authenticate.ts';
import type { Door } from './door.ts';

type Asked = Parameters<Door['engine']['classify']>[2];

/** Who a request counts as; the refusal when the caller may not be that. */
export function actingAs({ engine, cluster }: Door, { user, impersonate }: Caller): User | Status {
  return impersonate === undefined ? user : engine.impersonate(cluster, user, impersonate);
}

export function setFlowHeaders(door: Door, { response }: Exchange, caller: Caller, asked: Asked): void {
  const user = actingAs(door, caller);
  const flow = isStatus(user) ? undefined : door.engine.classify(door.cluster, user, asked);
  if (flow === undefined) return;
  response.setHeader('X-Kubernetes-Pf-Flowschema-Uid', flow.schema);
  response.setHeader('X-Kubernetes-Pf-Prioritylevel-Uid', flow.level);
}
