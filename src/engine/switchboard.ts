/**
 * What faults do to messages on their way: dropped, late, or changed. All of it follows from the faults that are in force
 * and the message, so that a component needs to know nothing of it and a checkpoint holds no more than the list.
 */
import type { Message } from './client/component.ts';
import { containerdAddress, kubeletAddress } from './helpers/contracts/cri.ts';
import { apiServingAddress } from './helpers/contracts/apiServing.ts';
import { kubeProxyAddress, type Incoming } from './helpers/contracts/network.ts';
import { partAddress, type ActiveFault } from './helpers/contracts/switchboard.ts';

/** A message that comes late has passed the switchboard. */
export interface Late extends Message {
  readonly type: 'switchboard/late';
  readonly message: Message;
}

export type Way =
  | { readonly do: 'pass'; readonly message: Message }
  | { readonly do: 'drop' }
  | { readonly do: 'delay'; readonly byMs: number };

const drop: Way = Object.freeze({ do: 'drop' });
const dnsAddress = 'coredns';

/** Components that a fault puts out of work; each starts anew when the fault is over, as after a crash. */
export function stoppedBy({ type, target = '' }: ActiveFault): readonly string[] {
  if (type === 'ComponentStopped') return [target];
  if (type === 'DNSDown') return [dnsAddress];
  return type === 'NodeOff' ? [containerdAddress(target), kubeProxyAddress(target), kubeletAddress(target)] : [];
}

/** Components whose way to the API server is cut. */
export function cutOffBy({ type, target = '' }: ActiveFault): readonly string[] {
  return type === 'NodePartitioned' ? [kubeProxyAddress(target), kubeletAddress(target)] : [];
}

export function isCutOff(faults: readonly ActiveFault[], address: string): boolean {
  return faults.some((fault) => cutOffBy(fault).includes(address));
}

/** How far a component's clock is from the cluster's. */
export function clockSkewOf(faults: readonly ActiveFault[], address: string): number {
  let skew = 0;
  for (const { type, target = '', milliseconds = 0 } of faults)
    if (type === 'ClockJumped' && (address === kubeletAddress(target) || address === containerdAddress(target))) skew += milliseconds;
  return skew;
}

export function wayOf(faults: readonly ActiveFault[], address: string, message: Message): Way {
  let byMs = 0;
  let changed = message;
  for (const fault of faults) {
    if (isStoppedBy(fault, address, message)) return drop;
    if (message.type === 'news' && cutOffBy(fault).includes(address)) return drop;
    byMs += delayBy(fault, address, message);
    if (fault.type === 'RegistryDown' && message.type === 'cri/pull-done') changed = { ...message, isUnreachable: true } as Message;
    if (isFromCutOff(fault, address, message)) changed = { ...message, isCutOff: true } as Message;
  }
  return byMs > 0 ? { do: 'delay', byMs } : { do: 'pass', message: changed };
}

/** A container of a node that is cut off dials the API server. */
function isFromCutOff({ type, target }: ActiveFault, address: string, message: Message): boolean {
  return (
    type === 'NodePartitioned' && address === apiServingAddress && message.type === 'net/incoming' && (message as Incoming).node === target
  );
}

/** What a disk is asked for when a container starts. */
const diskWork = new Set(['cri/run-sandbox', 'cri/start', 'cri/exec-sync']);

function isStoppedBy(fault: ActiveFault, address: string, message: Message): boolean {
  const stopped = stoppedBy(fault);
  return stopped.includes(address) || (stopped.length > 0 && stopped.includes(partOf(address, message)));
}

/** A message for one controller of a component names it. */
function partOf(address: string, message: Message): string {
  const { controller } = message as { readonly controller?: unknown };
  return typeof controller === 'string' ? partAddress(address, controller) : address;
}

function delayBy({ type, target = '', milliseconds = 0 }: ActiveFault, address: string, message: Message): number {
  const isHit =
    (type === 'ComponentSlow' && (address === target || partOf(address, message) === target)) ||
    (type === 'DiskSlow' && address === containerdAddress(target) && diskWork.has(message.type)) ||
    (type === 'RegistrySlow' && message.type === 'cri/pull-done');
  return isHit ? milliseconds : 0;
}
