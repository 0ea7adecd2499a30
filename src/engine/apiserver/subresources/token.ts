/**
 * Tokens of service accounts. Nobody outside checks them, so they only have the shape.
 * upstream: pkg/registry/core/serviceaccount/storage/token.go
 */
import { randomString } from '#api/machinery/names.ts';
import { formatTime } from '#api/machinery/time.ts';
import type { Response } from '#api/request.ts';
import { nextBelow } from '#sim/random.ts';
import { get } from '#engine/etcd/store.ts';
import { isRecord } from '../object.ts';
import { nowOf, type Call } from '../state.ts';
import { notFound, respond } from '../status.ts';
import { namespaceOf } from '../update.ts';

export function createToken(call: Call): Response {
  const { request, server, env } = call;
  const name = request.name ?? '';
  const account = get(server.store, call.resource, namespaceOf(call), name);
  if (account === undefined) return respond(notFound(call.row, name));
  const spec = isRecord(request.object) && isRecord(request.object['spec']) ? request.object['spec'] : {};
  const seconds = typeof spec['expirationSeconds'] === 'number' ? spec['expirationSeconds'] : 3600;
  const token = randomString(40, (below) => nextBelow(env.random, below));
  return respond(
    {
      kind: 'TokenRequest',
      apiVersion: 'authentication.k8s.io/v1',
      metadata: { name, namespace: account.metadata.namespace, creationTimestamp: formatTime(nowOf(env)) },
      spec: {
        audiences: spec['audiences'] ?? ['https://kubernetes.default.svc.cluster.local'],
        expirationSeconds: seconds,
        boundObjectRef: null,
      },
      status: { token, expirationTimestamp: formatTime(nowOf(env) + seconds * 1000) },
    },
    201,
  );
}
