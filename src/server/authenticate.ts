/**
 * Who asks: a bearer token, a client's certificate, or nobody.
 * upstream: staging/src/k8s.io/apiserver/pkg/authentication/request
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { Status, User } from '#api/request.ts';
import type { Door } from './door.ts';
import { failure, unauthorized } from './status.ts';

const authenticated = 'system:authenticated';
const anonymous: User = { name: 'system:anonymous', groups: ['system:unauthenticated'] };
const administrator: User = { name: 'kubernetes-admin', groups: ['system:masters', authenticated] };

export function authenticate(door: Door, request: IncomingMessage): User | Status {
  const header = request.headers.authorization;
  const token = /^bearer\s+(\S+)\s*$/i.exec(header ?? '')?.[1] ?? webSocketToken(request);
  if (token !== undefined) return isSame(token, door.token) ? administrator : unauthorized();
  if (header !== undefined) return unauthorized();
  return fromCertificate(request) ?? anonymous;
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

function fromCertificate({ socket }: IncomingMessage): User | undefined {
  const tls = socket as Partial<TLSSocket>;
  if (tls.authorized !== true || tls.getPeerCertificate === undefined) return undefined;
  const { subject } = tls.getPeerCertificate() as { subject?: { CN?: string; O?: string | string[] } };
  if (subject?.CN === undefined) return undefined;
  const organizations = subject.O === undefined ? [] : [subject.O].flat();
  return { name: subject.CN, groups: [...organizations, authenticated] };
}

const publicPaths = /^\/(healthz|livez|readyz|version)(\/|$)/;
const discoveryPaths = /^\/(api|apis|openapi)(\/|$)/;

/** May they see a path that is no resource? Undefined means yes. upstream: bootstrappolicy (system:discovery, system:public-info-viewer) */
export function refuseVisit(user: User, method: string, path: string): Status | undefined {
  if (user.groups.includes('system:masters') || publicPaths.test(path)) return undefined;
  if (user.groups.includes(authenticated) && discoveryPaths.test(path)) return undefined;
  return failure(403, 'Forbidden', `forbidden: User "${user.name}" cannot ${method.toLowerCase()} path "${path}"`, {});
}

/** Nobody in particular may not use resources. */
export function refuseAnonymous(user: User, verb: string, resource: string): Status | undefined {
  if (user.name !== anonymous.name) return undefined;
  return failure(403, 'Forbidden', `${resource} is forbidden: User "${user.name}" cannot ${verb} resource "${resource}"`, {
    kind: resource,
  });
}
