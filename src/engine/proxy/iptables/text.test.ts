import { describe, expect, it } from 'vitest';
import type { EndpointSlice, Service } from '#api/kinds.ts';
import saved from './fixtures/saved.json' with { type: 'json' };
import { replaySavedRules } from './replay.ts';
import { probabilityText } from './rule.ts';

const metadata = {
  name: 'kubernetes',
  namespace: 'default',
  labels: { 'kubernetes.io/service-name': 'kubernetes' },
};
const kubernetes = {
  service: {
    metadata,
    spec: { clusterIP: '10.96.0.1', ports: [{ name: 'https', port: 443 }] },
  } as unknown as Service,
  slice: {
    metadata,
    addressType: 'IPv4',
    ports: [{ name: 'https', port: 16443 }],
    endpoints: [{ addresses: ['10.250.0.1'] }],
  } as unknown as EndpointSlice,
};

describe('iptables-save of a real node', () => {
  it.each(saved.map((state) => [state.slug, state] as const))('%s', (_, state) => {
    const services = [kubernetes.service, ...(state.services as unknown as Service[])];
    const slices = [kubernetes.slice, ...(state.slices as unknown as EndpointSlice[])];
    const lines = replaySavedRules(services, slices, { node: 'node-1', nodeIp: '10.250.0.1' });
    // Services come in no fixed order on a real node; within a Service's chains the order is part of the meaning.
    const own = (line: string) => /^-A KUBE-(SVC|SVL|SEP|EXT|FW)-/.test(line);
    expect(lines.filter(own)).toEqual(state.rules.filter(own));
    expect(lines.toSorted()).toEqual(state.rules.toSorted());
  });
});

it('prints probabilities as Go does', () => {
  expect([1, 2, 3, 7, 2048].map(probabilityText)).toEqual(['1.0000000000', '0.5000000000', '0.3333333333', '0.1428571429', '0.0004882812']);
});
