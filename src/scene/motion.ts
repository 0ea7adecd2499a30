/** What moves: a function of (traces, now). Nothing here remembers anything. */
import type { PacketHop, RuleHit, Trace } from '#api/trace.ts';
import { idOf } from './model.ts';

export type PacketTrace = Extract<Trace, { readonly type: 'packet' }>;
export type LookupTrace = Extract<Trace, { readonly type: 'lookup' }>;

/** One mark between two things. `along` runs from 0 at `from` to 1 at `to`. */
export interface Mover {
  readonly id: string;
  readonly kind: 'packet' | 'question' | 'answer';
  readonly from: string;
  readonly to: string;
  readonly along: number;
  readonly failed: boolean;
  /** Empty for what comes so often that its words would cover the map, such as a kubelet's probe. */
  readonly text: string;
  /** The rules that decided about a packet, as many as it has met when it is here. */
  readonly rules: readonly RuleLine[];
}

/** One rule of a node's chains, in a few words. */
export interface RuleLine {
  readonly text: string;
  readonly matched: boolean;
}

/** `pod/ns/name`, `node/name` -> the id of a thing; `external` stays as it is. */
function endId(end: string): string {
  const [kind, first = '', second = ''] = end.split('/');
  if (kind === 'pod') return idOf('Pod', first, second);
  if (kind === 'node') return idOf('Node', undefined, first);
  return end;
}

/**
 * What is on its way at `now`. A wire crossed in microseconds could not be seen, so a journey is drawn over at least
 * `least` virtual milliseconds; the caller makes that shorter or longer with the clock's speed.
 */
export function moversAt(traces: readonly Trace[], now: number, least: number, dnsId?: string): Mover[] {
  const movers: Mover[] = [];
  for (const trace of traces) {
    if (trace.at > now) continue;
    const mover =
      trace.type === 'packet' ? packetAt(trace, now, least) : trace.type === 'lookup' ? lookupAt(trace, now, least, dnsId) : undefined;
    if (mover !== undefined) movers.push(mover);
  }
  return movers;
}

function isLost(packet: PacketTrace): boolean {
  return packet.verdict !== 'ACCEPT';
}

export function isProbe({ about }: PacketTrace): boolean {
  return about?.endsWith('(probe)') === true;
}

export function packetAt(packet: PacketTrace, now: number, least: number): Mover | undefined {
  const { hops } = packet;
  const first = hops[0];
  const last = hops.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const real = last.arrives - first.leaves;
  const shown = Math.max(real, least);
  const part = shown <= 0 ? 1 : (now - first.leaves) / shown;
  if (part < 0 || part > 1) return undefined;
  const { hop, along } = real > 0 && real >= least ? onHop(hops, first.leaves + part * real) : evenly(hops, part);
  const index = hops.indexOf(hop);
  const isTranslated = index > 0 && packet.translated !== undefined;
  const { ip, port } = isTranslated ? packet.translated : packet.destination;
  return {
    id: packet.id,
    kind: 'packet',
    from: endId(hop.from),
    to: endId(hop.to),
    along,
    failed: isLost(packet),
    text: isProbe(packet) ? '' : `${ip}:${port}`,
    rules: packet.translated !== undefined || isLost(packet) ? rulesMet(packet.rules, index, along) : [],
  };
}

/** The rules stay open on the stretch after the node, this far. */
const openUntil = 0.6;
const linesMost = 7;

/** They open one by one on the way to the node whose rules they are, and close when the packet has left it. */
function rulesMet(rules: readonly RuleHit[], stretch: number, along: number): readonly RuleLine[] {
  if (stretch > 1 || (stretch === 1 && along > openUntil)) return [];
  const deciding = rules.filter(({ matched, probability }) => matched || probability !== undefined).slice(0, linesMost);
  const met = stretch === 1 ? deciding.length : Math.floor(along * (deciding.length + 1));
  return deciding.slice(0, met).map(lineOf);
}

function lineOf({ chain, rule, matched, probability, drawn }: RuleHit): RuleLine {
  const target = /(?:-j|-g) (\S+)(?: --to-destination (\S+))?/.exec(rule);
  const goal = target?.[2] ?? target?.[1] ?? '';
  const odds =
    probability === undefined || drawn === undefined
      ? ''
      : ` ${drawn.toFixed(2)} ${drawn < probability ? '<' : '≥'} ${probability.toFixed(2)}`;
  return { text: `${shortChain(chain)}${odds} → ${shortChain(goal)}`, matched };
}

/** The hash of a chain's name says little; its beginning tells chains apart. */
function shortChain(name: string): string {
  return name.replace(/^(KUBE-(?:SVC|SEP|EXT|FW|XLB)-\w{4})\w+$/, '$1…');
}

function onHop(hops: readonly PacketHop[], at: number): { readonly hop: PacketHop; readonly along: number } {
  const hop = hops.find((one) => at <= one.arrives) ?? hops.at(-1)!;
  const length = hop.arrives - hop.leaves;
  return { hop, along: clamp(length <= 0 ? 1 : (at - hop.leaves) / length) };
}

function evenly(hops: readonly PacketHop[], part: number): { readonly hop: PacketHop; readonly along: number } {
  const at = part * hops.length;
  const index = Math.min(hops.length - 1, Math.floor(at));
  return { hop: hops[index]!, along: clamp(at - index) };
}

function clamp(value: number): number {
  return Math.max(0, Math.min(1, value));
}

export function lookupAt(lookup: LookupTrace, now: number, least: number, dnsId: string | undefined): Mover | undefined {
  const part = least <= 0 ? 1 : (now - lookup.at) / least;
  if (part < 0 || part > 1) return undefined;
  const [namespace = '', name = ''] = lookup.pod.split('/').slice(-2);
  const pod = idOf('Pod', namespace, name);
  const server = dnsId ?? pod;
  const found = lookup.tries.some((one) => one.answers.length > 0);
  const back = part > 0.5;
  return {
    id: lookup.id,
    kind: back ? 'answer' : 'question',
    from: back ? server : pod,
    to: back ? pod : server,
    along: back ? part * 2 - 1 : part * 2,
    failed: back && !found,
    rules: [],
    text: back ? (lookup.tries.find((one) => one.answers.length > 0)?.answers.join(' ') ?? 'NXDOMAIN') : lookup.name,
  };
}
