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
  'ClusterOffline',
] as const;
export type FaultType = (typeof faultTypes)[number];

export interface FaultSpec {
  readonly type: FaultType;
  /**
   * A component's address (`kube-scheduler`, `kubelet/node-1`), one controller of it (`kube-controller-manager/statefulset`), a node,
   * `namespace/pod` or `namespace/pod/container`, or a member of this federation.
   */
  readonly target?: string;
  /** For what is slow: how late; for a clock: how far it jumps. */
  readonly milliseconds?: number;
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
  readonly status?: { readonly phase?: string; readonly message?: string };
}

/** Faults that happen once and are over; the others last as long as the object. */
export const onceFaults: ReadonlySet<FaultType> = new Set(['ComponentRestarted', 'WatchesLost', 'ContainerKilled']);

/** What the API server can be made to answer. */
export const refusalCodes: readonly number[] = [409, 429, 500, 503, 504];
export const refusableVerbs: readonly string[] = ['get', 'list', 'create', 'update', 'patch', 'delete', 'deletecollection'];

/** What a fault must say beside its type. */
export const faultNeeds: Readonly<
  Record<FaultType, { readonly target?: 'component' | 'node' | 'pod' | 'cluster'; readonly milliseconds?: true }>
> = {
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
  ClusterOffline: { target: 'cluster' },
};
