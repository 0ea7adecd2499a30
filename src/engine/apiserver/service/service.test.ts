import { expect, test } from 'vitest';
import type { Json } from '#api/immutable.ts';
import { ask, body, create, testServer, type TestServer } from '../testServer.ts';

interface Spec {
  readonly clusterIP?: string;
  readonly clusterIPs?: readonly string[];
  readonly ports?: readonly { readonly nodePort?: number; readonly targetPort?: number }[];
}

function service(it: TestServer, name: string, spec: { readonly [key: string]: Json }): Spec {
  return (create(it, 'Service', name, { spec: { ports: [{ port: 80 }], ...spec } }).body as unknown as { spec: Spec }).spec;
}

test('every Service gets an address and no two the same', () => {
  const it = testServer();
  const ips = Array.from({ length: 50 }, (_, i) => service(it, `s${i}`, {}).clusterIP ?? '');
  expect(new Set(ips).size).toBe(50);
  for (const ip of ips) expect(ip).toMatch(/^10\.(9[6-9]|10\d|11[01])\.\d+\.\d+$/);
});

test('an address that was given back can be taken again, and one in use cannot', () => {
  const it = testServer();
  const refusal = (): string =>
    String(body(create(it, 'Service', 'b', { spec: { clusterIP: '10.96.0.77', ports: [{ port: 80 }] } }))['message']);
  service(it, 'a', { clusterIP: '10.96.0.77' });
  expect(refusal()).toBe(
    'Service "b" is invalid: spec.clusterIPs: Invalid value: []string{"10.96.0.77"}: failed to allocate IP 10.96.0.77: provided IP is already allocated',
  );
  ask(it, 'Service', { verb: 'delete', name: 'a' });
  expect(refusal()).toBe('undefined');
});

test('an address from elsewhere is refused', () => {
  const answer = create(testServer(), 'Service', 'a', { spec: { clusterIP: '10.0.0.1', ports: [{ port: 80 }] } });
  expect(body(answer)['message']).toContain('the provided IP (10.0.0.1) is not in the valid range. The range of valid IPs is 10.96.0.0/12');
});

test('headless and external Services have none', () => {
  const it = testServer();
  expect(service(it, 'h', { clusterIP: 'None', selector: { a: 'b' } })).toMatchObject({
    clusterIP: 'None',
    clusterIPs: ['None'],
    ipFamilies: ['IPv4'],
    ipFamilyPolicy: 'SingleStack',
  });
  expect(service(it, 'e', { type: 'ExternalName', externalName: 'example.com', ports: [] }).clusterIP).toBeUndefined();
});

test('node ports come and go with the type', () => {
  const it = testServer();
  const port = service(it, 'n', { type: 'NodePort' }).ports?.[0]?.nodePort ?? 0;
  expect(port >= 30_000 && port <= 32_767).toBe(true);
  const taken = create(it, 'Service', 'm', { spec: { type: 'NodePort', ports: [{ port: 80, nodePort: port }] } });
  expect(body(taken)['message']).toBe(
    `Service "m" is invalid: spec.ports[0].nodePort: Invalid value: ${port}: provided port is already allocated`,
  );
  const patched = ask(it, 'Service', { verb: 'patch', name: 'n', patch: { type: 'merge', body: { spec: { type: 'ClusterIP' } } } });
  expect((patched.body as unknown as { spec: Spec }).spec.ports).toEqual([{ port: 80, protocol: 'TCP', targetPort: 80 }]);
  expect(create(it, 'Service', 'm', { spec: { type: 'NodePort', ports: [{ port: 80, nodePort: port }] } }).code).toBe(201);
});

test('PUT without address and node port keeps them, and PUT on nothing creates', () => {
  const it = testServer();
  const before = service(it, 'n', { type: 'NodePort' });
  const put = ask(it, 'Service', {
    verb: 'update',
    name: 'n',
    object: { metadata: { name: 'n' }, spec: { type: 'NodePort', ports: [{ port: 80 }] } },
  });
  expect((put.body as unknown as { spec: Spec }).spec).toMatchObject({ clusterIP: before.clusterIP, ports: before.ports });
  expect(
    ask(it, 'Service', { verb: 'update', name: 'new', object: { metadata: { name: 'new' }, spec: { ports: [{ port: 80 }] } } }).code,
  ).toBe(201);
});

test('a dry run takes nothing', () => {
  const it = testServer();
  const object = { metadata: { name: 'a' }, spec: { clusterIP: '10.96.0.78', ports: [{ port: 80 }] } };
  ask(it, 'Service', { verb: 'create', object, options: { dryRun: ['All'] } });
  expect(ask(it, 'Service', { verb: 'create', object }).code).toBe(201);
});

