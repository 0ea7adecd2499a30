/** pods/proxy, services/proxy and nodes/proxy over this door. */
import type { StreamChunk } from '#api/frame.ts';
import { answerIn, passedOnText, redirectFor, seenThroughUs, type PassedOn } from '#api/http/proxied.ts';
import { unreachable } from '#api/http/refusals.ts';
import type { Request } from '#api/request.ts';
import { writeStatus, type Exchange } from '../answer.ts';
import { readBody } from '../body.ts';
import type { Door } from '../door.ts';

const answerMax = 64 * 1024 * 1024;

export async function serveProxy(door: Door, exchange: Exchange, request: Request, path: string): Promise<void> {
  const { request: incoming, response, asking, target } = exchange;
  const passed: PassedOn = { asking, target, path, host: request.name ?? '' };
  const elsewhere = redirectFor(passed);
  if (elsewhere !== undefined) return void response.writeHead(301, { Location: elsewhere }).end();
  const body = await readBody(incoming);
  if (!body.ok) return writeStatus(exchange, body.status);
  const isHead = asking.method === 'HEAD';
  let text = '';
  const tell = (chunk: StreamChunk): void => {
    if (response.writableEnded) return;
    if (chunk.type === 'exit' && chunk.message !== undefined) return writeStatus(exchange, chunk.status ?? unreachable(chunk.message));
    if (chunk.type !== 'exit' && text.length < answerMax) text += chunk.data;
    const answer = answerIn(text, { isHead, ended: chunk.type === 'exit' });
    if (answer === undefined) return;
    const seen = seenThroughUs(answer, passed);
    const content = Buffer.from(seen.body);
    response.writeHead(seen.code, { ...seen.headers, 'Content-Length': content.length });
    response.end(isHead ? undefined : content);
    stream.close();
  };
  const stream = door.streams.open(request, tell);
  response.on('close', () => stream.close());
  stream.send(passedOnText(passed, body.value.toString('utf8')));
}
