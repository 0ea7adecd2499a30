/**
 * The API server's door inside the cluster: HTTP over the modelled network, for whoever dials the Service `kubernetes` from a container.
 * Owns the connections. Reads and writes the cluster only through requests that carry the caller's own token, so that who calls has the
 * rights of its service account and no others.
 * Deliberately not here: what a request means and the form of its answer (`api/http`), who is let in (the API server says).
 * upstream: staging/src/k8s.io/apiserver/pkg/server/secure_serving.go
 */
import type { StreamChunk } from '#api/frame.ts';
import type { RsaPrivateKey } from '#api/machinery/crypto/rsa.ts';
import { component, type Component, type Context, type Message, type NewsMessage } from '../client/component.ts';
import { servingCertificate, type Authority } from '../helpers/authority.ts';
import { apiServerIp, apiServingAddress, apiServiceIp, controlPlaneMachine } from '../helpers/contracts/apiServing.ts';
import type { StreamOutput } from '../helpers/contracts/cri.ts';
import { networkAddress, type FlowClose, type FlowData, type Incoming, type NetworkMessage } from '../helpers/contracts/network.ts';
import { closesAfter, takeRequest, type TakenRequest } from '../helpers/http.ts';
import { answerTo } from './answer.ts';
import { gateOf, type Serving } from './exchange.ts';
import { openStreamFor, tellOutput } from './streams.ts';
import { openWatchFor, say, tellBookmark, tellNews, type WatchBookmark, type WatchOver } from './watch.ts';
import type { Connection, ServingState } from './state.ts';

export interface SecureServingSpec {
  readonly authority: Authority;
  /** Whose public half is told to those who check tokens. */
  readonly signingKey: RsaPrivateKey;
}

const connectionsMax = 2_000;
const bodyMax = 3 * 1024 * 1024;
const plainText = 'HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n';

export function secureServing(spec: SecureServingSpec): Component {
  return component<ServingState>({
    address: apiServingAddress,
    user: { name: 'system:apiserver', groups: ['system:masters', 'system:authenticated'] },
    userAgent: 'kube-apiserver',
    start: () => ({ count: 0, connections: new Map(), watches: new Map(), streams: new Map() }),
    step(state, message, context) {
      hear({ state, context, signingKey: spec.signingKey }, message, spec.authority);
    },
  });
}

function hear(serving: Serving, message: Message, authority: Authority): void {
  const { context } = serving;
  switch (message.type) {
    case 'start':
      tell(context, { type: 'net/attach', ip: apiServerIp, owner: apiServingAddress, node: controlPlaneMachine, isApart: true });
      break;
    case 'net/incoming':
      accept(serving, message as Incoming, authority);
      break;
    case 'net/data':
      receive(serving, message as FlowData);
      break;
    case 'net/close':
      hangUp(serving, (message as FlowClose).flow);
      break;
    case 'news':
      if (!tellNews(serving, (message as NewsMessage).watch)) endWatch(serving, (message as NewsMessage).watch);
      break;
    case 'stream/output':
      passOn(serving, (message as StreamOutput).chunk);
      break;
    case 'serving/watch-bookmark':
      tellBookmark(serving, (message as WatchBookmark).watch);
      break;
    case 'serving/watch-over':
      endWatch(serving, (message as WatchOver).watch);
      break;
  }
}

function passOn(serving: Serving, chunk: StreamChunk): void {
  const flow = serving.state.streams.get(chunk.stream)?.flow;
  if (flow !== undefined && tellOutput(serving, chunk)) hangUp(serving, flow);
}

function endWatch(serving: Serving, watch: string): void {
  const told = serving.state.watches.get(watch);
  if (told !== undefined) hangUp(serving, told.flow);
}

function tell(context: Context, message: NetworkMessage): void {
  context.send(networkAddress, message, 0);
}

function accept({ state, context }: Serving, { flow, isCutOff, tls, pod, sourceIp }: Incoming, authority: Authority): void {
  const accepted = state.connections.size < connectionsMax;
  if (isCutOff === true) return tell(context, { type: 'net/answer', flow, accepted: false, isLost: true });
  const certificate = tls === undefined ? {} : { certificate: servingCertificate(authority, [apiServiceIp, apiServerIp]) };
  tell(context, { type: 'net/answer', flow, accepted, ...certificate });
  if (accepted)
    state.connections.set(flow, { from: pod ?? sourceIp, isSecure: tls !== undefined, received: '', watch: undefined, stream: undefined });
}

function receive(serving: Serving, { flow, data }: FlowData): void {
  const connection = serving.state.connections.get(flow);
  // Nothing is said on a connection that a watch or a stream is told on.
  if (connection === undefined || connection.watch !== undefined || connection.stream !== undefined) return;
  connection.received += data;
  if (!connection.isSecure) return end(serving, flow, plainText);
  for (;;) {
    const taken = takeRequest(connection.received);
    if (taken === undefined) return connection.received.length > bodyMax ? hangUp(serving, flow) : undefined;
    if (taken === 'bad') return end(serving, flow, 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n400 Bad Request');
    connection.received = taken.rest;
    if (respond(serving, { flow, connection, taken })) return;
  }
}

interface Asked {
  readonly flow: string;
  readonly connection: Connection;
  readonly taken: TakenRequest;
}

/** Answers one request; true when nothing more is answered on the connection. */
function respond(serving: Serving, { flow, connection, taken }: Asked): boolean {
  serving.context.because({ key: connection.from });
  const answer = answerTo(serving, taken);
  if ('watching' in answer) {
    connection.watch = openWatchFor(serving, flow, answer);
    if (connection.watch === undefined) hangUp(serving, flow);
    return true;
  }
  if ('stream' in answer) {
    connection.stream = openStreamFor(serving, flow, answer);
    return true;
  }
  say(serving, flow, answer.text);
  if (!closesAfter(taken.request)) return connection.received === '';
  hangUp(serving, flow);
  return true;
}

function end(serving: Serving, flow: string, text: string): void {
  say(serving, flow, text);
  hangUp(serving, flow);
}

function hangUp(serving: Serving, flow: string): void {
  if (!serving.state.connections.has(flow)) return;
  tell(serving.context, { type: 'net/close', flow, side: 'server' });
  forget(serving, flow);
}

function forget({ state, context }: Serving, flow: string): void {
  const { watch, stream } = state.connections.get(flow) ?? {};
  state.connections.delete(flow);
  if (stream !== undefined && state.streams.delete(stream)) gateOf(context).tellStream({ type: 'stream/hangup', stream });
  if (watch === undefined) return;
  state.watches.delete(watch);
  context.api.closeWatch(watch);
}
