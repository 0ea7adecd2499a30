import { describe, expect, it } from 'vitest';
import type { Pod } from '#api/kinds.ts';
import type { PodTopologySpreadArgs } from '#api/scheduling.ts';
import type { Lister } from '../../client/informer.ts';
import { score } from '../cycle.ts';
import { refusalOn } from '../filter.ts';
import { cycleOf, nodes, placed, pod } from '../testing/cluster.ts';
import { podTopologySpreadWith } from './podTopologySpread.ts';

/** A service selects the pods of the web. */
const served = {
  get: () => undefined,
  list: () => [],
  by: (kind: string) =>
    kind === 'Service' ? [{ metadata: { name: 'web', namespace: 'default' }, spec: { selector: { app: 'web' } } }] : [],
  ownedBy: () => [],
  custom: () => [],
} as unknown as Lister;

const cluster = () => placed(nodes('n1 label=rack:a', 'n2 label=rack:b', 'n3'), 'n1: a label=app:web');

function verdicts(args: PodTopologySpreadArgs, what: Pod): readonly string[] {
  const cycle = cycleOf(cluster(), what, served);
  return cycle.nodes.map((node) => refusalOn(cycle, node, [podTopologySpreadWith(args)])?.reasons.join() ?? '');
}

function points(args: PodTopologySpreadArgs, what: Pod): readonly number[] {
  const cycle = cycleOf(cluster(), what, served);
  return score(cycle, cycle.nodes, [{ ...podTopologySpreadWith(args), weight: 1 }]).totals;
}

const byRack = (whenUnsatisfiable: 'DoNotSchedule' | 'ScheduleAnyway'): PodTopologySpreadArgs => ({
  defaultingType: 'List',
  defaultConstraints: [{ maxSkew: 1, topologyKey: 'rack', whenUnsatisfiable }],
});
const web = pod('w label=app:web');

describe('default constraints of a profile', () => {
  it('hold for pods of a service that ask for nothing themselves', () => {
    const skewed = "node(s) didn't match pod topology spread constraints";
    expect(verdicts(byRack('DoNotSchedule'), web)).toEqual([skewed, '', `${skewed} (missing required label)`]);
    expect(verdicts(byRack('DoNotSchedule'), pod('w label=app:other'))).toEqual(['', '', '']);
    expect(verdicts(byRack('DoNotSchedule'), pod('w label=app:web spread=app:web@kubernetes.io/hostname')).at(1)).not.toBe(skewed);
    expect(verdicts({ defaultingType: 'List' }, web)).toEqual(['', '', '']);
  });

  it('give points; a node without the key gets none where the list is the profile’s own', () => {
    expect(points(byRack('ScheduleAnyway'), web)).toEqual([0, 100, 0]);
    expect(points({ defaultingType: 'List' }, web)).toEqual([0, 0, 0]);
  });
});