test('who changes only clusterIP is told that the first of clusterIPs may not change', () => {
  const it = testServer();
  service(it, 'a', {});
  const patch = { type: 'strategic', body: { spec: { clusterIP: '10.96.0.78' } } } as const;
  expect(body(ask(it, 'Service', { verb: 'patch', name: 'a', patch }))['message']).toBe(
    'Service "a" is invalid: spec.clusterIPs[0]: Invalid value: []string{"10.96.0.78"}: may not change once set',
  );
});

test('a rehearsal takes and gives back no addresses and no ports', () => {
  const it = testServer();
  const options = { dryRun: ['All'] };
  const spec = { type: 'NodePort', clusterIP: '10.96.0.79', ports: [{ port: 80, nodePort: 30_123 }] };
  const object = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' }, spec };
  const code = (request: Parameters<typeof ask>[2]): number => ask(it, 'Service', request).code;
  expect(code({ verb: 'create', object, options })).toBe(201);
  expect(code({ verb: 'create', object })).toBe(201);
  expect(code({ verb: 'delete', name: 'a', options })).toBe(200);
  const second = { ...object, metadata: { name: 'b' } };
  expect(code({ verb: 'create', object: second })).toBe(422);
  expect(
    code({ verb: 'patch', name: 'a', patch: { type: 'merge', body: { spec: { type: 'ExternalName', externalName: 'x.y' } } }, options }),
  ).toBe(200);
  expect(code({ verb: 'create', object: second })).toBe(422);
  expect(code({ verb: 'delete', name: 'a' })).toBe(200);
  expect(code({ verb: 'create', object: second })).toBe(201);
});

test('a port has one node port for all its protocols; a dry run counts on, and looks at no range', () => {
  const it = testServer();
  const ports = [
    { name: 'a', port: 53, protocol: 'UDP' },
    { name: 'b', port: 53, protocol: 'TCP' },
    { name: 'c', port: 54 },
  ];
  const [a, b, c] = service(it, 'dns', { type: 'NodePort', ports }).ports ?? [];
  expect(a?.nodePort).toBe(b?.nodePort);
  expect(c?.nodePort).not.toBe(a?.nodePort);
  const dry = (asked: object): unknown => {
    const object = { metadata: { name: 'dry' }, spec: { type: 'NodePort', ...asked } } as never;
    return body(ask(it, 'Service', { verb: 'create', object, options: { dryRun: ['All'] } }))['spec'];
  };
  expect(
    dry({
      ports: [
        { name: 'a', port: 1, nodePort: 70_000 },
        { name: 'b', port: 2 },
      ],
    }),
  ).toMatchObject({
    ports: [{ nodePort: 70_000 }, { nodePort: 70_001 }],
  });
});

test('a headless Service stays one when an update leaves its address out', () => {
  const it = testServer();
  service(it, 'hl', { clusterIP: 'None', ports: [{ port: 80 }] });
  const stored = body(ask(it, 'Service', { name: 'hl' }));
  const { clusterIP: _ip, clusterIPs: _ips, ...rest } = stored['spec'] as unknown as Record<string, Json>;
  const object = { ...(stored as object), spec: rest } as never;
  expect(body(ask(it, 'Service', { verb: 'update', name: 'hl', object }))).toMatchObject({ spec: { clusterIP: 'None' } });
});

test.each([
  [{ ipFamilies: ['IPv6'] }, 'spec.ipFamilies[0]: Invalid value: "IPv6": not configured on this cluster'],
  [
    { ipFamilies: ['IPv4', 'IPv6'] },
    "spec.ipFamilyPolicy: Invalid value: \"SingleStack\": must be 'RequireDualStack' or 'PreferDualStack' when multiple IP families are specified",
  ],
  [
    { ipFamilyPolicy: 'RequireDualStack' },
    'spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services',
  ],
  [
    { clusterIP: '2000::1', clusterIPs: ['2000::1'] },
    'spec.clusterIPs[0]: Invalid value: []string{"2000::1"}: IPv6 is not configured on this cluster',
  ],
  [
    { clusterIP: '10.96.9.1', clusterIPs: ['10.96.9.1', '10.96.9.2'] },
    'spec.clusterIPs: Invalid value: []string{"10.96.9.1", "10.96.9.2"}: may specify no more than one IP for each IP family',
  ],
])('a cluster of one family refuses %o', (spec, message) => {
  const answer = create(testServer(), 'Service', 'a', { spec: { ports: [{ port: 80 }], selector: { a: 'b' }, ...spec } });
  expect(body(answer)['message']).toBe(`Service "a" is invalid: ${message}`);
});

test('a number that is asked for serves one port only', () => {
  const ports = [
    { name: 'p', port: 93, nodePort: 30_093, protocol: 'TCP' },
    { name: 'q', port: 76, nodePort: 30_093, protocol: 'UDP' },
  ];
  const answer = create(testServer(), 'Service', 'a', { spec: { type: 'NodePort', ports } });
  expect(body(answer)['message']).toBe(
    'Service "a" is invalid: spec.ports[1].nodePort: Invalid value: 30093: provided port is already allocated',
  );
});
