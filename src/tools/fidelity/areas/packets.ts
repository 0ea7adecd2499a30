/** Where packets end when they walk our rules, and whether they are masqueraded on the way. */
import { join } from 'node:path';
import { replayPacketCase, type PacketCase, type PacketGroup } from '#engine/proxy/iptables/replay.ts';
import type { Area } from '../area.ts';
import { resultOf } from '../report.ts';
import { oneJson } from './readCases.ts';
import { distinctNames, judgeValue } from './verdicts.ts';

type RecordedGroup = PacketGroup & {
  readonly cases: readonly (PacketCase & { readonly name: string; readonly output: string; readonly masq: boolean })[];
};

export const packets: Area = {
  name: 'packets',
  run({ reference }) {
    const verdicts = oneJson<readonly RecordedGroup[]>(join(reference, 'iptables/packetflow.json'), (groups) =>
      groups.flatMap((group) =>
        group.cases.map((packet) =>
          judgeValue(`${group.test}: ${packet.name}`, { output: packet.output, masq: packet.masq }, () => replayPacketCase(group, packet)),
        ),
      ),
    );
    return resultOf(distinctNames(verdicts));
  },
};
