import type { Node } from '#api/kinds.ts';
import { parseTime } from '#api/machinery/time.ts';
import { testCluster } from '../common/testing.ts';
import { hear, isSilent } from './health.ts';
import { nodeLifecycle } from './nodelifecycle.ts';
import { zoneOf } from '../../helpers/nodeZone.ts';
import { zonesOf } from './zones.ts';
import { expect, it } from 'vitest';

const node = (labels: Readonly<Record<string, string>>) =>
  ({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'n', labels }, spec: {}, status: {} }) as unknown as Node;

it('keeps the older names of labels in step with the newer', () => {
  const cluster = testCluster(nodeLifecycle);
  cluster.put(node({ 'kubernetes.io/os': 'linux', 'beta.kubernetes.io/os': 'windows', 'kubernetes.io/arch': 'amd64' }));
  cluster.run();
  const { 'beta.kubernetes.io/os': os, 'beta.kubernetes.io/arch': arch } = cluster.get('Node', 'n')?.metadata.labels ?? {};
  expect([os, arch]).toEqual(['linux', 'amd64']);
});

it('judges no zone by a node that is to be left out', () => {
  expect(zonesOf([node({ 'node.kubernetes.io/exclude-disruption': '' })]).size).toBe(0);
});

it('knows a zone by the older labels where they are', () => {
  const both = { 'topology.kubernetes.io/zone': 'new', 'failure-domain.beta.kubernetes.io/zone': 'old' };
  expect([zoneOf(node(both)), zoneOf(node({ 'topology.kubernetes.io/zone': 'new' }))]).toEqual([':old', ':new']);
});

it('hears nothing from a node that never said a word, not even at its own start', () => {
  const old = { metadata: { name: 'n', uid: 'u', creationTimestamp: '2026-01-01T00:00:00Z' }, status: {} } as unknown as Node;
  const wallMs = 120_000 + parseTime('2026-01-01T00:00:00Z')!;
  const silent = (renewTime?: string) => isSilent(old, hear(old, renewTime, undefined, { now: 5_000, wallMs }), 5_000);
  expect([silent(), silent('2026-01-01T00:00:00.000000Z')]).toEqual([true, false]);
});
