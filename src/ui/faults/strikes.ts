/** What can be made to go wrong, as one table: each entry is an object of our group or a kubectl command, never a hidden switch. */
import type { FaultSpec, FaultType } from '#api/fault.ts';
import type { Ref } from '#scene/model.ts';
import type { Words } from '../words/words.ts';

export type Target = 'cluster' | 'node' | 'pod' | 'service' | 'component';

export interface Strike {
  readonly id: string;
  readonly target: Target;
  readonly word: keyof Words;
  /** Either a fault that stays until it is ended, or a command that is typed into the terminal. */
  readonly act: (target: Ref) => { readonly fault: FaultSpec } | { readonly command: string };
}

function fault(type: FaultType, more: Omit<FaultSpec, 'type'> = {}): { readonly fault: FaultSpec } {
  return { fault: { type, ...more } };
}

const keyOf = ({ namespace, name }: Ref): string => `${namespace ?? 'default'}/${name}`;

export const strikes: readonly Strike[] = [
  { id: 'kill', target: 'pod', word: 'strikeKill', act: (ref) => fault('ContainerKilled', { target: keyOf(ref) }) },
  { id: 'crash', target: 'pod', word: 'strikeCrash', act: (ref) => fault('ContainerCrashed', { target: keyOf(ref) }) },
  { id: 'end', target: 'pod', word: 'strikeEnd', act: (ref) => fault('ContainerCrashed', { target: keyOf(ref), signal: 'TERM' }) },
  { id: 'delete', target: 'pod', word: 'strikeDelete', act: (ref) => fault('PodKilled', { target: keyOf(ref) }) },
  { id: 'drain', target: 'node', word: 'strikeDrain', act: ({ name }) => fault('NodeDrained', { target: name }) },
  { id: 'cordon', target: 'node', word: 'strikeCordon', act: ({ name }) => ({ command: `kubectl cordon ${name}` }) },
  { id: 'uncordon', target: 'node', word: 'strikeUncordon', act: ({ name }) => ({ command: `kubectl uncordon ${name}` }) },
  { id: 'off', target: 'node', word: 'strikeOff', act: ({ name }) => fault('NodeOff', { target: name }) },
  { id: 'partition', target: 'node', word: 'strikePartition', act: ({ name }) => fault('NodePartitioned', { target: name }) },
  { id: 'disk', target: 'node', word: 'strikeDisk', act: ({ name }) => fault('DiskSlow', { target: name, milliseconds: 5_000 }) },
  { id: 'clock', target: 'node', word: 'strikeClock', act: ({ name }) => fault('ClockJumped', { target: name, milliseconds: 3_600_000 }) },
  { id: 'load', target: 'service', word: 'strikeLoad', act: (ref) => fault('ServiceLoaded', { target: keyOf(ref), callsPerSecond: 10 }) },
  {
    id: 'burst',
    target: 'service',
    word: 'strikeBurst',
    act: (ref) => fault('ServiceLoaded', { target: keyOf(ref), callsPerSecond: 200 }),
  },
  { id: 'dns', target: 'cluster', word: 'strikeDns', act: () => fault('DNSDown') },
  { id: 'registry', target: 'cluster', word: 'strikeRegistry', act: () => fault('RegistryDown') },
  { id: 'registry-slow', target: 'cluster', word: 'strikeRegistrySlow', act: () => fault('RegistrySlow', { milliseconds: 20_000 }) },
  { id: 'stop', target: 'component', word: 'strikeStop', act: ({ name }) => fault('ComponentStopped', { target: name }) },
  { id: 'slow', target: 'component', word: 'strikeSlow', act: ({ name }) => fault('ComponentSlow', { target: name, milliseconds: 2_000 }) },
  { id: 'restart', target: 'component', word: 'strikeRestart', act: ({ name }) => fault('ComponentRestarted', { target: name }) },
];

/** `node-off-node-1`: a name that says what it is; one fault of a kind at a target is enough. */
export function faultName({ type, target = '' }: FaultSpec, count: number): string {
  const words = type.replace(/(?<=[a-z])(?=[A-Z])/g, '-');
  const name = `${words}-${target}`.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return `${name.replace(/^-|-$/g, '').slice(0, 50)}${count === 0 ? '' : `-${count + 1}`}`;
}
