/** A node's kernel as the network uses it; cluster.ts puts it in there. upstream: net/netfilter (Linux) */
import { createNetfilter, restore, type Netfilter } from './kernel.ts';
import type { Restore } from './rule.ts';
import { ruleHits, walk } from './walk.ts';

export const iptablesNetfilter = {
  create: createNetfilter,
  /** Takes what this room's kube-proxy sent as `tables`. */
  restore: (netfilter: Netfilter, tables: unknown): boolean => restore(netfilter, tables as Restore),
  walk,
  hits: ruleHits,
};
