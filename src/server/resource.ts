/** Requests for resources over this door: their bodies are read, and answers or watches go out. */
import type { Body } from '#api/http/exchange.ts';
import { answerResource, headOf } from '#api/http/resource.ts';
import { hasBody } from '#api/http/requestOf.ts';
import type { ResourceInfo } from '#api/http/requestInfo.ts';
import type { Caller } from './authenticate.ts';
import { writeReply, writeStatus, type Exchange } from './answer.ts';
import { backendOf } from './backend.ts';
import { readBody } from './body.ts';
import type { Door } from './door.ts';
import { serveWatch } from './watch.ts';

export async function serveResource(door: Door, exchange: Exchange, info: ResourceInfo, caller: Caller): Promise<void> {
  const backend = backendOf(door, caller);
  const head = headOf(backend, exchange.asking, info, exchange.wanted.pretty);
  if ('code' in head) return writeReply(exchange, head);
  const body = hasBody(info) ? await readBody(exchange.request) : undefined;
  if (body?.ok === false) return writeStatus({ ...exchange, wanted: head.wanted }, body.status);
  const reply = answerResource(backend, head, body === undefined ? undefined : bodyOf(body.value));
  if ('watching' in reply) serveWatch(door, { ...exchange, wanted: head.wanted }, { backend, ...reply });
  else writeReply(exchange, reply);
}

function bodyOf(bytes: Buffer): Body {
  return { text: bytes.toString('utf8'), bytes };
}
