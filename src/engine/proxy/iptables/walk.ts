/**
 * The way of a flow's first packet through a node's netfilter. Later packets follow the decision made for the first one.
 * upstream: net/netfilter (Linux)
 */
import type { RuleHit } from '#api/trace.ts';
import { inCidr } from '../../helpers/ip.ts';
import type { Netfilter } from './kernel.ts';
import { probabilityText, probabilityThreshold, type Protocol, type Rule, type TableName } from './rule.ts';
import { saveRule } from './text.ts';

export interface Packet {
  readonly source: string;
  readonly destination: string;
  readonly port: number;
  readonly protocol: Protocol;
  /** Whether a process of the node itself sends it; otherwise it comes in from a pod or from outside. */
  readonly fromNode: boolean;
}

export interface WalkEnvironment {
  /** The node's own addresses, besides the loopback ones. */
  readonly nodeIps: readonly string[];
  /** Virtual milliseconds. */
  readonly now: number;
  /** A random integer in [0, 2^31). */
  draw(): number;
}

export type Verdict = 'ACCEPT' | 'REJECT' | 'DROP';

/** One rule that was met. `drawn` is there when a statistic match was asked. */
export interface Met {
  readonly table: TableName;
  readonly chain: string;
  readonly rule: Rule;
  readonly matched: boolean;
  readonly drawn?: number;
}

export interface WalkResult {
  readonly verdict: Verdict;
  /** Whether a rule said so; otherwise no rule said anything against it. */
  readonly byRule: boolean;
  /** Where the packet goes after DNAT. */
  readonly translated?: { readonly ip: string; readonly port: number };
  /** Whether the node puts its own address in place of the source's. */
  readonly masquerade: boolean;
  readonly met: readonly Met[];
}

interface Walker {
  readonly netfilter: Netfilter;
  readonly environment: WalkEnvironment;
  readonly packet: Packet;
  destination: string;
  port: number;
  translated: boolean;
  mark: number;
  masquerade: boolean;
  readonly met: Met[];
}

/** Walks the packet; remembers the source in the lists of `-m recent --set` rules that match. */
export function walk(netfilter: Netfilter, packet: Packet, environment: WalkEnvironment): WalkResult {
  const { destination, port } = packet;
  const walker: Walker = {
    netfilter,
    environment,
    packet,
    destination,
    port,
    translated: false,
    mark: 0,
    masquerade: false,
    met: [],
  };
  const verdict = runHooks(walker);
  return {
    verdict: verdict ?? 'ACCEPT',
    byRule: verdict !== undefined,
    ...(walker.translated ? { translated: { ip: walker.destination, port: walker.port } } : {}),
    masquerade: walker.masquerade,
    met: walker.met,
  };
}

/** The rules met, as a trace tells them. */
export function ruleHits(met: readonly Met[]): RuleHit[] {
  return met.map(({ table, chain, rule, matched, drawn }) => ({
    table,
    chain,
    rule: textOf(chain, rule),
    matched,
    ...(rule.oneIn === undefined ? {} : { probability: Number(probabilityText(rule.oneIn)) }),
    ...(drawn === undefined ? {} : { drawn: drawn / 2147483648 }),
  }));
}

/** A memo of a pure function: packets meet the same rules again and again. */
const texts = new WeakMap<Rule, { readonly chain: string; readonly text: string }>();

function textOf(chain: string, rule: Rule): string {
  const known = texts.get(rule);
  if (known?.chain === chain) return known.text;
  const text = saveRule(chain, rule);
  texts.set(rule, { chain, text });
  return text;
}

/** Every hook on the packet's way, in order, until one of them ends it. */
function runHooks(walker: Walker): Verdict | undefined {
  const { fromNode } = walker.packet;
  runChain(walker, 'nat', fromNode ? 'OUTPUT' : 'PREROUTING');
  const toNode = isLocal(walker, walker.destination);
  const hooks = fromNode ? (toNode ? ['OUTPUT', 'INPUT'] : ['OUTPUT']) : [toNode ? 'INPUT' : 'FORWARD'];
  let accepted = false;
  for (const hook of hooks) {
    const verdict = runChain(walker, 'filter', hook);
    if (verdict === 'REJECT' || verdict === 'DROP') return verdict;
    accepted ||= verdict === 'ACCEPT';
  }
  if (fromNode || !toNode) runChain(walker, 'nat', 'POSTROUTING');
  return accepted ? 'ACCEPT' : undefined;
}

