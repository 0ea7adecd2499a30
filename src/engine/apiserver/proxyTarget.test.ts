import { expect, test } from 'vitest';
import type { Request } from '#api/request.ts';
import { dialFor } from './proxyTarget.ts';
import { isStatus } from './status.ts';
import { create, testServer } from './testServer.ts';

/** A Service of each sort, and where a proxied request to one leads: `ip:port`, or the refusal. */
function leadsTo(name: string): string {
  const it = testServer();
  create(it, 'Service', 'unnamed', { spec: { ports: [{ port: 93 }] } });
  create(it, 'Service', 'named', {
    spec: {
      ports: [
        { name: 'p', port: 93 },
        { name: 'q', port: 76 },
      ],
    },
  });
  const addresses = (ip: string) => [{ ip, nodeName: 'n' }];
  create(it, 'Endpoints', 'unnamed', { subsets: [{ addresses: addresses('1.2.3.4'), ports: [{ port: 80 }] }] });
  create(it, 'Endpoints', 'named', {
    subsets: [
      {
        addresses: addresses('1.2.3.6'),
        ports: [
          { name: 'p', port: 80 },
          { name: 'q', port: 81 },
        ],
      },
    ],
  });
  create(it, 'Endpoints', 'no-endpoints', { subsets: [] });
  const request: Request = {
    verb: 'get',
    group: '',
    version: 'v1',
    resource: 'services',
    subresource: 'proxy',
    namespace: 'default',
    name,
  };
  let to = '';
  const send = (_to: string, message: object): void => {
    const { ip, port } = (message as { readonly to: { readonly ip: string; readonly port: number } }).to;
    to = `${ip}:${port}`;
  };
  const answer = dialFor(it.server, 's', request, { ...it.env, send });
  return isStatus(answer) ? answer.message! : to;
}

test.each([
  ['unnamed', '1.2.3.4:80'],
  ['unnamed:', '1.2.3.4:80'],
  ['http:unnamed:93', '1.2.3.4:80'],
  ['unnamed:80', 'no service port 80 found for service "unnamed"'],
  ['named:p', '1.2.3.6:80'],
  ['named:76', '1.2.3.6:81'],
  ['http:named:q', '1.2.3.6:81'],
  ['named', 'no endpoints available for service "named"'],
  ['named:x', 'no endpoints available for service "named:x"'],
  ['no-endpoints', 'no endpoints available for service "no-endpoints"'],
  ['gone', 'services "gone" not found'],
  ['ftp:named:p', 'invalid service request "ftp:named:p"'],
])('services/%s/proxy leads to %s', (name, to) => {
  expect(leadsTo(name)).toBe(to);
});
