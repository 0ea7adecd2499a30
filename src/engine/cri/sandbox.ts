/**
 * Sandboxes: a pod's network namespace with an address of the node's range, the next free one after the last given.
 * upstream: github.com/containernetworking/plugins host-local
 */
import { nextBelow } from '#sim/random.ts';
import { containerdAddress, type CriAnswer, type RemoveSandbox, type RunSandbox } from '../helpers/contracts/cri.ts';
import { answer } from './answer.ts';
import { removeContainer } from './lifecycle.ts';
import { tellNetwork } from './net/transfer.ts';
import type { Kernel } from './process/task.ts';
import { whenPrepared } from './work.ts';

export interface Range {
  readonly base: number;
  readonly size: number;
}

/** `10.244.1.0/24` as numbers. */
export function parseRange(cidr: string): Range {
  const [ip = '', bits = '24'] = cidr.split('/');
  const base = ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  return { base, size: Number(1n << BigInt(32 - Number(bits))) };
}

function addressText(value: number): string {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
}

/** The runtimes that are set up on every node. */
const handlers = new Set(['runc']);

export function runSandbox(kernel: Kernel, message: RunSandbox, range: Range, nodeIp: string): void {
  if (message.handler !== undefined && !handlers.has(message.handler)) {
    const error = `rpc error: code = Unknown desc = failed to get sandbox runtime: no runtime for "${message.handler}" is configured`;
    answer(kernel, { type: 'cri/sandbox-ready', id: message.id, sandbox: message.sandbox, ip: '', error }, 10);
    return;
  }
  const ip = message.hostNetwork ? nodeIp : takeAddress(kernel, range, message.sandbox);
  if (ip === undefined) {
    const error = `failed to setup network for sandbox "${message.sandbox}": plugin type="bridge" failed (add): failed to allocate for range 0: no IP addresses available in range set: ${addressText(range.base + 1)}-${addressText(range.base + range.size - 2)}`;
    answer(kernel, { type: 'cri/sandbox-ready', id: message.id, sandbox: message.sandbox, ip: '', error }, 100);
    return;
  }
  const { sandbox, hostNetwork, hostname, pod, resolvConf, hosts, sysctls } = message;
  const own = sysctls === undefined ? {} : { sysctls };
  kernel.state.sandboxes.set(sandbox, Object.freeze({ id: sandbox, ip, hostNetwork, hostname, pod, resolvConf, hosts, ...own }));
  if (!hostNetwork)
    tellNetwork(kernel, {
      type: 'net/attach',
      ip,
      owner: containerdAddress(kernel.node),
      node: kernel.node,
      pod: `${pod.namespace}/${pod.name}`,
    });
  for (const mapping of message.portMappings ?? []) tellNetwork(kernel, { type: 'net/map-port', node: kernel.node, ip, ...mapping });
  const ready: CriAnswer = { type: 'cri/sandbox-ready', id: message.id, sandbox, ip };
  const delayMs = 120 + nextBelow(kernel.context.random, 100);
  whenPrepared(kernel, { what: 'sandboxMs', to: kernel.kubelet, message: ready, delayMs });
}

/** The next free address, skipping the network's own, the bridge's and the broadcast address. */
function takeAddress(kernel: Kernel, range: Range, sandbox: string): string | undefined {
  const { addresses } = kernel.state;
  const usable = range.size - 3;
  for (let i = 0; i < usable; i += 1) {
    const offset = 2 + ((kernel.state.lastAddress - 1 + i) % usable);
    const ip = addressText(range.base + offset);
    if (addresses.has(ip)) continue;
    addresses.set(ip, sandbox);
    kernel.state.lastAddress = offset;
    return ip;
  }
  return undefined;
}

export function removeSandbox(kernel: Kernel, message: RemoveSandbox): void {
  const sandbox = kernel.state.sandboxes.get(message.sandbox);
  if (sandbox !== undefined) {
    for (const container of Array.from(kernel.state.containers.values()))
      if (container.sandbox === sandbox.id) removeContainer(kernel, container.id, message.keepContainers === true);
    kernel.state.sandboxes.delete(sandbox.id);
    if (!sandbox.hostNetwork) {
      kernel.state.addresses.delete(sandbox.ip);
      tellNetwork(kernel, { type: 'net/detach', ip: sandbox.ip });
    }
  }
  const removed: CriAnswer = { type: 'cri/sandbox-removed', id: message.id, sandbox: message.sandbox };
  const delayMs = 20 + nextBelow(kernel.context.random, 40);
  whenPrepared(kernel, { what: 'teardownMs', to: kernel.kubelet, message: removed, delayMs });
}
