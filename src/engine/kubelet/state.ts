/**
 * The kubelet's private state: plain data, thrown away at a restart and built anew from the API server and the runtime.
 * upstream: pkg/kubelet/pod_workers.go, pkg/kubelet/container/runtime.go
 */
import type { Lease, Pod } from '#api/kinds.ts';
import type { NodeSpec } from '#api/tape.ts';
import type { ApiClient } from '../client/client.ts';
import type { Context } from '../client/component.ts';
import type { Informers } from '../client/informer.ts';
import type { RecorderState } from '../client/recorder.ts';
import type { NodeImage } from '../helpers/contracts/cri.ts';
import type { BackOffs } from './backOff.ts';
import type { Hardware } from './node/object.ts';

export interface KubeletSpec {
  readonly node: NodeSpec;
  readonly nodeIp: string;
  /** The addresses of the node's pods, until its Node says which ones they are. */
  readonly podCidr: string;
  /** Absent: a usual one. */
  readonly machine?: Hardware;
}

/** One container as the runtime last spoke of it. Records are replaced, never edited. */
export interface ContainerRecord {
  readonly id: string;
  readonly name: string;
  /** How many of this name came before it. */
  readonly attempt: number;
  /** The image as the spec named it when the container was made; another one there now means a restart. */
  readonly specImage: string;
  readonly image: string;
  readonly imageId: string;
  readonly state: 'created' | 'running' | 'exited';
  readonly startedMs: number;
  readonly finishedMs: number;
  readonly exitCode: number;
  readonly signal?: number;
  readonly reason: string;
  readonly message?: string;
}

/** Where a volume's files are: a disk, and the path on it that is the volume's root. */
export interface Mounted {
  readonly disk: string;
  readonly path: string;
  readonly readOnly: boolean;
}

/** Why a volume is not there yet, and how far it has come: its claim, its being attached, its being mounted. */
export interface MountTrouble {
  readonly at: 'process' | 'attach' | 'mount';
  readonly message: string;
  /** When there is no use in looking earlier. */
  readonly notBeforeMs?: number;
}

/** Why a container could not be started, as its waiting state shows it. */
export interface WaitingReason {
  readonly reason: string;
  readonly message: string;
}

export type Task =
  | { readonly type: 'volumes' }
  | { readonly type: 'plan' }
  | { readonly type: 'sandbox' }
  | { readonly type: 'kill'; readonly container: string; readonly name: string; readonly message: string; readonly why: KillWhy }
  | { readonly type: 'start'; readonly name: string };

export type KillWhy = 'stop' | 'liveness' | 'startup' | 'changed' | 'postStart';

/** What a worker is in the middle of: the rest of one sync. It waits for the answer named by `wait`. */
export interface Job {
  readonly tasks: Task[];
  wait: string | undefined;
  /** Whatever a start in progress must remember from one answer to the next. */
  image: { readonly requestedMs: number } | undefined;
  container: string | undefined;
  failed: boolean;
  /** When its sync began: what ended later is not what the sync saw. */
  readonly sinceMs: number;
  /** Volumes are given up at this time. */
  volumesUntilMs: number;
}

export interface Kill {
  readonly name: string;
  /** The container's whole grace, and since when it runs. */
  readonly graceMs: number;
  readonly sinceMs: number;
  /** The answer (or guard) that the preStop hook still owes; undefined once TERM was sent. */
  hook: string | undefined;
}

export type ProbeKind = 'liveness' | 'readiness' | 'startup';

export interface ProbeState {
  readonly kind: ProbeKind;
  readonly name: string;
  readonly container: string;
  /** What the rest of the kubelet sees; undefined stands for startup's Unknown. */
  result: boolean | undefined;
  last: boolean | undefined;
  run: number;
  onHold: boolean;
  /** The id of the probe that is on its way. */
  busy: string | undefined;
  timer: boolean;
}

