/**
 * Who asks: a bearer token, a client's certificate, or nobody.
 * upstream: staging/src/k8s.io/apiserver/pkg/authentication/request
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { Credentials, Impersonation, Status, User } from '#api/request.ts';
import { isStatus } from '#api/status.ts';
import type { Door } from './door.ts';
import { unauthorized } from './status.ts';

const administrator: User = { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };

export interface Caller {
  readonly user: User;
  readonly impersonate?: Impersonation;
}

export function callerOf(door: Door, request: IncomingMessage): Caller | Status {
  const user = authenticate(door, request);
  if (isStatus(user)) return user;
  const impersonate = impersonationOf(request);
  return impersonate === undefined ? { user } : { user, impersonate };
}

function authenticate(door: Door, request: IncomingMessage): User | Status {
  const header = request.headers.authorization;
  const token = /^bearer\s+(\S+)\s*$/i.exec(header ?? '')?.[1] ?? webSocketToken(request);
  if (token !== undefined) return isSame(token, door.token) ? administrator : door.engine.authenticate(door.cluster, { token });
  if (header !== undefined) return unauthorized();
  return door.engine.authenticate(door.cluster, fromCertificate(request));
}

/** Whom the asker wants to act as. upstream: staging/src/k8s.io/apiserver/pkg/endpoints/filters/impersonation.go */
function impersonationOf({ headers, headersDistinct }: IncomingMessage): Impersonation | undefined {
  const groups = headersDistinct['impersonate-group'];
  const one = (name: string): string | undefined => headersDistinct[name]?.[0];
  const user = one('impersonate-user');
  const uid = one('impersonate-uid');
  const prefix = 'impersonate-extra-';
  const extra = Object.keys(headers)
    .filter((name) => name.startsWith(prefix))
    .map((name) => [decodeURIComponent(name.slice(prefix.length)), headersDistinct[name] ?? []] as const);
  if (user === undefined && uid === undefined && groups === undefined && extra.length === 0) return undefined;
  return {
    ...(user === undefined ? {} : { user }),
    ...(uid === undefined ? {} : { uid }),
    ...(groups === undefined ? {} : { groups }),
    ...(extra.length === 0 ? {} : { extra: Object.fromEntries(extra) }),
  };
}

/** Browsers cannot set headers on a WebSocket. upstream: authentication/request/websocket/protocol.go */
function webSocketToken(request: IncomingMessage): string | undefined {
  const prefix = 'base64url.bearer.authorization.k8s.io.';
  const found = String(request.headers['sec-websocket-protocol'] ?? '')
    .split(',')
    .map((text) => text.trim())
    .find((text) => text.startsWith(prefix));
  return found === undefined ? undefined : Buffer.from(found.slice(prefix.length), 'base64url').toString('utf8');
}

/** Compares in a time that tells nothing of either. */
function isSame(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

function fromCertificate({ socket }: IncomingMessage): Credentials {
  const tls = socket as Partial<TLSSocket>;
  if (tls.authorized !== true || tls.getPeerCertificate === undefined) return {};
  const { subject } = tls.getPeerCertificate() as { subject?: { CN?: string; O?: string | string[] } };
  if (subject?.CN === undefined) return {};
  return { certificate: { commonName: subject.CN, organizations: subject.O === undefined ? [] : [subject.O].flat() } };
}
