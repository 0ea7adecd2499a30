/** What a Fault object says: something that goes wrong in the cluster for as long as the object is there. */

export const faultTypes = [
  'ComponentStopped',
  'ComponentSlow',
  'NodeOff',
  'NodePartitioned',
  'DiskSlow',
  'ClockJumped',
  'DNSDown',
  'RegistryDown',
  'RegistrySlow',
  'ContainerKilled',
] as const;
export type FaultType = (typeof faultTypes)[number];

export interface FaultSpec {
  readonly type: FaultType;
  /** A component's address (`kube-scheduler`, `kubelet/node-1`), a node, or `namespace/pod` or `namespace/pod/container`. */
  readonly target?: string;
  /** For what is slow: how late; for a clock: how far it jumps. */
  readonly milliseconds?: number;
}

export interface IFault {
  readonly apiVersion: 'orrery.dev/v1';
  readonly kind: 'Fault';
  readonly spec: FaultSpec;
  readonly status?: { readonly phase?: string; readonly message?: string };
}

/** What a fault must say beside its type. */
export const faultNeeds: Readonly<Record<FaultType, { readonly target?: 'component' | 'node' | 'pod'; readonly milliseconds?: true }>> = {
  ComponentStopped: { target: 'component' },
  ComponentSlow: { target: 'component', milliseconds: true },
  NodeOff: { target: 'node' },
  NodePartitioned: { target: 'node' },
  DiskSlow: { target: 'node', milliseconds: true },
  ClockJumped: { target: 'node', milliseconds: true },
  DNSDown: {},
  RegistryDown: {},
  RegistrySlow: { milliseconds: true },
  ContainerKilled: { target: 'pod' },
};
