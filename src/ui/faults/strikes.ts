/** What can be made to go wrong, as one table: each entry is an object of our group or a kubectl command, never a hidden switch. */
import type { FaultSpec, FaultType } from '#api/fault.ts';
import type { Ref } from '#scene/model.ts';
import type { Words } from '../words/words.ts';

export type Target = 'cluster' | 'node' | 'pod' | 'service';

/** What is struck; of a Service also the port to ask. */
export interface StruckRef extends Ref {
  readonly port?: number;
}

export interface Strike {
  readonly id: string;
  readonly target: Target;
  readonly word: keyof Words;
  /** Either a fault that stays until it is ended, or a command that is typed into the terminal. */
  readonly act: (target: StruckRef) => { readonly fault: FaultSpec } | { readonly command: string };
}

function fault(type: FaultType, more: Omit<FaultSpec, 'type'> = {}): { readonly fault: FaultSpec } {
  return { fault: { type, ...more } };
}

function inNamespace({ namespace }: Ref): string {
  return namespace === undefined || namespace === 'default' ? '' : ` -n ${namespace}`;
}

/** A pod that asks a Service again and again, at the Service's own port. */
function load(word: string, { port = 80, ...ref }: StruckRef, seconds: string): string {
  const url = port === 80 ? ref.name : `${ref.name}:${port}`;
  return `kubectl run ${word}-${ref.name}${inNamespace(ref)} --image=busybox:1.36 -- sh -c 'while true; do wget -qO- -T 2 ${url}; sleep ${seconds}; done'`;
}

const component = (address: string) => (): { readonly fault: FaultSpec } => fault('ComponentStopped', { target: address });

export const strikes: readonly Strike[] = [
  {
    id: 'kill',
    target: 'pod',
    word: 'strikeKill',
    act: ({ namespace, name }) => fault('ContainerKilled', { target: `${namespace ?? 'default'}/${name}` }),
  },
  {
    id: 'delete',
    target: 'pod',
    word: 'strikeDelete',
    act: (ref) => ({ command: `kubectl delete pod ${ref.name}${inNamespace(ref)} --grace-period=0 --force` }),
  },
  { id: 'evict', target: 'pod', word: 'strikeCrash', act: (ref) => ({ command: `kubectl exec ${ref.name}${inNamespace(ref)} -- kill 1` }) },
  {
    id: 'drain',
    target: 'node',
    word: 'strikeDrain',
    act: ({ name }) => ({ command: `kubectl drain ${name} --ignore-daemonsets --delete-emptydir-data --force` }),
  },
  { id: 'cordon', target: 'node', word: 'strikeCordon', act: ({ name }) => ({ command: `kubectl cordon ${name}` }) },
  { id: 'uncordon', target: 'node', word: 'strikeUncordon', act: ({ name }) => ({ command: `kubectl uncordon ${name}` }) },
  { id: 'off', target: 'node', word: 'strikeOff', act: ({ name }) => fault('NodeOff', { target: name }) },
  { id: 'partition', target: 'node', word: 'strikePartition', act: ({ name }) => fault('NodePartitioned', { target: name }) },
  { id: 'disk', target: 'node', word: 'strikeDisk', act: ({ name }) => fault('DiskSlow', { target: name, milliseconds: 5_000 }) },
  { id: 'clock', target: 'node', word: 'strikeClock', act: ({ name }) => fault('ClockJumped', { target: name, milliseconds: 3_600_000 }) },
  {
    id: 'load',
    target: 'service',
    word: 'strikeLoad',
    act: (ref) => ({
      command: load('load', ref, '1'),
    }),
  },
  {
    id: 'burst',
    target: 'service',
    word: 'strikeBurst',
    act: (ref) => ({
      command: load('burst', ref, '0.1'),
    }),
  },
  { id: 'dns', target: 'cluster', word: 'strikeDns', act: () => fault('DNSDown') },
  { id: 'registry', target: 'cluster', word: 'strikeRegistry', act: () => fault('RegistryDown') },
  { id: 'registry-slow', target: 'cluster', word: 'strikeRegistrySlow', act: () => fault('RegistrySlow', { milliseconds: 20_000 }) },
  { id: 'scheduler', target: 'cluster', word: 'strikeScheduler', act: component('kube-scheduler') },
  { id: 'controllers', target: 'cluster', word: 'strikeControllers', act: component('kube-controller-manager') },
  { id: 'provisioner', target: 'cluster', word: 'strikeProvisioner', act: component('external-provisioner') },
];

/** `node-off-node-1`: a name that says what it is; one fault of a kind at a target is enough. */
export function faultName({ type, target = '' }: FaultSpec, count: number): string {
  const words = type.replace(/(?<=[a-z])(?=[A-Z])/g, '-');
  const name = `${words}-${target}`.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return `${name.replace(/^-|-$/g, '').slice(0, 50)}${count === 0 ? '' : `-${count + 1}`}`;
}
