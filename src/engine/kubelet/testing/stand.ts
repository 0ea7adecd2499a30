/** A test stand: one kubelet between a tiny API server and a scripted runtime, on a virtual clock. */
import { formatTime } from '#api/machinery/time.ts';
import type { StreamChunk } from '#api/frame.ts';
import type { Event, Kind, KindMap, Pod } from '#api/kinds.ts';
import type { VirtualMs } from '#api/meta.ts';
import { copyState } from '#sim/copy.ts';
import { createKernel, schedule, take } from '#sim/kernel.ts';
import { seedRandom } from '#sim/random.ts';
import type { Component, Context, Message } from '../../client/component.ts';
import type { Disks } from '../../helpers/disks.ts';
import { kubelet } from '../kubelet.ts';
import { pluralOf, testApi, type TestApi } from './api.ts';
import { testRuntime, type TestRuntime } from './runtime.ts';

export interface Stand {
  readonly api: TestApi;
  readonly runtime: TestRuntime;
  readonly disks: Disks;
  readonly streams: StreamChunk[];
  /** What the kubelet said to the network. */
  readonly network: Message[];
  now(): number;
  run(ms: number): void;
  tell(message: Message): void;
  /** Throws the kubelet's state away and starts it anew. */
  restart(): void;
  /** Goes on with a copy of the state, as after a checkpoint. */
  copy(): void;
  create(kind: Kind, object: unknown): void;
  pod(text: string, more?: Partial<Pod['spec']>): void;
  remove(name: string, seconds?: number): void;
  get<K extends Kind>(kind: K, key: string): KindMap[K];
  find<K extends Kind>(kind: K, key: string): KindMap[K] | undefined;
  /** `Normal Pulled: Container image ...`, in order; with `x2` when counted. */
  events(name: string): string[];
}

const EPOCH_MS = 1_795_291_200_000;

type Kernel = ReturnType<typeof createKernel<Message | (() => void)>>;

export function stand(seed = 1): Stand {
  const kernel: Kernel = createKernel();
  const api = testApi((watch) => schedule(kernel, 2, 'kubelet', { type: 'news', watch } as Message));
  const component: Component = kubelet({ node: { name: 'n1' }, nodeIp: '10.250.0.1', podCidr: '10.244.0.0/24' });
  const runtime = testRuntime({
    now: () => kernel.now,
    answer: (message, delayMs) => schedule(kernel, delayMs, 'kubelet', message),
    after: (delayMs, then) => schedule(kernel, delayMs, 'call', then),
  });
  const told = { disks: new Map() as Disks, streams: [] as StreamChunk[], network: [] as Message[] };
  const random = seedRandom(seed, 'kubelet/n1');
  let state = component.start();
  const step = (message: Message) => component.step(state, message, contextOf(kernel, { api, random, ...told }));
  const it: Stand = {
    api,
    runtime,
    ...told,
    ...objectsOf(api),
    now: () => kernel.now,
    run(ms) {
      const until = kernel.now + ms;
      for (let event = take(kernel, until); event !== undefined; event = take(kernel, until)) {
        if (typeof event.message === 'function') event.message();
        else if (event.to === 'kubelet') step(event.message);
        else runtime.hear(event.message);
      }
    },
    tell: step,
    restart() {
      state = component.start();
      schedule(kernel, 0, 'kubelet', { type: 'start' });
    },
    copy() {
      state = copyState(state);
    },
  };
  schedule(kernel, 0, 'kubelet', { type: 'start' });
  it.create('ConfigMap', { metadata: { name: 'kube-root-ca.crt', namespace: 'default' }, data: { 'ca.crt': 'CA' } });
  it.run(1_000);
  return it;
}

type Told = Pick<Stand, 'api' | 'disks' | 'streams' | 'network'> & Pick<Context, 'random'>;

function contextOf(kernel: Kernel, { api, random, disks, streams, network }: Told): Context {
  return {
    now: kernel.now as VirtualMs,
    epochMs: EPOCH_MS,
    random,
    api,
    disks,
    after: (delayMs, message) => schedule(kernel, delayMs, 'kubelet', message),
    send(to, message, delayMs) {
      if (to === 'network') network.push(message);
      else schedule(kernel, delayMs, to, message);
    },
    trace: () => undefined,
    stream: (chunk) => void streams.push(chunk),
    because: () => undefined,
  };
}

/** What a test does to the objects of the API server, and how it looks at them. */
function objectsOf(api: TestApi): Pick<Stand, 'create' | 'pod' | 'remove' | 'get' | 'find' | 'events'> {
  function create(kind: Kind, object: unknown): void {
    const { namespace } = (object as { metadata: { namespace?: string } }).metadata;
    const body = { apiVersion: 'v1', kind, ...(object as object) };
    api.request({
      verb: 'create',
      group: '',
      version: 'v1',
      resource: pluralOf(kind),
      object: body as never,
      ...(namespace === undefined ? {} : { namespace }),
    });
  }
  function find<K extends Kind>(kind: K, key: string): KindMap[K] | undefined {
    return api.objects.get(pluralOf(kind))?.get(key) as KindMap[K] | undefined;
  }
  return {
    create,
    find,
    pod: (text, more) => create('Pod', podFrom(text, more)),
    remove(name, seconds) {
      const options = seconds === undefined ? {} : { options: { delete: { gracePeriodSeconds: seconds } } };
      api.request({ verb: 'delete', group: '', version: 'v1', resource: 'pods', namespace: 'default', name, ...options });
    },
    get(kind, key) {
      const found = find(kind, key);
      if (found === undefined) throw new Error(`no ${kind} ${key}`);
      return found;
    },
    events(name) {
      const all = [...(api.objects.get('events')?.values() ?? [])] as unknown as Event[];
      return all
        .filter(({ involvedObject }) => involvedObject.name === name)
        .map(({ type, reason, message, count }) => `${type} ${reason}: ${message}${(count ?? 1) > 1 ? ` x${count}` : ''}`);
    },
  };
}

/** `web nginx`, `web init:busybox nginx redis`, with `Never` or `OnFailure` for another restart policy. */
function podFrom(text: string, more: Partial<Pod['spec']> = {}): unknown {
  const [name = '', ...words] = text.split(' ');
  const policy = words.find((word) => word === 'Never' || word === 'OnFailure') ?? 'Always';
  const images = words.filter((word) => word !== policy);
  const container = (image: string, called: string) => ({ name: called, image, imagePullPolicy: 'IfNotPresent', resources: {} });
  const init = images.filter((image) => image.startsWith('init:')).map((image, i) => container(image.slice(5), `init${i}`));
  const main = images.filter((image) => !image.startsWith('init:')).map((image, i) => container(image, i === 0 ? 'main' : `side${i}`));
  return {
    metadata: { name, namespace: 'default' },
    spec: {
      nodeName: 'n1',
      restartPolicy: policy,
      terminationGracePeriodSeconds: 30,
      ...(init.length === 0 ? {} : { initContainers: init }),
      containers: main,
      ...more,
    },
    status: {
      phase: 'Pending',
      qosClass: 'BestEffort',
      conditions: [{ type: 'PodScheduled', status: 'True', lastTransitionTime: formatTime(EPOCH_MS) }],
    },
  };
}