function isLocal({ environment }: Walker, ip: string): boolean {
  return environment.nodeIps.includes(ip) || ip.startsWith('127.') || ip === '::1';
}

/** What the chain decides: a verdict, 'DONE' when the nat table has decided, or nothing (end of chain, RETURN). */
function runChain(walker: Walker, table: TableName, chain: string): Verdict | 'DONE' | undefined {
  for (const rule of walker.netfilter[table].get(chain) ?? []) {
    const drawn = rule.oneIn === undefined ? undefined : { value: -1 };
    const matched = matches(walker, rule, drawn);
    const number = drawn === undefined || drawn.value < 0 ? {} : { drawn: drawn.value };
    walker.met.push({ table, chain, rule, matched, ...number });
    if (!matched || rule.target === undefined) continue;
    const { target } = rule;
    switch (target.type) {
      case 'jump': {
        const verdict = runChain(walker, table, target.chain);
        if (verdict !== undefined) return verdict;
        break;
      }
      case 'RETURN':
        return undefined;
      case 'DNAT':
        walker.destination = target.ip;
        walker.port = target.port;
        walker.translated = true;
        return 'DONE';
      case 'MARK':
        walker.mark = target.how === 'or' ? walker.mark | target.value : walker.mark ^ target.value;
        break;
      case 'MASQUERADE':
        walker.masquerade = true;
        return 'DONE';
      default:
        return target.type;
    }
  }
  return undefined;
}

function matches(walker: Walker, rule: Rule, drawn: { value: number } | undefined): boolean {
  const { packet } = walker;
  if (rule.protocol !== undefined && rule.protocol !== packet.protocol) return false;
  if (rule.port !== undefined && rule.port !== walker.port) return false;
  if (rule.destination !== undefined && !inCidr(walker.destination, rule.destination)) return false;
  if (rule.notDestination !== undefined && inCidr(walker.destination, rule.notDestination)) return false;
  if (rule.source !== undefined && !inCidr(packet.source, rule.source)) return false;
  if (rule.notSource !== undefined && inCidr(packet.source, rule.notSource)) return false;
  if (rule.local !== undefined && !isLocal(walker, rule.local === 'src' ? packet.source : walker.destination)) return false;
  if (rule.states !== undefined && !rule.states.some((state) => isInState(walker, state))) return false;
  if (rule.notStates !== undefined && rule.notStates.some((state) => isInState(walker, state))) return false;
  if (rule.mark !== undefined && (walker.mark & rule.mark) !== rule.mark) return false;
  if (rule.notMark !== undefined && (walker.mark & rule.notMark) === rule.notMark) return false;
  if (rule.recent !== undefined && !recent(walker, rule.recent)) return false;
  if (rule.oneIn === undefined || drawn === undefined) return true;
  drawn.value = walker.environment.draw();
  return drawn.value < probabilityThreshold(rule.oneIn);
}

/** Only first packets are walked: they are NEW, and DNAT once that was decided for them. */
function isInState(walker: Walker, state: string): boolean {
  return state === 'NEW' || (state === 'DNAT' && walker.translated);
}

function recent(
  { netfilter, packet, environment }: Walker,
  { name, seconds }: { readonly name: string; readonly seconds?: number },
): boolean {
  let list = netfilter.recent.get(name);
  if (seconds === undefined) {
    if (list === undefined) netfilter.recent.set(name, (list = new Map()));
    list.delete(packet.source);
    list.set(packet.source, environment.now);
    if (list.size > recentEntriesMax) list.delete(list.keys().next().value ?? '');
    return true;
  }
  const oldest = environment.now - seconds * 1000;
  for (const [source, at] of list ?? []) if (at < oldest) list?.delete(source);
  return list?.has(packet.source) === true;
}

/** As the kernel's ip_list_tot. */
const recentEntriesMax = 100;
