/**
 * Writes answers: headers that every answer has, compression of large ones.
 * upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/responsewriters/writers.go
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { warningValue } from '#api/http/headers.ts';
import type { Asking, Reply } from '#api/http/exchange.ts';
import type { Wanted } from '#api/http/negotiate.ts';
import { written } from '#api/http/written.ts';
import type { Status } from '#api/request.ts';
import { isStatus } from '#api/status.ts';
import { codecs } from './codecs.ts';

/** upstream: defaultGzipThresholdBytes */
const gzipFrom = 128 * 1024;

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly asking: Asking;
  /** The target of the request, with its query. */
  readonly target: string;
  readonly wanted: Wanted;
}

export function setCommonHeaders(response: ServerResponse): void {
  response.setHeader('Audit-Id', randomUUID());
  response.setHeader('Cache-Control', 'no-cache, private');
}

/** Each warning becomes a header. */
function setWarnings(response: ServerResponse, warnings: readonly string[]): void {
  if (warnings.length > 0)
    response.setHeader(
      'Warning',
      warnings.map((text) => Buffer.from(warningValue(text), 'utf8').toString('latin1')),
    );
}

/** An answer as every door makes it. */
export function writeReply(exchange: Exchange, { code, body, wanted, warnings = [], headers = {}, type }: Reply): void {
  const { response } = exchange;
  setWarnings(response, warnings);
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (code === 304) return void response.writeHead(code).end();
  if (type !== undefined) return writeBytes(exchange, code, { type, bytes: Buffer.from(body as string) });
  if (typeof body === 'string') return writeText(exchange, code, body);
  if (isStatus(body) && body.status === 'Failure') return writeStatus({ ...exchange, wanted }, body);
  writeObject({ ...exchange, wanted }, code, body);
}

export function writeObject(exchange: Exchange, code: number, body: unknown): void {
  const { type, content } = written(codecs, body, exchange.wanted);
  writeBytes(exchange, code, { type, bytes: typeof content === 'string' ? Buffer.from(content) : content });
}

export function writeStatus(exchange: Exchange, status: Status): void {
  const seconds = status.details?.retryAfterSeconds;
  if (seconds !== undefined && seconds > 0) exchange.response.setHeader('Retry-After', String(seconds));
  writeObject(exchange, status.code, status);
}

export function writeText(exchange: Exchange, code: number, text: string): void {
  exchange.response.setHeader('X-Content-Type-Options', 'nosniff');
  writeBytes(exchange, code, { type: 'text/plain; charset=utf-8', bytes: Buffer.from(text) });
}

/** The words of the header are not weighed. upstream: responsewriters.negotiateContentEncoding */
function takesGzip({ headers }: IncomingMessage): boolean {
  return String(headers['accept-encoding'] ?? '')
    .split(',')
    .some((word) => word.trim() === 'gzip');
}

export function writeBytes(
  { request, response }: Exchange,
  code: number,
  content: { readonly type: string; readonly bytes: Uint8Array },
): void {
  const zips = takesGzip(request) && content.bytes.length >= gzipFrom;
  const bytes = zips ? gzipSync(content.bytes, { level: 1 }) : content.bytes;
  if (zips) {
    response.setHeader('Content-Encoding', 'gzip');
    response.setHeader('Vary', 'Accept-Encoding');
  }
  response.writeHead(code, { 'Content-Type': content.type, 'Content-Length': bytes.length });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}
