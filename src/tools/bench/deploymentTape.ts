/** A tape that creates one Deployment of so many pods, after the page has had time to load. */
import type { Json } from '#api/immutable.ts';
import type { VirtualMs } from '#api/meta.ts';
import type { Request } from '#api/request.ts';
import type { Tape } from '#api/tape.ts';
import { defaultCluster, freshTape } from '#share/freshTape.ts';

const podsPerNode = 100;
const createAt = 5_000 as VirtualMs;

/** Enough nodes for the pods, three at least. */
export function nodesFor(pods: number): number {
  return Math.max(3, Math.ceil(pods / podsPerNode));
}

export function createDeployment(replicas: number): Request {
  const labels = { app: 'web' };
  const object: Json = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'nginx', image: 'nginx:1.25', ports: [{ containerPort: 80 }] }] } },
    },
  };
  return { verb: 'create', group: 'apps', version: 'v1', resource: 'deployments', namespace: 'default', object };
}

export function deploymentTape(pods: number): Tape {
  const tape = freshTape({ nodes: nodesFor(pods) });
  return { ...tape, inputs: [{ at: createAt, cluster: defaultCluster, input: { type: 'request', request: createDeployment(pods) } }] };
}
