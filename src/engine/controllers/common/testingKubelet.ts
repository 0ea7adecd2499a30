/**
 * Pods in a line of text, and a kubelet that does what it is told. Only for tests.
 * `web-0 Running ready n1`, `web-1 Pending -`, `web-2 Running n2 terminating restarts=3 app=x`.
 */
import type { Pod } from '#api/kinds.ts';
import { formatTime } from '#api/machinery/time.ts';
import { epochMs, type TestCluster } from './testing.ts';

/** Pods of the namespace `default` as the lines say: name, phase, then in any order `ready`, a node `n1`, `terminating`, labels. */
export function pods(...lines: readonly string[]): readonly Pod[] {
  return lines.map(pod);
}

export function pod(line: string): Pod {
  const [name = '', phase = '', ...words] = line.split(/\s+/);
  const node = words.find((word) => /^n\d+$/.test(word));
  const labels = Object.fromEntries(
    words.filter((word) => word.includes('=') && !word.startsWith('restarts=') && !word.startsWith('ip=')).map((word) => word.split('=')),
  );
  const restarts = words.find((word) => word.startsWith('restarts='))?.slice(9);
  const ip = words.find((word) => word.startsWith('ip='))?.slice(3);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'default',
      ...(Object.keys(labels).length === 0 ? {} : { labels }),
      ...(words.includes('terminating') ? { deletionTimestamp: formatTime(epochMs) } : {}),
    },
    spec: { containers: [{ name: 'c', image: 'i' }], ...(node === undefined ? {} : { nodeName: node }) },
    status: {
      phase,
      ...(ip === undefined ? {} : { podIP: ip, podIPs: [{ ip }] }),
      ...(phase === 'Running' ? { conditions: [readiness(words.includes('ready'), epochMs)] } : {}),
      ...(restarts === undefined ? {} : { containerStatuses: [{ name: 'c', restartCount: Number(restarts) }] }),
    },
  } as unknown as Pod;
}

function readiness(ready: boolean, wallMs: number): object {
  return { type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: formatTime(wallMs) };
}

/** Puts a pod on a node and says how it is; `Running ready`, `Running`, `Failed`, `Pending`. */
export function say(cluster: TestCluster, name: string, how: string): void {
  const known = cluster.get('Pod', name);
  if (known === undefined) throw new Error(`no pod ${name}`);
  const [phase = 'Running', ...words] = how.split(' ');
  const number = Number(/(\d+)$/.exec(name)?.[1] ?? 0);
  const status = {
    ...known.status,
    phase,
    podIP: known.status.podIP ?? `10.0.${number >> 8}.${number & 255}`,
    conditions: [readiness(words.includes('ready'), cluster.now())],
  };
  cluster.put({ ...known, spec: { nodeName: `n${(number % 3) + 1}`, ...known.spec }, status });
}

/** Every pod that waits runs and is ready, and every pod that is to go is gone; again and again until nothing changes. */
export function settle(cluster: TestCluster, ready: (pod: Pod) => boolean = () => true): void {
  for (let round = 0; round < 1000; round += 1) {
    cluster.run(100);
    if (!step(cluster, ready)) return;
  }
  throw new Error('the cluster does not come to rest');
}

function step(cluster: TestCluster, ready: (pod: Pod) => boolean): boolean {
  let changed = false;
  for (const it of cluster.all('Pod')) {
    if (it.metadata.deletionTimestamp !== undefined) cluster.remove('Pod', it.metadata.name);
    else if (it.status.phase === 'Pending') say(cluster, it.metadata.name, ready(it) ? 'Running ready' : 'Running');
    else continue;
    changed = true;
  }
  return changed;
}

/** `web-0 web-1`, sorted. */
export function names(
  cluster: TestCluster,
  kind: 'Pod' | 'ReplicaSet' | 'PersistentVolumeClaim' | 'ControllerRevision' | 'EndpointSlice' = 'Pod',
): string {
  return cluster
    .all(kind)
    .map((it) => it.metadata.name)
    .sort()
    .join(' ');
}
