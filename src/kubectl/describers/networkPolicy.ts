import { goTime } from '#api/machinery/goText.ts';
import type { NetworkPolicy } from '#api/kinds.ts';
import { formatLabelSelector } from '#api/machinery/labels.ts';
import { writeAnnotations, writeLabels, type Lines } from './lines.ts';
import type { Describe } from './world.ts';

type Peer = NonNullable<NonNullable<NetworkPolicy['spec']['ingress']>[number]['from']>[number];
type Port = NonNullable<NonNullable<NetworkPolicy['spec']['ingress']>[number]['ports']>[number];

/** upstream: describeNetworkPolicy */
export const describeNetworkPolicy: Describe<NetworkPolicy> = (lines, object) => {
  const { metadata, spec } = object;
  lines.write(0, `Name:\t${metadata.name}\n`);
  lines.write(0, `Namespace:\t${metadata.namespace ?? ''}\n`);
  lines.write(0, `Created on:\t${goTime(metadata.creationTimestamp)}\n`);
  writeLabels(lines, 'Labels', metadata.labels);
  writeAnnotations(lines, 'Annotations', metadata.annotations);
  const selector = formatLabelSelector(spec.podSelector);
  lines.write(
    0,
    `Spec:\n  PodSelector:     ${selector === '<none>' ? '<none> (Allowing the specific traffic to all pods in this namespace)' : selector}\n`,
  );
  const types = spec.policyTypes ?? ['Ingress'];
  if (types.includes('Ingress')) {
    const rules = (spec.ingress ?? []).map((rule) => ({ ports: rule.ports ?? [], peers: rule.from ?? [] }));
    writeRules(lines, rules, { traffic: 'ingress', word: 'From', missing: 'source' });
  } else lines.write(1, 'Not affecting ingress traffic\n');
  if (types.includes('Egress')) {
    const rules = (spec.egress ?? []).map((rule) => ({ ports: rule.ports ?? [], peers: rule.to ?? [] }));
    writeRules(lines, rules, { traffic: 'egress', word: 'To', missing: 'destination' });
  } else lines.write(1, 'Not affecting egress traffic\n');
  lines.write(1, `Policy Types: ${types.join(', ')}\n`);
  return Promise.resolve();
};

interface Words {
  readonly traffic: string;
  readonly word: string;
  readonly missing: string;
}

function writeRules(
  lines: Lines,
  rules: readonly { readonly ports: readonly Port[]; readonly peers: readonly Peer[] }[],
  words: Words,
): void {
  lines.write(1, `Allowing ${words.traffic} traffic:\n`);
  if (rules.length === 0) return lines.write(2, `<none> (Selected pods are isolated for ${words.traffic} connectivity)\n`);
  rules.forEach(({ ports, peers }, index) => {
    if (ports.length === 0) lines.write(2, 'To Port: <any> (traffic allowed to all ports)\n');
    for (const port of ports) lines.write(2, `To Port: ${port.port ?? '<nil>'}/${port.protocol ?? 'TCP'}\n`);
    if (peers.length === 0) lines.write(2, `${words.word}: <any> (traffic not restricted by ${words.missing})\n`);
    for (const peer of peers) writePeer(lines, peer, words.word);
    if (index < rules.length - 1) lines.write(2, '----------\n');
  });
}

function writePeer(lines: Lines, peer: Peer, word: string): void {
  lines.write(2, `${word}:\n`);
  if (peer.namespaceSelector !== undefined) lines.write(3, `NamespaceSelector: ${formatLabelSelector(peer.namespaceSelector)}\n`);
  if (peer.podSelector !== undefined) lines.write(3, `PodSelector: ${formatLabelSelector(peer.podSelector)}\n`);
  if (peer.ipBlock === undefined || peer.namespaceSelector !== undefined || peer.podSelector !== undefined) return;
  lines.write(3, 'IPBlock:\n');
  lines.write(4, `CIDR: ${peer.ipBlock.cidr}\n`);
  lines.write(4, `Except: ${(peer.ipBlock.except ?? []).join(', ')}\n`);
}
