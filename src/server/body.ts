/** Bodies of requests, read within a limit. upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/rest.go (limitedReadBody) */
import type { IncomingMessage } from 'node:http';
import type { Read } from '#api/http/exchange.ts';
import { tooLarge } from '#api/http/refusals.ts';

/** upstream: MaxRequestBodyBytes */
const bodyMax = 3 * 1024 * 1024;

export async function readBody(request: IncomingMessage): Promise<Read<Buffer>> {
  const declared = Number(request.headers['content-length'] ?? 0);
  if (declared > bodyMax) return { ok: false, status: tooLarge(bodyMax) };
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > bodyMax) return { ok: false, status: tooLarge(bodyMax) };
    parts.push(part);
  }
  return { ok: true, value: Buffer.concat(parts) };
}
