/**
 * kube-proxy: keeps one node's netfilter tables as Services and EndpointSlices ask for.
 * Owns its picture of them and the proxier's state. Reads Services, EndpointSlices and its own Node; sends restores to
 * the network, where the node's kernel is, and waits for its answer. Writes nothing to the API server.
 * Deliberately not here: what a packet meets (iptables/walk.ts, run by the network), health check servers, IPVS.
 * upstream: cmd/kube-proxy/app/server.go, pkg/proxy/config/config.go
 */
import type { EndpointSlice, Node, Service } from '#api/kinds.ts';
import { keyOf, type KubeObject } from '#api/meta.ts';
import { apiClient } from '../client/client.ts';
import { component, type Component, type Context, type Message } from '../client/component.ts';
import { createRecorder, recordEvent, type RecorderState } from '../client/recorder.ts';
import { listerOf, receiveNews, startInformers, type Delta, type Informers } from '../client/informer.ts';
import { kubeProxyAddress, networkAddress, type TablesAnswer, type TablesReplaced } from '../helpers/contracts/network.ts';
import { createBoundedRunner, tryRun, type BoundedRunner } from './boundedRunner.ts';
import { createProxier, noteService, noteSlice, noteZone, sync, synced, type Proxier } from './iptables/proxier.ts';

export interface KubeProxyOptions {
  readonly node: string;
  /** The range that all pods' addresses are from. */
  readonly clusterCidr: string;
}

export interface KubeProxyState {
  informers: Informers | undefined;
  readonly recorder: RecorderState;
  /** Absent until the node has an address. */
  proxier: Proxier | undefined;
  readonly runner: BoundedRunner;
  wanted: boolean;
  /** A restore is on its way to the kernel. */
  syncing: boolean;
  timerSet: boolean;
}

const minSyncPeriodMs = 1000;
const burstSyncs = 2;
/** How long iptables-restore takes. */
const restoreMs = 12;
const retryAfterMs = 30_000;

export function kubeProxy({ node, clusterCidr }: KubeProxyOptions): Component {
  return component<KubeProxyState>({
    address: kubeProxyAddress(node),
    user: { name: 'system:kube-proxy', groups: ['system:authenticated'] },
    userAgent: 'kube-proxy',
    start: () => ({
      informers: undefined,
      recorder: createRecorder('kube-proxy', `kube-proxy-${node}`),
      proxier: undefined,
      runner: createBoundedRunner(minSyncPeriodMs, burstSyncs),
      wanted: false,
      syncing: false,
      timerSet: false,
    }),
    step: (state, message, context) => step(state, message, context, { node, clusterCidr }),
  });
}

function step(state: KubeProxyState, message: Message, context: Context, options: KubeProxyOptions): void {
  switch (message.type) {
    case 'start': {
      const specs = [
        { kind: 'Service' },
        { kind: 'EndpointSlice' },
        { kind: 'Node', fieldSelector: `metadata.name=${options.node}` },
      ] as const;
      const { informers, deltas } = startInformers(specs, context);
      state.informers = informers;
      tellStart(state, context, options);
      take(state, deltas, options);
      break;
    }
    case 'news':
      if (state.informers !== undefined) take(state, receiveNews(state.informers, message, context) ?? [], options);
      break;
    case 'net/tables-answer':
      finish(state, (message as TablesAnswer).ok, context);
      break;
    case 'proxy/run':
      state.timerSet = false;
      break;
  }
  run(state, context, options);
}

/** upstream: Recorder.Eventf(NodeRef, ..., "Starting", "StartKubeProxy") */
function tellStart({ recorder }: KubeProxyState, context: Context, { node: name }: KubeProxyOptions): void {
  const object = { apiVersion: 'v1', kind: 'Node', metadata: { name, uid: name } } as unknown as KubeObject;
  const said = { type: 'Normal', reason: 'Starting', message: '', action: 'StartKubeProxy' } as const;
  recordEvent(recorder, { object, ...said }, apiClient(context.api.request), context);
}

function take(state: KubeProxyState, deltas: readonly Delta[], options: KubeProxyOptions): void {
  if (state.proxier === undefined) begin(state, options);
  else for (const delta of deltas) if (note(state.proxier, delta)) state.wanted = true;
}

/** Without the node's address there are no rules to write; with it, everything known is taken in at once. */
function begin(state: KubeProxyState, { node, clusterCidr }: KubeProxyOptions): void {
  if (state.informers === undefined) return;
  const lister = listerOf(state.informers);
  const nodeIp = internalIp(lister.get('Node', node));
  if (nodeIp === undefined) return;
  const proxier = createProxier({
    node,
    nodeIp,
    clusterCidr,
    ipv6: false,
    localhostNodePorts: true,
    nodePortAddresses: [],
    randomFully: true,
  });
  for (const service of lister.list('Service')) noteService(proxier, keyOf(service), service);
  for (const slice of lister.list('EndpointSlice')) noteSlice(proxier, slice, false);
  noteZone(proxier, zoneOf(lister.get('Node', node)));
  state.proxier = proxier;
  state.wanted = true;
}

function note(proxier: Proxier, { kind, type, object }: Delta): boolean {
  const gone = type === 'DELETED';
  if (kind === 'Service') return noteService(proxier, keyOf(object), gone ? undefined : (object as unknown as Service));
  if (kind === 'Node') return !gone && noteZone(proxier, zoneOf(object as unknown as Node));
  return kind === 'EndpointSlice' && noteSlice(proxier, object as unknown as EndpointSlice, gone);
}

function run(state: KubeProxyState, context: Context, { node }: KubeProxyOptions): void {
  if (!state.wanted || state.syncing || state.timerSet || state.proxier === undefined) return;
  const wait = tryRun(state.runner, context.now);
  if (wait > 0) {
    runLater(state, wait, context);
    return;
  }
  state.wanted = false;
  state.syncing = true;
  const message: TablesReplaced = { type: 'net/tables', node, tables: sync(state.proxier) };
  context.send(networkAddress, message, restoreMs);
}

function finish(state: KubeProxyState, ok: boolean, context: Context): void {
  if (state.proxier === undefined || !state.syncing) return;
  synced(state.proxier, ok);
  state.syncing = false;
  if (ok) return;
  state.wanted = true;
  runLater(state, retryAfterMs, context);
}

function runLater(state: KubeProxyState, delayMs: number, context: Context): void {
  if (state.timerSet) return;
  state.timerSet = true;
  context.after(delayMs, { type: 'proxy/run' });
}

function zoneOf(node: Node | undefined): string {
  return node?.metadata.labels?.['topology.kubernetes.io/zone'] ?? '';
}

function internalIp(node: Node | undefined): string | undefined {
  return node?.status.addresses?.find(({ type }) => type === 'InternalIP')?.address;
}
