/** The rules that the proxier writes for recorded operations, compared as text. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replayIptablesCase, type IptablesCase } from '#engine/proxy/iptables/replay.ts';
import type { Area } from '../area.ts';
import { resultOf } from '../report.ts';
import { eachJson } from './readCases.ts';
import { judge } from './verdicts.ts';

export const iptables: Area = {
  name: 'iptables',
  run({ reference }) {
    const folder = join(reference, 'iptables');
    return resultOf(
      eachJson<Partial<IptablesCase>>(folder, (record, name) => {
        const { expectedFile } = record;
        if (expectedFile === undefined) return [];
        return [
          judge(name, () => ({
            expected: readFileSync(join(folder, expectedFile), 'utf8').trim(),
            got: replayIptablesCase(record as IptablesCase).trim(),
          })),
        ];
      }),
    );
  },
};
