/** Answers of CoreDNS' kubernetes plugin to recorded questions. */
import { join } from 'node:path';
import { replayDnsCase, type DnsCase } from '#engine/dns/replay.ts';
import type { Area } from '../area.ts';
import { resultOf, type AreaResult } from '../report.ts';
import { oneJson } from './readCases.ts';
import { judge } from './verdicts.ts';

interface Recorded {
  readonly cases: Readonly<Record<string, readonly DnsCase[]>>;
  readonly fixtures: Readonly<Record<string, unknown>>;
}

export const dns: Area = {
  name: 'dns',
  run({ reference }) {
    return dnsResult(join(reference, 'vectors/coredns_cases.json'));
  },
};

export function dnsResult(path: string): AreaResult {
  return resultOf(
    oneJson<Recorded>(path, ({ cases, fixtures }) =>
      Object.entries(cases).flatMap(([group, records]) =>
        records.map((record, i) =>
          judge(`${group} ${i}: ${record.Qname} ${record.Qtype ?? 'A'}`, () => replayDnsCase(group, record, fixtures)),
        ),
      ),
    ),
  );
}
