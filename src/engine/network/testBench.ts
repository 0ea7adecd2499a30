/** A network with two nodes and some pods for tests: what each address is told, and every packet's trace. */
import type { Trace } from '#api/trace.ts';
import type { VirtualMs } from '#api/meta.ts';
import { createKernel, schedule, take, type Kernel } from '#sim/kernel.ts';
import { seedRandom } from '#sim/random.ts';
import type { Component, Context, Message } from '../client/component.ts';
import { networkAddress, type NetworkMessage } from '../helpers/contracts/network.ts';
import type { FirstPacket, NetfilterPort, PacketFate } from './netfilterPort.ts';
import { network } from './network.ts';

/** `ip:port` -> what becomes of packets to it: `-> ip:port`, `-> ip:port masq`, REJECT or DROP. */
export type FakeTables = Map<string, string>;
interface FakeMet {
  readonly matched: boolean;
  readonly text: string;
}

const netfilter: NetfilterPort<FakeTables, FakeMet> = {
  create: () => new Map(),
  restore(tables, input) {
    if (typeof input !== 'object' || input === null) return false;
    for (const [key, rule] of Object.entries(input)) tables.set(key, String(rule));
    return true;
  },
  walk: walkFake,
  hits: (met) => met.map(({ matched, text }) => ({ table: 'nat', chain: 'FAKE', rule: text, matched })),
};

function walkFake(tables: FakeTables, { destination, port }: FirstPacket): PacketFate<FakeMet> {
  const met: FakeMet[] = [];
  for (const [key, text] of tables) {
    const matched = key === `${destination}:${port}`;
    met.push({ matched, text });
    if (!matched) continue;
    if (text === 'REJECT' || text === 'DROP') return { verdict: text, masquerade: false, met };
    const [, ip = '', to = ''] = /^-> ([^:]+):(\d+)/.exec(text) ?? [];
    return {
      verdict: 'ACCEPT',
      translated: { ip, port: Number(to) },
      masquerade: text.endsWith('masq'),
      met,
    };
  }
  return { verdict: 'ACCEPT', masquerade: false, met };
}

export interface Bench {
  readonly kernel: Kernel<Message>;
  readonly told: {
    readonly at: number;
    readonly to: string;
    readonly message: NetworkMessage | Message;
  }[];
  readonly packets: Extract<Trace, { type: 'packet' }>[];
  /** Sends a message to the network, now. */
  say(message: NetworkMessage): void;
  /** Lets time pass. */
  run(until: number): void;
}

/** Owners accept dials to port 80 and refuse others. */
export function bench(): Bench {
  const kernel = createKernel<Message>();
  const component: Component = network(netfilter, { clusterCidr: '10.244.0.0/16' });
  const state = component.start();
  const random = seedRandom(7, 'network');
  const told: Bench['told'] = [];
  const packets: Bench['packets'] = [];
  function context(): Context {
    return {
      now: kernel.now as VirtualMs,
      random,
      after: (delay: number, message: Message) => schedule(kernel, delay, networkAddress, message),
      send: (to: string, message: Message, delay: number) => schedule(kernel, delay, to, message),
      trace: (trace: Trace) => void (trace.type === 'packet' && packets.push(trace)),
    } as unknown as Context;
  }
  const say = (message: NetworkMessage) => schedule(kernel, 0, networkAddress, message as Message);
  function run(until: number): void {
    for (let event = take(kernel, until); event !== undefined; event = take(kernel, until)) {
      const { to, message } = event;
      if (to === networkAddress) {
        component.step(state, message, context());
        continue;
      }
      told.push({ at: kernel.now, to, message });
      if (message.type === 'net/incoming') {
        const { flow, port } = message as Extract<NetworkMessage, { type: 'net/dial' }> & {
          port: number;
        };
        if (port !== 99) say({ type: 'net/answer', flow, accepted: port === 80 });
      }
    }
  }
  say({ type: 'net/attach', ip: '172.18.0.2', owner: 'runtime-1', node: 'n1' });
  say({ type: 'net/attach', ip: '172.18.0.3', owner: 'runtime-2', node: 'n2' });
  say({ type: 'net/attach', ip: '10.244.0.5', owner: 'runtime-1', node: 'n1', pod: 'default/a' });
  say({ type: 'net/attach', ip: '10.244.1.5', owner: 'runtime-2', node: 'n2', pod: 'default/b' });
  run(0);
  return { kernel, told, packets, say, run };
}

/** A dial from pod a (10.244.0.5 on n1). */
export function dialFromA(flow: string, ip: string, port = 80): Extract<NetworkMessage, { type: 'net/dial' }> {
  const from = { address: 'runtime-1', ip: '10.244.0.5', node: 'n1', pod: 'default/a' };
  return { type: 'net/dial', flow, from, to: { ip, port }, protocol: 'TCP', about: 'GET /' };
}
