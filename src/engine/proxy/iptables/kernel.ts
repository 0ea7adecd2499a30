/**
 * A node's netfilter: its tables, and the lists that `-m recent` keeps.
 * upstream: net/netfilter (Linux), pkg/util/iptables/testing/fake.go
 */
import { isServiceChain, type Chains, type Restore, type TableRestore } from './rule.ts';
import { blockLocalnet } from './sharedChains.ts';

/** Plain data: part of the network's state and of checkpoints. */
export interface Netfilter {
  readonly nat: Chains;
  readonly filter: Chains;
  /** List -> source IP -> when it was seen last, in virtual milliseconds. */
  readonly recent: Map<string, Map<string, number>>;
}

const empty = Object.freeze([]);

/** The tables of a node on which the kubelet runs and no kube-proxy yet. */
export function createNetfilter(): Netfilter {
  return {
    nat: new Map(['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING', 'KUBE-KUBELET-CANARY'].map((chain) => [chain, empty])),
    filter: new Map([
      ...['INPUT', 'FORWARD', 'OUTPUT', 'KUBE-KUBELET-CANARY'].map((chain): [string, typeof empty] => [chain, empty]),
      ['KUBE-FIREWALL', blockLocalnet],
    ]),
    recent: new Map(),
  };
}

/** All of the restore, or, when it would leave a jump to a chain that is gone, nothing of it. */
export function restore(netfilter: Netfilter, input: Restore): boolean {
  const stale = input.full ? [...netfilter.nat.keys()].filter((chain) => isServiceChain(chain) && !input.nat.chains.has(chain)) : [];
  const nat = { chains: input.nat.chains, deleted: [...new Set([...input.nat.deleted, ...stale])] };
  if (!isSound(netfilter.nat, nat) || !isSound(netfilter.filter, input.filter)) return false;
  if (input.full) ensureJumps(netfilter, input);
  apply(netfilter.nat, nat);
  apply(netfilter.filter, input.filter);
  for (const chain of nat.deleted) netfilter.recent.delete(chain);
  return true;
}

/** Whether every rule would still have where to jump to. */
function isSound(chains: Chains, { chains: written, deleted }: TableRestore): boolean {
  const gone = new Set(deleted);
  for (const [chain, rules] of written) {
    // What stands there already was sound, and can only be hurt by a chain that goes.
    if (gone.size === 0 && chains.get(chain) === rules) continue;
    for (const { target } of rules) {
      if (target?.type !== 'jump') continue;
      if (gone.has(target.chain) || !(written.has(target.chain) || chains.has(target.chain))) return false;
    }
  }
  if (gone.size === 0) return true;
  for (const [chain, rules] of chains) {
    if (written.has(chain) || gone.has(chain)) continue;
    if (rules.some(({ target }) => target?.type === 'jump' && gone.has(target.chain))) return false;
  }
  return true;
}

function apply(chains: Chains, { chains: written, deleted }: TableRestore): void {
  for (const [chain, rules] of written) chains.set(chain, rules);
  for (const chain of deleted) chains.delete(chain);
}

function ensureJumps(netfilter: Netfilter, { jumps }: Restore): void {
  for (const name of ['nat', 'filter'] as const) {
    for (const [chain, rules] of jumps[name]) netfilter[name].set(chain, rules);
    if (!netfilter[name].has('KUBE-PROXY-CANARY')) netfilter[name].set('KUBE-PROXY-CANARY', empty);
  }
}
