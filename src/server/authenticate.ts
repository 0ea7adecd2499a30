/**
 * Who asks: a bearer token, a client's certificate, or nobody.
 * upstream: staging/src/k8s.io/apiserver/pkg/authentication/request
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { extendedUsages, isSignedBy, readCertificate, type Certificate } from '#api/machinery/crypto/x509.ts';
import { bearerToken, impersonationOf } from '#api/http/headers.ts';
import { unauthorized } from '#api/http/refusals.ts';
import type { Credentials, Impersonation, Status, User } from '#api/request.ts';
import { isStatus } from '#api/status.ts';
import type { Authority } from '#engine/engine.ts';
import { clusterTime, type Door } from './door.ts';

const administrator: User = { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };

export interface Caller {
  readonly user: User;
  readonly impersonate?: Impersonation;
}

export function callerOf(door: Door, request: IncomingMessage): Caller | Status {
  const user = authenticate(door, request);
  if (isStatus(user)) return user;
  const impersonate = impersonationOf(request.headersDistinct);
  return impersonate === undefined ? { user } : { user, impersonate };
}

function authenticate(door: Door, request: IncomingMessage): User | Status {
  const header = request.headers.authorization;
  const token = bearerToken(header) ?? webSocketToken(request);
  if (token !== undefined) return isSame(token, door.token) ? administrator : byToken(door, token);
  if (header !== undefined) return unauthorized();
  const certificate = fromCertificate(door, request);
  return certificate === undefined ? unauthorized() : door.engine.authenticate(door.cluster, certificate);
}

function byToken(door: Door, token: string): User | Status {
  const user = door.engine.authenticate(door.cluster, { token });
  const note = isStatus(user) ? undefined : door.engine.noteOfUse(door.cluster, token);
  if (note !== undefined) door.pace.say({ type: 'request', request: note });
  return user;
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

/** What the client's certificate says; undefined when it is not good here. upstream: authentication/request/x509/x509.go */
function fromCertificate(door: Door, { socket }: IncomingMessage): Credentials | undefined {
  const tls = socket as Partial<TLSSocket>;
  const { raw } = (tls.getPeerCertificate?.() ?? {}) as { raw?: Buffer };
  if (raw === undefined) return {};
  const shown = shownOn(socket, raw, door.authority);
  if (shown === undefined || !holds(shown, clusterTime(door))) return undefined;
  const { commonName, organizations } = shown.subject;
  return { certificate: { commonName, organizations } };
}

/** By connection: the certificate, when the cluster's authority has signed it. */
const shown = new WeakMap<Socket, { readonly certificate: Certificate | undefined }>();

function shownOn(socket: Socket, raw: Buffer, { key }: Authority): Certificate | undefined {
  let known = shown.get(socket);
  if (known === undefined) {
    const read = readCertificate(raw);
    shown.set(socket, (known = { certificate: read !== undefined && isSignedBy(read, key) ? read : undefined }));
  }
  return known.certificate;
}

/** By the cluster's clock, which may be ahead of the wall's. */
function holds({ notBeforeMs, notAfterMs, extended }: Certificate, nowMs: number): boolean {
  const isForClients =
    extended === undefined || [extendedUsages['client auth'], extendedUsages['any']].some((id) => extended.includes(id ?? ''));
  return isForClients && nowMs >= notBeforeMs && nowMs <= notAfterMs;
}
