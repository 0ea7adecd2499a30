/** The requests and lookups worth a name: the newest first, without the kubelets' own probes. */
import type { Trace } from '#api/trace.ts';
import { isProbe, lookupAt, packetAt, type LookupTrace, type Mover, type PacketTrace } from '#scene/motion.ts';

const shownMax = 8;

export type Request = PacketTrace | LookupTrace;

export function recentPackets(traces: readonly Trace[], now: number): readonly Request[] {
  const found: Request[] = [];
  for (let i = traces.length - 1; i >= 0 && found.length < shownMax; i -= 1) {
    const trace = traces[i];
    if (trace === undefined || trace.at > now) continue;
    if (trace.type === 'lookup' || (trace.type === 'packet' && isOwnRequest(trace))) found.push(trace);
  }
  return found;
}

/** A question to the DNS server that arrived is told by its lookup, with all the names that were tried. */
function isOwnRequest(packet: PacketTrace): boolean {
  return !isProbe(packet) && !(packet.about?.startsWith('DNS ') === true && packet.verdict === 'ACCEPT');
}

export function requestName(request: Request): string {
  return request.type === 'packet' ? packetName(request) : lookupName(request);
}

/** `client → web?, DNS, 10.96.0.7`, or with the code of a name that nobody has. */
function lookupName({ pod, name, tries }: LookupTrace): string {
  const last = tries.at(-1);
  const answer = tries.flatMap(({ answers }) => answers).join(' ') || last?.rcode;
  return [`${ownName(pod)} → ${name}?`, `DNS ${tries.length}×`, answer].filter((part) => part !== undefined).join(', ');
}

/** `client → 10.96.0.10:80 → web-x, GET /, ACCEPT`, with the parts that are known. */
export function packetName({ source, destination, translated, about, verdict }: PacketTrace): string {
  const way = [ownName(source.pod) ?? source.ip, `${destination.ip}:${destination.port}`];
  if (translated !== undefined) way.push(ownName(translated.pod) ?? translated.ip);
  return [way.join(' → '), about, verdict].filter((part) => part !== undefined && part !== '').join(', ');
}

function ownName(pod: string | undefined): string | undefined {
  return pod?.slice(pod.indexOf('/') + 1);
}

/** How far along its way a packet is held: on the last stretch, with the pod it goes to in sight. */
const heldAt = 0.8;

/** A request that is held for looking at stays on the map after its journey; a lookup on its way back from the DNS server. */
export function heldMover(traces: readonly Trace[], held: string | undefined, dnsId: string | undefined): Mover | undefined {
  const trace = held === undefined ? undefined : traces.find((one) => isRequest(one) && one.id === held);
  if (trace?.type === 'lookup') return lookupAt(trace, trace.at + heldAt, 1, dnsId);
  const first = trace?.type === 'packet' ? trace.hops[0] : undefined;
  const last = trace?.type === 'packet' ? trace.hops.at(-1) : undefined;
  if (trace?.type !== 'packet' || first === undefined || last === undefined) return undefined;
  const shown = Math.max(1, last.arrives - first.leaves);
  return packetAt(trace, first.leaves + shown * heldAt, shown);
}

function isRequest(trace: Trace): trace is Request {
  return trace.type === 'packet' || trace.type === 'lookup';
}
