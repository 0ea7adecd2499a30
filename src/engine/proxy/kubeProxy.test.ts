import { describe, expect, it } from 'vitest';
import { saveText } from './iptables/text.ts';
import { ruleHits, walk, type WalkResult } from './iptables/walk.ts';
import { bench, node, service, slice, type Bench } from './testBench.ts';

function times({ restores }: Bench): number[] {
  return restores.map(({ at }) => Math.round(at));
}

/** The Services' own chains that each restore wrote. */
function written({ restores }: Bench): number[] {
  return restores.map(({ input }) => [...input.nat.chains.keys()].filter((chain) => chain.startsWith('KUBE-SVC-')).length);
}

function dial({ netfilter }: Bench, draw = 0, source = '10.244.0.5', now = 0): WalkResult {
  const packet = {
    source,
    destination: '10.96.0.1',
    port: 80,
    protocol: 'tcp',
    fromNode: false,
  } as const;
  return walk(netfilter, packet, { nodeIps: ['172.18.0.2'], now, draw: () => draw });
}

describe('kube-proxy', () => {
  it('waits for its node’s address', () => {
    const proxy = bench();
    proxy.put(service('a', '10.96.0.1'));
    proxy.run(5_000);
    expect(proxy.restores).toEqual([]);
    proxy.put(node);
    proxy.run(10_000);
    expect(times(proxy)).toEqual([5_013]);
  });

  it('syncs the first changes at once, and then once a second', () => {
    const proxy = bench();
    proxy.put(node);
    for (let at = 0; at < 4_000; at += 100) {
      proxy.put(service('a', `10.96.0.${at / 100}`));
      proxy.run(at + 100);
    }
    proxy.run(10_000);
    const gaps = times(proxy).map((at, i, all) => at - (all[i - 1] ?? 0));
    expect(times(proxy).slice(0, 2)).toEqual([12, 113]);
    expect(Math.min(...gaps.slice(2))).toBeGreaterThanOrEqual(900);
    expect(times(proxy).length).toBeLessThanOrEqual(7);
  });

  it('writes only what changed', () => {
    const proxy = bench();
    for (const object of [node, service('a', '10.96.0.1'), slice('a', '10.244.1.1'), service('b', '10.96.0.2'), slice('b', '10.244.1.2')])
      proxy.put(object);
    proxy.run(5_000);
    proxy.put(slice('b', '10.244.1.2', '10.244.1.3'));
    proxy.run(10_000);
    proxy.put(service('b', '10.96.0.2'));
    proxy.run(15_000);
    expect(written(proxy)).toEqual([2, 1]);
    expect(proxy.restores.map(({ input }) => input.full)).toEqual([true, false]);
  });

  it('writes everything anew, half a minute after the kernel refused', () => {
    const proxy = bench();
    for (const object of [node, service('a', '10.96.0.1'), slice('a', '10.244.1.1')]) proxy.put(object);
    proxy.run(5_000);
    proxy.refuseNext = true;
    proxy.put(slice('a', '10.244.1.2'));
    proxy.run(60_000);
    expect(proxy.restores.map(({ input }) => input.full)).toEqual([true, false, true]);
    expect(times(proxy)[2]! - times(proxy)[1]!).toBeGreaterThanOrEqual(30_000);
    expect(dial(proxy).translated).toEqual({ ip: '10.244.1.2', port: 80 });
    expect(saveText(proxy.netfilter)).not.toContain('10.244.1.1:80');
  });
});

describe('a packet', () => {
  function web(spec: object = {}): Bench {
    const proxy = bench();
    for (const object of [node, service('a', '10.96.0.1', spec), slice('a', '10.244.1.1', '10.244.1.2')]) proxy.put(object);
    proxy.run(5_000);
    return proxy;
  }

  it('goes where the draw sends it, and every rule it met is told', () => {
    const proxy = web();
    expect(dial(proxy, 0.49 * 2 ** 31).translated?.ip).toBe('10.244.1.1');
    const result = dial(proxy, 0.51 * 2 ** 31);
    expect(result.translated?.ip).toBe('10.244.1.2');
    const hits = ruleHits(result.met).filter(({ table, chain }) => table === 'nat' && chain.startsWith('KUBE-S'));
    expect(
      hits.map(({ rule, matched }) => `${matched ? 'yes' : 'no'} ${rule.replace(/^.*--comment /, '').replace(/[A-Z0-9]{16}/, '…')}`),
    ).toEqual([
      'yes "ns/a cluster IP" -m tcp --dport 80 -j KUBE-SVC-…',
      'no "ns/a cluster IP" -m tcp --dport 80 -j KUBE-MARK-MASQ',
      'no "ns/a -> 10.244.1.1:80" -m statistic --mode random --probability 0.50000000000 -j KUBE-SEP-…',
      'yes "ns/a -> 10.244.1.2:80" -j KUBE-SEP-…',
      'no "ns/a" -j KUBE-MARK-MASQ',
      'yes "ns/a" -m tcp -j DNAT --to-destination 10.244.1.2:80',
    ]);
    expect(hits.find(({ probability }) => probability !== undefined)).toMatchObject({
      probability: 0.5,
      drawn: 0.51,
    });
  });

  it('sticks to its endpoint as long as its affinity lasts', () => {
    const proxy = web({
      sessionAffinity: 'ClientIP',
      sessionAffinityConfig: { clientIP: { timeoutSeconds: 20 } },
    });
    const late = 0.9 * 2 ** 31;
    const to = (draw: number, source: string, now: number) => dial(proxy, draw, source, now).translated?.ip;
    expect(to(0, '10.244.0.5', 0)).toBe('10.244.1.1');
    expect(to(late, '10.244.0.5', 19_000)).toBe('10.244.1.1');
    expect(to(late, '10.244.0.6', 19_000)).toBe('10.244.1.2');
    expect(to(late, '10.244.0.5', 40_000)).toBe('10.244.1.2');
  });

  it('is refused while nothing stands behind the Service', () => {
    const proxy = web();
    proxy.put(slice('a'));
    proxy.run(10_000);
    expect(dial(proxy)).toMatchObject({ verdict: 'REJECT', byRule: true });
  });
});

it('leaves comments of single endpoints out in large clusters', () => {
  const proxy = bench();
  const ips = Array.from({ length: 1001 }, (_, i) => `10.244.${1 + Math.floor(i / 250)}.${i % 250}`);
  for (const object of [node, service('a', '10.96.0.1'), slice('a', ...ips.slice(0, 1000))]) proxy.put(object);
  proxy.run(5_000);
  expect(saveText(proxy.netfilter)).toContain('"ns/a -> ');
  proxy.put(slice('a', ...ips));
  proxy.run(10_000);
  expect(saveText(proxy.netfilter)).not.toContain('"ns/a -> ');
  expect(saveText(proxy.netfilter)).toContain('"ns/a cluster IP"');
});
