/** Logs and proxied requests on connections. upstream: pkg/registry/core/pod/rest/log.go, apimachinery/pkg/util/proxy/upgradeaware.go */
import type { StreamChunk } from '#api/frame.ts';
import { answerIn, passedOnText, seenThroughUs } from '#api/http/proxied.ts';
import { unreachable } from '#api/http/refusals.ts';
import { refused } from '#api/http/resource.ts';
import type { Status } from '#api/request.ts';
import { badRequest } from '#api/status.ts';
import { byteLength } from '#api/machinery/byteLength.ts';
import { rawBytes, rawText } from '#api/machinery/rawText.ts';
import { headText, replyText, type StreamWish } from './answer.ts';
import { gateOf, type Serving } from './exchange.ts';
import type { CarriedAnswer, CarriedLog } from './state.ts';
import { say } from './watch.ts';

/** Opens the stream whose output goes out on a flow from now on. */
export function openStreamFor({ state, context }: Serving, flow: string, { stream, limit, passed, body, pretty }: StreamWish): string {
  const id = `serving-${(state.count += 1)}`;
  state.streams.set(
    id,
    passed === undefined ? { flow, pretty, left: limit ?? Number.POSITIVE_INFINITY, begun: false } : { flow, pretty, passed, text: '' },
  );
  const gate = gateOf(context);
  gate.connect(id, stream);
  if (passed !== undefined) gate.tellStream({ type: 'stream/stdin', stream: id, data: passedOnText(passed, body) });
  return id;
}

/** Passes on what was said on a stream; true when nothing more goes out. */
export function tellOutput(serving: Serving, chunk: StreamChunk): boolean {
  const carried = serving.state.streams.get(chunk.stream);
  if (carried === undefined) return false;
  return 'passed' in carried ? answered(serving, carried, chunk) : logged(serving, carried, chunk);
}

function logged(serving: Serving, carried: CarriedLog, chunk: StreamChunk): boolean {
  if (chunk.type === 'exit' && chunk.message !== undefined && !carried.begun)
    return refuse(serving, carried, chunk.status ?? badRequest(chunk.message));
  const head = carried.begun ? '' : headText(serving, 200, ['Cache-Control: no-cache, private', 'Content-Type: text/plain']);
  carried.begun = true;
  const bytes = chunk.type === 'exit' ? [] : rawBytes(chunk.data).slice(0, carried.left);
  carried.left -= bytes.length;
  say(serving, carried.flow, head + rawText(bytes));
  return chunk.type === 'exit' || carried.left <= 0;
}

function answered(serving: Serving, carried: CarriedAnswer, chunk: StreamChunk): boolean {
  const { flow, passed } = carried;
  if (chunk.type === 'exit' && chunk.message !== undefined) return refuse(serving, carried, chunk.status ?? unreachable(chunk.message));
  if (chunk.type !== 'exit') carried.text += chunk.data;
  const isHead = passed.asking.method === 'HEAD';
  const answer = answerIn(carried.text, { isHead, ended: chunk.type === 'exit' });
  if (answer === undefined) return false;
  const { code, headers, body } = seenThroughUs(answer, passed);
  const lines = Object.entries({ ...headers, 'Content-Length': String(byteLength(body)) }).map(([name, value]) => `${name}: ${value}`);
  say(serving, flow, headText(serving, code, ['Cache-Control: no-cache, private', ...lines]) + (isHead ? '' : body));
  return true;
}

function refuse(serving: Serving, carried: CarriedLog | CarriedAnswer, status: Status): true {
  const method = 'passed' in carried ? carried.passed.asking.method : 'GET';
  say(serving, carried.flow, replyText(serving, refused(status, { encoding: 'json', pretty: carried.pretty }), method));
  return true;
}
