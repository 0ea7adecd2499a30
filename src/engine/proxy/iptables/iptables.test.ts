import { describe, expect, it } from 'vitest';
import chainNames from './fixtures/chain-names.json' with { type: 'json' };
import packets from './fixtures/packets.json' with { type: 'json' };
import rules from './fixtures/rules.json' with { type: 'json' };
import repeated from './fixtures/rules-repeated.json' with { type: 'json' };
import { endpointChain, serviceChains } from './names.ts';
import { replayIptablesCase, replayPacketCase } from './replay.ts';
import type { Protocol } from './rule.ts';

describe('chain names', () => {
  it.each(chainNames.cases)('$servicePortName $protocol', ({ servicePortName, protocol, svc, svl, ext, fw, sep }) => {
    const chains = serviceChains(servicePortName, protocol as Protocol);
    expect(chains).toEqual({ cluster: svc, local: svl, external: ext, firewall: fw });
    for (const [endpoint, chain] of Object.entries(sep)) expect(endpointChain(servicePortName, protocol as Protocol, endpoint)).toBe(chain);
  });
});

describe('rules written for recorded operations', () => {
  it.each([...rules, ...repeated].map((record) => [record.expectedFile, record] as const))('%s', (_, record) => {
    expect(replayIptablesCase(record)).toBe(record.expected);
  });
});

describe('packets through the rules', () => {
  const cases = packets.flatMap((group) =>
    group.cases.map((packet) => [`${group.test} ${group.ops.length}: ${packet.name}`, group, packet] as const),
  );
  it.each(cases)('%s', (_, group, packet) => {
    expect(replayPacketCase(group, packet)).toEqual({ output: packet.output, masq: packet.masq });
  });
});
