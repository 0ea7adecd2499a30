/**
 * The load generator: calls the Services that faults of type ServiceLoaded name, from the ready nodes in turn, through their
 * kube-proxies' rules. Of many calls a second only a few are packets; how much CPU all of them take the metrics say (helpers/load.ts).
 * Owns its flows; reads Faults, Services, their slices and nodes; writes the status of its Faults, when what becomes of the calls changes.
 * upstream: none; the walkthroughs use a pod with a loop of wget
 */
import type { FaultStatus } from '#api/fault.ts';
import type { Fault } from '#api/kinds.ts';
import { apiClient, type ApiClient } from '../../client/client.ts';
import { component, type Component, type Context } from '../../client/component.ts';
import { listerOf, receiveNews, startInformers, type Informers } from '../../client/informer.ts';
import { callerOf, targetOf } from './calls.ts';
import { networkAddress, type Dial, type Dialled, type FlowClose, type FlowData } from '../../helpers/contracts/network.ts';

export const loadGeneratorAddress = 'load-generator';

/** More than this on the map at once would hide what is under them. */
const packetsPerSecond = 2;
const tickMs = 1_000 / packetsPerSecond;
/** What becomes of the calls is told so often, if it is something new. */
const tellMs = 5_000;
const patienceMs = 10_000;

interface Call {
  readonly fault: string;
  readonly request: string;
  readonly sinceMs: number;
}

/** What has become of the calls of a fault since it was last told. */
interface Tally {
  answered: number;
  failed: number;
  why: string;
  /** Packets that are owed: a call every two seconds is half a packet a second. */
  owed: number;
}

interface LoadState {
  informers: Informers | undefined;
  readonly calls: Map<string, Call>;
  readonly tallies: Map<string, Tally>;
  count: number;
  isTicking: boolean;
}

export function loadGenerator(): Component {
  return component<LoadState>({
    address: loadGeneratorAddress,
    user: { name: 'system:serviceaccount:kube-system:load-generator', groups: ['system:masters', 'system:authenticated'] },
    userAgent: loadGeneratorAddress,
    start: () => ({ informers: undefined, calls: new Map(), tallies: new Map(), count: 0, isTicking: false }),
    step(state, message, context) {
      if (message.type === 'start') {
        state.informers = startInformers([{ kind: 'Fault', plain: true }], context).informers;
        return goOn(state, context);
      }
      if (state.informers === undefined) return;
      if (receiveNews(state.informers, message, context) !== undefined) return goOn(state, context);
      if (message.type === 'load/tick') tick(state, context);
      else if (message.type === 'net/dialled') dialled(state, message as Dialled, context);
      else if (message.type === 'net/data') over(state, message as FlowData, context);
      else if (message.type === 'net/close') state.calls.delete((message as FlowClose).flow);
    },
  });
}

function loadsOf({ informers }: LoadState): readonly Fault[] {
  return listerOf(informers!)
    .list('Fault')
    .filter(({ spec, metadata }) => spec.type === 'ServiceLoaded' && metadata.deletionTimestamp === undefined);
}

function goOn(state: LoadState, context: Context): void {
  if (state.isTicking || loadsOf(state).length === 0) return;
  state.isTicking = true;
  context.after(tickMs, { type: 'load/tick' });
}

function tick(state: LoadState, context: Context): void {
  state.isTicking = false;
  const loads = loadsOf(state);
  const client = apiClient((request) => context.api.request(request));
  for (const name of state.tallies.keys()) if (!loads.some(({ metadata }) => metadata.name === name)) state.tallies.delete(name);
  giveUp(state, context);
  for (const fault of loads) {
    context.because({ key: fault.metadata.name, revision: Number(fault.metadata.resourceVersion) });
    const problem = call(state, fault, client, context);
    if (problem !== undefined) tell(fault, { phase: 'Failed', message: problem }, client);
    else if (context.now % tellMs < tickMs || fault.status?.phase !== 'Active') report(state, fault, client);
  }
  goOn(state, context);
}

