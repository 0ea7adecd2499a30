import { describe, expect, it } from 'vitest';
import { bench, dialFromA, type Bench } from './testBench.ts';

/** `at to what` for everything told, without the fractions of a millisecond. */
function story({ told }: Bench): string[] {
  return told.map(({ at, to, message }) => {
    const { type, ...rest } = message;
    return `${Math.floor(at)} ${to} ${type} ${Object.values(rest).join(' ')}`;
  });
}

function way({ packets }: Bench): string[] {
  return packets.map(({ hops, verdict }) => `${[...hops.map(({ from }) => from), hops.at(-1)?.to].join(' ')} ${verdict}`);
}

describe('a dial', () => {
  it.each([
    {
      what: 'a pod on another node',
      ip: '10.244.1.5',
      port: 80,
      stops: 'pod/default/a node/n1 node/n2 pod/default/b',
      verdict: 'ACCEPT',
    },
    {
      what: 'a port nobody listens on',
      ip: '10.244.1.5',
      port: 81,
      stops: 'pod/default/a node/n1 node/n2 pod/default/b',
      verdict: 'REFUSED',
    },
    {
      what: 'a node',
      ip: '172.18.0.3',
      port: 80,
      stops: 'pod/default/a node/n1 node/n2',
      verdict: 'ACCEPT',
    },
  ])('to $what', ({ ip, port, stops, verdict }) => {
    const net = bench();
    net.say(dialFromA('f', ip, port));
    net.run(50);
    expect(way(net)).toEqual([`${stops} ${verdict}`]);
    expect(story(net).at(-1)).toMatch(
      verdict === 'ACCEPT' ? /^[012] runtime-1 net.dialled f connected$/ : /^[012] runtime-1 net.dialled f refused$/,
    );
  });

  it.each([
    {
      what: 'an IP in the pods’ range that nobody has',
      ip: '10.244.1.99',
      verdict: 'UNREACHABLE',
      result: 'unreachable',
      after: 3_000,
    },
    {
      what: 'an IP outside',
      ip: '198.51.100.1',
      verdict: 'UNREACHABLE',
      result: 'timeout',
      after: 127_000,
    },
    { what: 'a refused IP', ip: '10.96.0.1', verdict: 'REJECT', result: 'refused', after: 0 },
    { what: 'a dropped IP', ip: '10.96.0.2', verdict: 'DROP', result: 'timeout', after: 127_000 },
  ])('to $what', ({ ip, verdict, result, after }) => {
    const net = bench();
    net.say({
      type: 'net/tables',
      node: 'n1',
      tables: { '10.96.0.1:80': 'REJECT', '10.96.0.2:80': 'DROP' },
    });
    net.say(dialFromA('f', ip));
    net.run(200_000);
    expect(net.packets.map((packet) => packet.verdict)).toEqual([verdict]);
    const [last] = net.told.slice(-1);
    expect(last?.message).toEqual({ type: 'net/dialled', flow: 'f', result });
    expect(Math.floor(last?.at ?? 0)).toBe(after);
  });

  it('follows the rules of the dialler’s node, and the server sees the masqueraded source', () => {
    const net = bench();
    net.say({
      type: 'net/tables',
      node: 'n1',
      tables: { '10.96.0.1:80': '-> 10.244.1.5:80 masq' },
    });
    net.say({ type: 'net/tables', node: 'n2', tables: { '10.96.0.1:80': 'REJECT' } });
    net.say(dialFromA('f', '10.96.0.1'));
    net.run(50);
    expect(net.packets[0]).toMatchObject({
      verdict: 'ACCEPT',
      destination: { ip: '10.96.0.1', port: 80 },
      translated: { ip: '10.244.1.5', port: 80, pod: 'default/b' },
      rules: [{ matched: true }],
      about: 'GET /',
    });
    expect(story(net)).toContain('0 runtime-2 net/incoming f 10.244.1.5 80 TCP 172.18.0.2 n1 default/a');
  });

  it('meets the rules of the node whose own IP is dialled', () => {
    const net = bench();
    net.say({ type: 'net/tables', node: 'n2', tables: { '172.18.0.3:30080': '-> 10.244.0.5:80' } });
    net.say({
      ...dialFromA('f', '172.18.0.3', 30080),
      from: { address: 'runtime-1', ip: '203.0.113.9', node: '' },
    });
    net.run(50);
    expect(way(net)).toEqual(['external node/n2 node/n1 pod/default/a ACCEPT']);
  });

  it('of a pod to itself meets no rules', () => {
    const net = bench();
    net.say({ type: 'net/tables', node: 'n1', tables: { '127.0.0.1:80': 'REJECT' } });
    net.say(dialFromA('f', '127.0.0.1'));
    net.run(50);
    expect(net.packets).toMatchObject([{ verdict: 'ACCEPT', rules: [], hops: [] }]);
    expect(story(net)).toContain('0 runtime-1 net/incoming f 10.244.0.5 80 TCP 10.244.0.5 n1 default/a');
  });
});

