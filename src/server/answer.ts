/**
 * Writes answers: headers that every answer has, the encoding, compression of large ones.
 * upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/responsewriters/writers.go
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { warningValue } from '#api/http/headers.ts';
import type { Json } from '#api/immutable.ts';
import type { Status } from '#api/request.ts';
import { toYaml } from '#manifest/toYaml.ts';
import { jsonText } from '#api/http/jsonText.ts';
import { mediaTypes, type Wanted } from './negotiate.ts';
import { encodeObject } from './protobuf/envelope.ts';

/** upstream: defaultGzipThresholdBytes */
const gzipFrom = 128 * 1024;

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly wanted: Wanted;
}

export function setCommonHeaders(response: ServerResponse): void {
  response.setHeader('Audit-Id', randomUUID());
  response.setHeader('Cache-Control', 'no-cache, private');
}

/** Each warning becomes a header. */
export function setWarnings(response: ServerResponse, warnings: readonly string[]): void {
  if (warnings.length > 0)
    response.setHeader(
      'Warning',
      warnings.map((text) => Buffer.from(warningValue(text), 'utf8').toString('latin1')),
    );
}

/** An object in the form that was asked for; one that has no message goes as JSON, which every client reads. */
export function writeObject(exchange: Exchange, code: number, body: unknown): void {
  const { wanted } = exchange;
  const message = wanted.encoding === 'protobuf' ? encodeObject(body as Json) : undefined;
  if (message !== undefined) return writeBytes(exchange, code, { type: mediaTypes.protobuf, bytes: message });
  const encoding = wanted.encoding === 'protobuf' ? 'json' : wanted.encoding;
  writeBytes(exchange, code, { type: mediaTypes[encoding], bytes: Buffer.from(encode(body, { ...wanted, encoding })) });
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

export function writeBytes(
  { request, response }: Exchange,
  code: number,
  content: { readonly type: string; readonly bytes: Buffer },
): void {
  const takesGzip = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  const zips = takesGzip && content.bytes.length >= gzipFrom && request.method === 'GET';
  const bytes = zips ? gzipSync(content.bytes, { level: 1 }) : content.bytes;
  if (zips) {
    response.setHeader('Content-Encoding', 'gzip');
    response.setHeader('Vary', 'Accept-Encoding');
  }
  response.writeHead(code, { 'Content-Type': content.type, 'Content-Length': bytes.length });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

function encode(body: unknown, { encoding, pretty }: Wanted): string {
  if (encoding === 'yaml') return toYaml(body);
  return `${jsonText(body, pretty)}\n`;
}
