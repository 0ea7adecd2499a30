import { describe, expect, it } from 'vitest';
import recorded from './fixtures/coredns-cases.json' with { type: 'json' };
import { replayDnsCase, type DnsCase } from './replay.ts';

const cases = Object.entries(recorded.cases).flatMap(([group, list]) =>
  list.map((record, i) => [`${group} ${i}: ${record.Qname}`, group, record as unknown as DnsCase] as const),
);
const replays = cases.map(([name, group, record]) => ({
  name,
  replay: replayDnsCase(group, record, recorded.fixtures),
}));

describe('answers of the real kubernetes plugin', () => {
  it.each(replays.flatMap(({ name, replay }) => ('leftOut' in replay ? [] : [{ name, ...replay }])))('$name', ({ expected, got }) => {
    expect(got).toEqual(expected);
  });

  it('leaves out only what is not about the cluster’s own zone', () => {
    const count = replays.filter(({ replay }) => 'leftOut' in replay).length;
    expect({ all: replays.length, leftOut: count }).toEqual({ all: 123, leftOut: 38 });
  });
});
