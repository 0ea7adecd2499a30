/**
 * Which requests are meant for us. A page of another site that knows our port is kept out: by its Origin, and by the Host
 * that a rebound name would carry.
 */
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/** Names of this machine, and those that the cluster's own clients use. */
export const loopbackHosts = ['localhost', '127.0.0.1', '::1'] as const;
export const clusterHosts = [
  'kubernetes',
  'kubernetes.default',
  'kubernetes.default.svc',
  'kubernetes.default.svc.cluster.local',
  '10.96.0.1',
] as const;

export function isMeantForUs(hosts: ReadonlySet<string>, { headers }: IncomingMessage): boolean {
  const host = headers.host ?? '';
  if (!hosts.has(hostName(host))) return false;
  const { origin, authorization } = headers;
  // A page of another site cannot send a token: its browser would ask first, and is refused.
  if (/^bearer /i.test(authorization ?? '')) return true;
  return origin === undefined || origin === `https://${host}` || origin === `http://${host}`;
}

/** Without the port, and without the brackets of an IPv6 address. */
function hostName(host: string): string {
  const bracketed = /^\[([^\]]+)\]/.exec(host);
  if (bracketed !== null) return bracketed[1] ?? '';
  return (isIP(host) === 6 ? host : host.replace(/:\d+$/, '')).toLowerCase();
}
