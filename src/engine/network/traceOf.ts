/** A first packet's way as the map shows it. It is told when its outcome is known; its hops say when it travelled. */
import type { VirtualMs } from '#api/meta.ts';
import type { PacketHop, Trace } from '#api/trace.ts';
import type { Attachment, PendingTrace } from './state.ts';

type PacketTrace = Extract<Trace, { type: 'packet' }>;

export function traceOf(
  { number, at, route, about }: PendingTrace,
  verdict: PacketTrace['verdict'],
  attachments: ReadonlyMap<string, Attachment>,
  now: VirtualMs,
): PacketTrace {
  const hops: PacketHop[] = [];
  let leaves = at;
  route.hopMs.forEach((ms, i) => {
    const arrives = leaves + ms;
    hops.push({
      from: route.stops[i]!,
      to: route.stops[i + 1]!,
      leaves: leaves as VirtualMs,
      arrives: arrives as VirtualMs,
    });
    leaves = arrives;
  });
  const pod = attachments.get(route.target.ip)?.pod;
  return {
    type: 'packet',
    at: now,
    id: `packet-${number}`,
    protocol: route.protocol,
    hops,
    source: route.source,
    destination: route.destination,
    ...(route.translated ? { translated: { ...route.target, ...(pod === undefined ? {} : { pod }) } } : {}),
    rules: route.rules,
    verdict,
    ...(about === undefined ? {} : { about }),
  };
}
