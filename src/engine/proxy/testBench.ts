/** A kube-proxy with an API server that only lists and tells, and a kernel that can be made to refuse. For tests. */
import type { VirtualMs, KubeObject } from '#api/meta.ts';
import type { Request } from '#api/request.ts';
import type { WatchEvent } from '#api/watch.ts';
import { createKernel, schedule, take, type Kernel } from '#sim/kernel.ts';
import { seedRandom } from '#sim/random.ts';
import type { Context, Message } from '../client/component.ts';
import type { TablesReplaced } from '../helpers/contracts/network.ts';
import { createNetfilter, restore, type Netfilter } from './iptables/kernel.ts';
import type { Restore } from './iptables/rule.ts';
import { kubeProxy } from './kubeProxy.ts';

export interface Bench {
  readonly netfilter: Netfilter;
  /** When the kernel got something, and what. */
  readonly restores: { readonly at: number; readonly input: Restore }[];
  refuseNext: boolean;
  /** Creates or changes an object. */
  put(object: object): void;
  run(until: number): void;
}

const plurals: Readonly<Record<string, string>> = {
  Service: 'services',
  EndpointSlice: 'endpointslices',
  Node: 'nodes',
};

export function bench(): Bench {
  const kernel: Kernel<Message> = createKernel();
  const proxy = kubeProxy({ node: 'n1', clusterCidr: '10.244.0.0/16' });
  const state = proxy.start();
  const netfilter = createNetfilter();
  const objects = new Map<string, KubeObject[]>();
  const news = new Map<string, WatchEvent[]>();
  let revision = 0;
  const result: Bench = { netfilter, restores: [], refuseNext: false, put, run };
  function put(draft: object): void {
    revision += 1;
    const object = draft as KubeObject;
    const stored = {
      ...object,
      metadata: { ...object.metadata, resourceVersion: String(revision) },
    } as KubeObject;
    const plural = plurals[object.kind] ?? '';
    const others = (objects.get(plural) ?? []).filter(({ metadata }) => metadata.name !== object.metadata.name);
    const type = others.length === (objects.get(plural) ?? []).length ? 'ADDED' : 'MODIFIED';
    objects.set(plural, [...others, stored]);
    news.set(plural, [...(news.get(plural) ?? []), { type, object: stored }]);
    schedule(kernel, 1, proxy.address, { type: 'news', watch: plural } as Message);
  }
  const api: Context['api'] = {
    request: ({ resource }: Request) => ({
      code: 200,
      body: {
        metadata: { resourceVersion: String(revision) },
        items: (objects.get(resource) ?? []) as never,
      },
    }),
    openWatch: ({ resource }) => {
      news.set(resource, []);
      return resource;
    },
    readWatch(id) {
      const events = news.get(id) ?? [];
      news.set(id, []);
      return { type: 'events', events, revision };
    },
    closeWatch: () => undefined,
    revision: () => 0,
  };
  function run(until: number): void {
    for (let event = take(kernel, until); event !== undefined; event = take(kernel, until)) {
      if (event.to === proxy.address) proxy.step(state, event.message, context());
      else if (event.message.type === 'net/tables') takeTables((event.message as TablesReplaced).tables as Restore);
    }
  }
  function takeTables(input: Restore): void {
    result.restores.push({ at: kernel.now, input });
    const ok = !result.refuseNext && restore(netfilter, input);
    result.refuseNext = false;
    schedule(kernel, 0, proxy.address, { type: 'net/tables-answer', ok } as Message);
  }
  function context(): Context {
    return {
      now: kernel.now as VirtualMs,
      epochMs: 0,
      random: seedRandom(1, 'proxy'),
      api,
      after: (delay: number, message: Message) => schedule(kernel, delay, proxy.address, message),
      send: (to: string, message: Message, delay: number) => schedule(kernel, delay, to, message),
    } as unknown as Context;
  }
  schedule(kernel, 0, proxy.address, { type: 'start' });
  return result;
}

/** Node n1 at 172.18.0.2. */
export const node = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'n1' },
  spec: {},
  status: { addresses: [{ type: 'InternalIP', address: '172.18.0.2' }] },
};

export function service(name: string, clusterIP: string, spec: object = {}): object {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'ns' },
    spec: { clusterIP, ports: [{ port: 80 }], ...spec },
    status: {},
  };
}

/** A slice of ready endpoints on node n2. */
export function slice(serviceName: string, ...ips: readonly string[]): object {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: `${serviceName}-1`,
      namespace: 'ns',
      labels: { 'kubernetes.io/service-name': serviceName },
    },
    addressType: 'IPv4',
    ports: [{ name: '', port: 80, protocol: 'TCP' }],
    endpoints: ips.map((ip) => ({ addresses: [ip], conditions: { ready: true }, nodeName: 'n2' })),
  };
}