/** Dials what is owed; answers why there is nobody to dial. */
function call(state: LoadState, fault: Fault, client: ApiClient, context: Context): string | undefined {
  const { callsPerSecond = 0 } = fault.spec;
  const tally = tallyOf(state, fault.metadata.name);
  const to = targetOf(fault, state.count, client);
  if (typeof to === 'string') return to;
  const from = callerOf(state.count, client);
  if (from === undefined) return 'no node is ready to call from';
  tally.owed += Math.min(callsPerSecond / packetsPerSecond, 1);
  if (tally.owed < 1) return undefined;
  tally.owed -= 1;
  const flow = `load/${(state.count += 1)}`;
  const stands = callsPerSecond > packetsPerSecond ? ` (1 of ${Math.round(callsPerSecond / packetsPerSecond)} calls)` : '';
  const about = to.isHttp ? `GET /${stands}` : `call${stands}`;
  const request = to.isHttp ? `GET / HTTP/1.1\r\nHost: ${to.host}\r\nUser-Agent: load\r\nConnection: close\r\n\r\n` : '';
  state.calls.set(flow, { fault: fault.metadata.name, request, sinceMs: context.now });
  const dial: Dial = {
    type: 'net/dial',
    flow,
    from: { ...from, address: loadGeneratorAddress },
    to: { ip: to.ip, port: to.port },
    protocol: 'TCP',
    about,
  };
  context.send(networkAddress, dial, 0);
  return undefined;
}

function tallyOf(state: LoadState, fault: string): Tally {
  let tally = state.tallies.get(fault);
  if (tally === undefined) state.tallies.set(fault, (tally = { answered: 0, failed: 0, why: '', owed: 0 }));
  return tally;
}

function dialled(state: LoadState, { flow, result }: Dialled, context: Context): void {
  const asked = state.calls.get(flow);
  if (asked === undefined) return;
  const tally = tallyOf(state, asked.fault);
  if (result !== 'connected') {
    state.calls.delete(flow);
    tally.failed += 1;
    tally.why = result === 'refused' ? 'connection refused' : result === 'timeout' ? 'i/o timeout' : 'no route to host';
    return;
  }
  if (asked.request === '') return over(state, { flow }, context);
  context.send(networkAddress, { type: 'net/data', flow, side: 'client', data: asked.request } as FlowData, 0);
}

/** The call was answered. */
function over(state: LoadState, { flow }: Pick<FlowData, 'flow'>, context: Context): void {
  const asked = state.calls.get(flow);
  if (asked === undefined) return;
  tallyOf(state, asked.fault).answered += 1;
  hangUp(state, flow, context);
}

function hangUp(state: LoadState, flow: string, context: Context): void {
  state.calls.delete(flow);
  context.send(networkAddress, { type: 'net/close', flow, side: 'client' } as FlowClose, 0);
}

/** Nobody waits longer for an answer; who is still dialling is told by the network later, and forgotten here. */
function giveUp(state: LoadState, context: Context): void {
  for (const [flow, { fault, sinceMs }] of state.calls) {
    if (context.now - sinceMs < patienceMs) continue;
    const tally = tallyOf(state, fault);
    tally.failed += 1;
    tally.why = 'no answer within 10 s';
    hangUp(state, flow, context);
  }
}

/** Says what has become of the calls since the last report. */
function report(state: LoadState, fault: Fault, client: ApiClient): void {
  const { name } = fault.metadata;
  const tally = tallyOf(state, name);
  const { answered, failed, why } = tally;
  if (answered + failed === 0 && fault.status?.phase === 'Active') return;
  state.tallies.set(name, { answered: 0, failed: 0, why: '', owed: tally.owed });
  const message =
    answered + failed === 0 ? '' : failed === 0 ? 'answered' : `${answered === 0 ? 'every call fails' : 'some calls fail'}: ${why}`;
  tell(fault, { phase: 'Active', ...(message === '' ? {} : { message }) }, client);
}

function tell(fault: Fault, status: FaultStatus, client: ApiClient): void {
  if (status.phase === fault.status?.phase && status.message === fault.status?.message) return;
  client.updateStatus('Fault', { ...fault, status });
}