export type Phase = 'syncing' | 'terminating' | 'terminated';

/** A token that the API server has given for a pod. */
export interface PodToken {
  readonly token: string;
  readonly issuedMs: number;
  readonly seconds: number;
}

export interface PodWorker {
  readonly uid: string;
  readonly key: string;
  readonly admittedMs: number;
  pod: Pod;
  phase: Phase;
  /** How far the ending has come: what was told to go goes once. */
  ending: 'no' | 'containers' | 'sandbox';
  /** The object is gone from the API server. */
  gone: boolean;
  /** The status that this kubelet last made. */
  status: Pod['status'];
  /** The revision whose news set the worker to its present task. */
  revision: number;
  synced: boolean;
  /** Why the pod is ended by the node itself: a missed deadline, or, through no fault of its own, room for another. */
  ended: { readonly reason: string; readonly message: string; readonly isDisruption?: true } | undefined;
  sandbox: { readonly id: string; readonly ip: string; readonly ready: boolean } | undefined;
  sandboxes: number;
  /** By name, the newest first, at most two each. */
  readonly containers: Map<string, readonly ContainerRecord[]>;
  readonly reasons: Map<string, WaitingReason>;
  readonly probes: Map<string, ProbeState>;
  readonly kills: Map<string, Kill>;
  job: Job | undefined;
  /** A further sync is asked for: at once, or (after a failure) later. */
  wanted: boolean;
  lastSyncMs: number;
  /** When the next sync is due by itself; 0 for none. */
  dueMs: number;
  mounted: boolean;
  /** Tokens of its service account that are in its volumes, by what was asked for. */
  readonly tokens: Map<string, PodToken>;
  /** Volumes that are ready, by name. */
  readonly disks: Map<string, Mounted>;
  /** Volumes that could not be set up: when to try again, after how long a wait. */
  readonly mounts: Map<string, { readonly atMs: number; readonly waitMs: number; readonly trouble: MountTrouble }>;
  /** Claim -> the name under which its volume is attached to nodes; empty for one that needs no attaching. */
  readonly uses: Map<string, string>;
  /** What the node has set aside for the pod. */
  admitted: Readonly<Record<string, number>> | undefined;
  /** The pod's last delete was asked for. */
  deleted: boolean;
}

/** A request on its way to the runtime or the network, by its id. */
export type Waiting =
  | { readonly type: 'job'; readonly uid: string }
  | { readonly type: 'probe'; readonly uid: string; readonly probe: string }
  | { readonly type: 'preStop'; readonly uid: string; readonly container: string }
  | { readonly type: 'postStart'; readonly uid: string; readonly container: string; readonly name: string }
  | { readonly type: 'list' };

/** An HTTP, TCP or gRPC dial of the kubelet; its outcome goes to the waiting request of the same id. */
export interface Flow {
  readonly what: 'http' | 'tcp' | 'grpc';
  readonly ip: string;
  readonly port: number;
  readonly url: string;
  readonly request: string;
  /** The call that this flow is for: after a redirect it is another than the flow's own name. */
  readonly call: string;
  /** How many redirects led here. */
  readonly hops: number;
  connected: boolean;
}

export interface Pull {
  readonly id: string;
  readonly uid: string;
  readonly image: string;
  /** It is with the runtime. */
  sent: boolean;
}

