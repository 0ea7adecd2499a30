/** What a Fault object says: something that goes wrong in the cluster for as long as the object is there. */

export const faultTypes = [
  'ComponentStopped',
  'ComponentSlow',
  'ComponentRestarted',
  'WatchesLost',
  'CallsRefused',
  'NodeOff',
  'NodePartitioned',
  'DiskSlow',
  'ClockJumped',
  'DNSDown',
  'RegistryDown',
  'RegistrySlow',
  'ContainerKilled',
  'ContainerCrashed',
  'PodKilled',
  'NodeDrained',
  'ServiceLoaded',
  'ClusterOffline',
] as const;
export type FaultType = (typeof faultTypes)[number];

export interface FaultSpec {
  readonly type: FaultType;
  /**
   * A component's address (`kube-scheduler`, `kubelet/node-1`), one controller of it (`kube-controller-manager/statefulset`), a node,
   * `namespace/pod` or `namespace/pod/container`, `namespace/service`, or a member of this federation.
   */
  readonly target?: string;
  /** For what is slow: how late; for a clock: how far it jumps; for a load: how much CPU time a call takes (absent: 5). */
  readonly milliseconds?: number;
  /** What a crashed container's main process gets (absent: SEGV). */
  readonly signal?: string;
  /** Of a load; and at which port of the Service (absent: its first). */
  readonly callsPerSecond?: number;
  readonly port?: number;
  /** Calls that are refused: which verb and resource (absent: any), with which code (absent: 500), how many (absent: all). */
  readonly verb?: string;
  readonly resource?: string;
  readonly code?: number;
  readonly times?: number;
}

export interface IFault {
  readonly apiVersion: 'orrery.dev/v1';
  readonly kind: 'Fault';
  readonly spec: FaultSpec;
  readonly status?: FaultStatus;
}

export interface FaultStatus {
  readonly phase?: string;
  readonly message?: string;
  /** Of a drain: pods that are gone or going, pods that are still there, and the API server's words about those that may not go yet. */
  readonly evicted?: number;
  readonly left?: number;
  readonly refusals?: readonly { readonly pod: string; readonly message: string }[];
}

/** A drain that has cordoned its node holds its own deletion up until the node is uncordoned. */
export const uncordonFinalizer = 'orrery.dev/uncordon';

/** A call takes so much CPU time when a load says nothing of it. */
export const callMilliseconds = 5;

/** Faults that happen once and are over; the others last as long as the object. */
export const onceFaults: ReadonlySet<FaultType> = new Set([
  'ComponentRestarted',
  'WatchesLost',
  'ContainerKilled',
  'ContainerCrashed',
  'PodKilled',
]);

/** What makes a main process end as its own mistakes do; the kernel spares nobody these. */
export const crashSignals: readonly string[] = ['SEGV', 'ABRT', 'FPE', 'ILL'];
/** What somebody else sends it, and it may handle. */
export const sentSignals: readonly string[] = ['TERM', 'INT', 'QUIT', 'HUP', 'USR1', 'USR2', 'KILL'];

/** What the API server can be made to answer. */
export const refusalCodes: readonly number[] = [409, 429, 500, 503, 504];
export const refusableVerbs: readonly string[] = ['get', 'list', 'create', 'update', 'patch', 'delete', 'deletecollection'];

interface FaultNeeds {
  readonly target?: 'component' | 'node' | 'pod' | 'service' | 'cluster';
  readonly milliseconds?: true;
  readonly callsPerSecond?: true;
}

/** What a fault must say beside its type. */
export const faultNeeds: Readonly<Record<FaultType, FaultNeeds>> = {
  ComponentStopped: { target: 'component' },
  ComponentSlow: { target: 'component', milliseconds: true },
  ComponentRestarted: { target: 'component' },
  WatchesLost: {},
  CallsRefused: {},
  NodeOff: { target: 'node' },
  NodePartitioned: { target: 'node' },
  DiskSlow: { target: 'node', milliseconds: true },
  ClockJumped: { target: 'node', milliseconds: true },
  DNSDown: {},
  RegistryDown: {},
  RegistrySlow: { milliseconds: true },
  ContainerKilled: { target: 'pod' },
  ContainerCrashed: { target: 'pod' },
  PodKilled: { target: 'pod' },
  NodeDrained: { target: 'node' },
  ServiceLoaded: { target: 'service', callsPerSecond: true },
  ClusterOffline: { target: 'cluster' },
};
