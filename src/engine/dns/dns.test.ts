import { describe, expect, it } from 'vitest';
import type { Json } from '#api/immutable.ts';
import type { KubeObject, VirtualMs } from '#api/meta.ts';
import type { Request, Response } from '#api/request.ts';
import type { WatchEvent } from '#api/watch.ts';
import { seedRandom } from '#sim/random.ts';
import type { Context, Message } from '../client/component.ts';
import { dnsQueryText, parseDnsAnswer, type DnsAnswer, type DnsType } from '../helpers/contracts/dns.ts';
import type { Incoming } from '../helpers/contracts/network.ts';
import { dns } from './dns.ts';

interface Bench {
  readonly sent: { readonly to: string; readonly message: Message }[];
  readonly created: string[];
  /** Refuses creates while it is set. */
  refusing: boolean;
  tell(message: object): void;
  change(type: 'ADDED' | 'DELETED', object: object): void;
  ask(name: string, type?: DnsType): DnsAnswer | undefined;
}

function bench(): Bench {
  const server = dns({ ip: '10.244.255.53', node: 'n1' });
  const state = server.start();
  const events = new Map<string, WatchEvent[]>();
  const random = seedRandom(1, 'dns');
  const result: Bench = { sent: [], created: [], refusing: false, tell, change, ask };
  function request({ verb, resource, object }: Request): Response {
    if (verb === 'list') return { code: 200, body: { metadata: { resourceVersion: '1' }, items: [] } };
    if (verb === 'get') return { code: 404, body: { reason: 'NotFound' } };
    if (result.refusing) return { code: 404, body: { reason: 'NotFound' } };
    const known = result.created.includes(resource);
    if (!known) result.created.push(resource);
    return known ? { code: 409, body: { reason: 'AlreadyExists' } } : { code: 201, body: object as Json };
  }
  const context = {
    now: 0 as VirtualMs,
    random,
    api: {
      request,
      openWatch: ({ resource }: { resource: string }) => resource,
      readWatch: (id: string) => ({ type: 'events', events: events.get(id) ?? [], revision: 2 }),
      closeWatch: () => undefined,
      revision: () => 0,
    },
    send: (to: string, message: Message) => void result.sent.push({ to, message }),
    after: (_: number, message: Message) => void result.sent.push({ to: 'coredns', message }),
  } as unknown as Context;
  function tell(message: object): void {
    server.step(state, message as Message, context);
  }
  function change(type: 'ADDED' | 'DELETED', object: object): void {
    const resource = { Service: 'services', EndpointSlice: 'endpointslices', Namespace: 'namespaces' }[(object as KubeObject).kind] ?? '';
    events.set(resource, [{ type, object: object as KubeObject }]);
    tell({ type: 'news', watch: resource });
  }
  function ask(name: string, type: DnsType = 'A'): DnsAnswer | undefined {
    tell({ type: 'net/data', flow: 'q', side: 'client', data: dnsQueryText({ name, type }) });
    const { message } = result.sent.at(-1)!;
    return parseDnsAnswer((message as Message & { data: string }).data);
  }
  tell({ type: 'start' });
  return result;
}

function meta(name: string, labels: object = {}): object {
  return { name, namespace: 'ns', labels, resourceVersion: '2', uid: name };
}

const namespace = { kind: 'Namespace', metadata: { name: 'ns', resourceVersion: '2', uid: 'ns' } };
const headless = {
  kind: 'Service',
  metadata: meta('db'),
  spec: { clusterIP: 'None', ports: [{ name: 'sql', port: 5432 }] },
};

function slice(...endpoints: readonly object[]): object {
  const labels = { 'kubernetes.io/service-name': 'db' };
  return {
    kind: 'EndpointSlice',
    metadata: meta('db-1', labels),
    addressType: 'IPv4',
    ports: [{ name: 'sql', port: 5432, protocol: 'TCP' }],
    endpoints,
  };
}

function data(answer: DnsAnswer | undefined): string[] {
  return (answer?.answers ?? []).map((record) => record.data);
}

describe('the DNS server', () => {
  it('takes its IP into use and makes itself found', () => {
    const server = bench();
    expect(server.sent[0]).toMatchObject({
      to: 'network',
      message: { type: 'net/attach', ip: '10.244.255.53', owner: 'coredns', node: 'n1' },
    });
    expect(server.created).toEqual(['services', 'endpoints', 'endpointslices']);
  });

  it('tries again what could not be written', () => {
    const server = bench();
    server.created.length = 0;
    server.refusing = true;
    server.tell({ type: 'dns/publish' });
    expect(server.sent.at(-1)).toEqual({ to: 'coredns', message: { type: 'dns/publish' } });
    server.refusing = false;
    server.tell({ type: 'dns/publish' });
    expect(server.created).toEqual(['services', 'endpoints', 'endpointslices']);
  });

  it('listens on port 53 only', () => {
    const server = bench();
    const dialled = (port: number): Message => {
      const incoming: Incoming = {
        type: 'net/incoming',
        flow: 'f',
        ip: '10.244.255.53',
        port,
        protocol: 'UDP',
        sourceIp: '10.244.0.5',
        node: 'node-1',
      };
      server.tell(incoming);
      return server.sent.at(-1)!.message;
    };
    expect([dialled(53), dialled(9153)]).toMatchObject([{ accepted: true }, { accepted: false }]);
  });

  it('follows the cluster: pods of a headless Service come and go', () => {
    const server = bench();
    const name = 'db.ns.svc.cluster.local';
    expect(server.ask(name)?.rcode).toBe('NXDOMAIN');
    server.change('ADDED', namespace);
    server.change('ADDED', headless);
    server.change(
      'ADDED',
      slice({ addresses: ['10.244.0.7'], hostname: 'db-0' }, { addresses: ['10.244.0.8'], hostname: 'db-1', conditions: { ready: false } }),
    );
    expect(data(server.ask(name))).toEqual(['10.244.0.7']);
    expect(data(server.ask('db-0.db.ns.svc.cluster.local'))).toEqual(['10.244.0.7']);
    expect(server.ask('db-1.db.ns.svc.cluster.local')?.rcode).toBe('NXDOMAIN');
    expect(data(server.ask('_sql._tcp.db.ns.svc.cluster.local', 'SRV'))).toEqual(['0 100 5432 db-0.db.ns.svc.cluster.local.']);
    expect(data(server.ask('7.0.244.10.in-addr.arpa', 'PTR'))).toEqual(['db-0.db.ns.svc.cluster.local.']);
    server.change('DELETED', slice());
    expect(server.ask(name)?.rcode).toBe('NXDOMAIN');
  });

  it('begins with another address now and then', () => {
    const server = bench();
    for (const object of [namespace, headless, slice({ addresses: ['10.244.0.7'] }, { addresses: ['10.244.0.8'] })])
      server.change('ADDED', object);
    const firsts = new Set(Array.from({ length: 20 }, () => data(server.ask('db.ns.svc.cluster.local'))[0]));
    expect([...firsts].sort()).toEqual(['10.244.0.7', '10.244.0.8']);
  });

  it('knows nobody outside the cluster', () => {
    expect(bench().ask('example.com')).toEqual({ rcode: 'NXDOMAIN', answers: [] });
  });

  it('says of nonsense that it is nonsense', () => {
    const server = bench();
    server.tell({ type: 'net/data', flow: 'q', side: 'client', data: 'GET /' });
    expect(server.sent.at(-1)?.message).toMatchObject({
      data: expect.stringContaining('FORMERR') as string,
    });
  });
});