export interface KubeletState {
  /** What the node has set aside for its pods, by resource. */
  readonly used: Record<string, number>;
  informers: Informers | undefined;
  readonly recorder: RecorderState;
  /** Which life of the kubelet this is: answers and timers of another one are not for it. */
  life: string;
  serial: number;
  nodeReady: boolean;
  /** Whether pods may come to the node, as it was last seen. */
  schedulable: boolean;
  lease: Lease | undefined;
  /** The addresses that the runtime gives out. */
  podCidr: string;
  /** Volumes that the node's status says are used here, as the API server last took it. */
  inUse: readonly string[];
  /** When the status is looked at next. */
  reportAtMs: number;
  /** When the status manager has written what it was given. */
  writesFromMs: number;
  /** The node's CSINode does not say what it should, as it could not be written. */
  csiNodeIsOld: boolean;
  readonly pods: Map<string, PodWorker>;
  /** Container and sandbox ids to the uids of their pods. */
  readonly owners: Map<string, string>;
  readonly waiting: Map<string, Waiting>;
  /** Requests to its own server that are not whole yet, by stream. */
  readonly requests: Map<string, string>;
  /** Connections to its port: what has come and is not answered, by flow. */
  readonly served: Map<string, { received: string; readonly isSecure: boolean }>;
  readonly flows: Map<string, Flow>;
  /** Images known to be on the node, and as whom they run; -1 when nobody said. */
  readonly images: Map<string, number>;
  /** What is on the node, as its status tells it. */
  nodeImages: readonly NodeImage[];
  readonly pulls: Pull[];
  readonly restarts: BackOffs;
  readonly imageBackOffs: BackOffs;
  /** Pods of which the runtime told something since the last relist. */
  readonly noticed: Set<string>;
  tickAtMs: number;
  /** Relists happen at this many milliseconds past each second. */
  tickPhaseMs: number;
  /** What a restarted kubelet found in its runtime and no pod has claimed yet. */
  readonly found: Map<string, { sandbox: PodWorker['sandbox']; readonly containers: ContainerRecord[] }>;
}

/** Everything a function of this room needs in one step. */
export interface Kubelet {
  readonly spec: KubeletSpec;
  readonly state: KubeletState;
  readonly context: Context;
  readonly client: ApiClient;
  readonly node: string;
  readonly runtime: string;
}

/** What the kubelet plans for itself. */
export type KubeletTimer =
  | { readonly type: 'kubelet/list' }
  | { readonly type: 'kubelet/lease' }
  | { readonly type: 'kubelet/status' }
  | { readonly type: 'kubelet/tick' }
  | { readonly type: 'kubelet/sync'; readonly uid: string }
  | { readonly type: 'kubelet/mounts'; readonly uid: string; readonly wait: string }
  | { readonly type: 'kubelet/refresh'; readonly uid: string }
  | { readonly type: 'kubelet/renew'; readonly uid: string }
  | { readonly type: 'kubelet/deadline'; readonly uid: string }
  | { readonly type: 'kubelet/unmounted'; readonly uid: string }
  | { readonly type: 'kubelet/unwritten'; readonly uid: string }
  | { readonly type: 'kubelet/write'; readonly uid: string }
  | { readonly type: 'kubelet/hook-over'; readonly uid: string; readonly container: string; readonly hook: string }
  | { readonly type: 'kubelet/flow-over'; readonly id: string }
  | { readonly type: 'kubelet/probe'; readonly uid: string; readonly probe: string; readonly container: string };

/** An id that no other request of this kubelet has. */
export function nextId(k: Kubelet, what: string): string {
  k.state.serial += 1;
  return `${what}-${k.node}-${k.state.life}-${k.state.serial}`;
}

export function later(k: Kubelet, delayMs: number, timer: KubeletTimer): void {
  const message: KubeletTimer & { readonly life: string } = { life: k.state.life, ...timer };
  k.context.after(delayMs, message);
}

/** The wall clock in milliseconds of the Unix epoch. */
export function wallMs(k: Kubelet, virtualMs: number = k.context.now): number {
  return k.context.epochMs + virtualMs;
}

/** Says that what follows is about this pod, because of its last news or, when given, of a timer or a word of the runtime. */
export function because(k: Kubelet, worker: PodWorker, timer?: string): void {
  const { key, revision } = worker;
  const cause: { key: string; revision?: number; timer?: string } = { key };
  if (revision !== 0) cause.revision = revision;
  if (timer !== undefined) cause.timer = timer;
  k.context.because(cause);
}