describe('an open flow', () => {
  function open(): Bench {
    const net = bench();
    net.say(dialFromA('f', '10.244.1.5'));
    net.run(50);
    net.told.length = 0;
    return net;
  }

  it('carries data both ways in order, and ends for both', () => {
    const net = open();
    net.say({ type: 'net/data', flow: 'f', side: 'client', data: 'one' });
    net.say({ type: 'net/data', flow: 'f', side: 'client', data: 'two' });
    net.say({ type: 'net/data', flow: 'f', side: 'server', data: 'three' });
    net.run(60);
    net.say({ type: 'net/close', flow: 'f', side: 'server' });
    net.run(70);
    net.say({ type: 'net/data', flow: 'f', side: 'client', data: 'late' });
    net.run(80);
    expect(story(net)).toEqual([
      '50 runtime-2 net/data f client one',
      '50 runtime-2 net/data f client two',
      '50 runtime-1 net/data f server three',
      '60 runtime-1 net/close f server',
    ]);
  });

  it('a side that says nothing more still listens', () => {
    const net = open();
    net.say({ type: 'net/close', flow: 'f', side: 'client', half: true });
    net.say({ type: 'net/data', flow: 'f', side: 'server', data: 'answer' });
    net.run(60);
    expect(story(net)).toEqual(['50 runtime-2 net/close f client true', '50 runtime-1 net/data f server answer']);
  });

  it('is lost when an end’s IP is given back', () => {
    const net = open();
    net.say({ type: 'net/detach', ip: '10.244.1.5' });
    net.run(60);
    expect(story(net)).toEqual(['50 runtime-1 net/close f server']);
  });

  it('outlives new tables', () => {
    const net = open();
    net.say({ type: 'net/tables', node: 'n1', tables: { '10.244.1.5:80': 'REJECT' } });
    net.say({ type: 'net/data', flow: 'f', side: 'client', data: 'still' });
    net.run(60);
    expect(story(net)).toEqual(['50 kube-proxy/n1 net/tables-answer true', '50 runtime-2 net/data f client still']);
  });
});

it('tells a dialler that the server vanished before it answered', () => {
  const net = bench();
  net.say(dialFromA('f', '10.244.1.5', 99));
  net.run(50);
  net.say({ type: 'net/detach', ip: '10.244.1.5' });
  net.run(10_000);
  expect(story(net).at(-1)).toBe('3050 runtime-1 net/dialled f unreachable');
  expect(net.packets.map(({ verdict }) => verdict)).toEqual(['UNREACHABLE']);
});

it('gives hops that follow one another in time', () => {
  const net = bench();
  net.run(1_000);
  net.say(dialFromA('f', '10.244.1.5'));
  net.run(1_050);
  const hops = net.packets[0]?.hops ?? [];
  expect(hops.length).toBe(3);
  expect(hops[0]?.leaves).toBe(1_000);
  hops.forEach(({ leaves, arrives }, i) => {
    expect(arrives).toBeGreaterThan(leaves);
    expect(hops[i + 1]?.leaves ?? arrives).toBe(arrives);
  });
  expect((hops.at(-1)?.arrives ?? 0) - 1_000).toBeLessThanOrEqual(1);
});

it('what a node says to its own loopback address comes from there', () => {
  const bed = bench();
  bed.say({
    type: 'net/dial',
    flow: 'a',
    from: { address: 'runtime-1', ip: '172.18.0.2', node: 'n1' },
    to: { ip: '127.0.0.1', port: 80 },
    protocol: 'TCP',
  });
  bed.run(1_000);
  expect(bed.told.find(({ message }) => message.type === 'net/incoming')?.message).toMatchObject({
    sourceIp: '127.0.0.1',
    ip: '172.18.0.2',
  });
});

it('a port of the node leads to the pod that holds it, by address and protocol, as long as the pod is there', () => {
  const bed = bench();
  bed.say({ type: 'net/map-port', node: 'n1', protocol: 'TCP', hostIp: '127.0.0.1', hostPort: 54323, port: 80, ip: '10.244.0.5' });
  bed.say({ type: 'net/map-port', node: 'n1', protocol: 'UDP', hostIp: '172.18.0.2', hostPort: 54323, port: 80, ip: '10.244.0.5' });
  const dial = (flow: string, ip: string, protocol: 'TCP' | 'UDP') => {
    bed.say({ type: 'net/dial', flow, from: { address: 'runtime-1', ip: '172.18.0.2', node: 'n1' }, to: { ip, port: 54323 }, protocol });
    bed.run(bed.kernel.now + 10_000);
    const answers = bed.told.filter(({ message }) => message.type === 'net/dialled') as unknown as {
      message: { flow: string; result: string };
    }[];
    return answers.find(({ message }) => message.flow === flow)?.message.result;
  };
  expect(dial('a', '127.0.0.1', 'TCP')).toBe('connected');
  expect(dial('b', '172.18.0.2', 'TCP')).toBe('refused');
  expect(dial('c', '172.18.0.2', 'UDP')).toBe('connected');
  bed.say({ type: 'net/detach', ip: '10.244.0.5' });
  expect(dial('d', '172.18.0.2', 'UDP')).toBe('refused');
});
