import { describe, expect, it } from 'vitest';
import type { Node, Pod, Service } from '#api/kinds.ts';
import { belongsInEndpoints, portsFor } from '../common/endpoints/podEndpoint.ts';
import { endpointsEqual, type Endpoint } from '../common/endpoints/sliceEndpoint.ts';
import { endpointOf } from './endpoint.ts';
import { familiesOf } from './endpointslice.ts';
import fixture from './fixtures/unit.json' with { type: 'json' };

/** Rows of the real tests' tables, as data. */
const rows = fixture as unknown as {
  readonly endpoint: readonly {
    readonly name: string;
    readonly pod: Pod;
    readonly node: Node | null;
    readonly svc: Service;
    readonly publishNotReadyAddresses: boolean;
    readonly expectedEndpoint: Endpoint;
  }[];
  readonly families: readonly { readonly name: string; readonly service: Service; readonly expectedAddressTypes: readonly string[] }[];
  readonly counts: readonly {
    readonly name: string;
    readonly pod: Pod;
    readonly includeTerminating: boolean;
    readonly expected: boolean;
  }[];
  readonly ports: readonly { readonly pod: Pod; readonly service: Service; readonly expectedPorts: readonly object[] }[];
  readonly equal: readonly { readonly name: string; readonly ep1: Endpoint; readonly ep2: Endpoint; readonly expected: boolean }[];
};

describe('endpoints', () => {
  it.each(rows.endpoint.map((row) => [row.name, row] as const))('%s', (_name, row) => {
    const service = { ...row.svc, spec: { ...row.svc.spec, publishNotReadyAddresses: row.publishNotReadyAddresses } };
    expect(endpointOf(row.pod, row.node ?? undefined, service, 'IPv4')).toEqual(row.expectedEndpoint);
  });

  it.each(rows.counts.map((row) => [row.name, row] as const))('%s', (_name, row) =>
    expect(belongsInEndpoints(row.pod, row.includeTerminating)).toBe(row.expected),
  );

  it.each(rows.families.map((row) => [row.name, row] as const))('%s', (_name, row) =>
    expect([...familiesOf(row.service)].sort()).toEqual([...row.expectedAddressTypes].sort()),
  );

  it.each(rows.ports)('resolves ports: %#', (row) => expect(portsFor(row.pod, row.service)).toEqual(row.expectedPorts));

  it.each(rows.equal.map((row) => [row.name, row] as const))('%s', (_name, row) =>
    expect(endpointsEqual(row.ep1, row.ep2)).toBe(row.expected),
  );
});
