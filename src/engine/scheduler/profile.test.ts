import { describe, expect, it } from 'vitest';
import type { Event } from '#api/kinds.ts';
import type { SchedulerProfile } from '#api/scheduling.ts';
import { seedRandom } from '#sim/random.ts';
import { createSession, advance, say } from '../session.ts';
import { insight } from '../insight.ts';
import { decide } from './cycle.ts';
import { defaultProfile, profilesOf } from './profile.ts';
import { cycleOf, nodes, placed, pod } from './testing/cluster.ts';

const cache = () => placed(nodes('n1', 'n2'), 'n1: a cpu=2 memory=4Gi');

function chosen(profile: Omit<SchedulerProfile, 'schedulerName'>, what = 'w cpu=1 memory=1Gi', where = cache()) {
  const plugins = profilesOf({ profiles: [{ schedulerName: 's', ...profile }] }).get('s')!.plugins;
  return decide(cycleOf(where, pod(what)), { profile: plugins, random: seedRandom(1, 'tie'), start: 0 });
}

const strategy = (type: 'MostAllocated' | 'LeastAllocated') => ({ name: 'NodeResourcesFit' as const, args: { scoringStrategy: { type } } });

describe('a profile', () => {
  it('without anything of its own is the default one', () => {
    expect(
      profilesOf()
        .get('default-scheduler')!
        .plugins.map(({ name }) => name),
    ).toEqual(defaultProfile.map(({ name }) => name));
    expect(chosen({}).chosen).toBe('n2');
  });

  it('may like full nodes', () => {
    const plugins = { multiPoint: { enabled: [{ name: 'NodeResourcesFit', weight: 10 }] } };
    expect(chosen({ plugins, pluginConfig: [strategy('MostAllocated')] }).chosen).toBe('n1');
    expect(chosen({ plugins, pluginConfig: [strategy('LeastAllocated')] }).chosen).toBe('n2');
  });

  it('may score by a curve', () => {
    const shape = [
      { utilization: 0, score: 0 },
      { utilization: 100, score: 10 },
    ];
    const scoringStrategy = { type: 'RequestedToCapacityRatio' as const, requestedToCapacityRatio: { shape } };
    const plugins = { multiPoint: { disabled: [{ name: '*' }], enabled: [{ name: 'NodeResourcesFit', weight: 1 }] } };
    const decision = chosen({ plugins, pluginConfig: [{ name: 'NodeResourcesFit', args: { scoringStrategy } }] });
    expect(decision.scores).toEqual([
      { node: 'n1', plugin: 'NodeResourcesFit', score: 69 },
      { node: 'n2', plugin: 'NodeResourcesFit', score: 19 },
    ]);
  });

  it('may leave plugins out', () => {
    const disabled = [{ name: 'TaintToleration' }];
    const tainted = () => nodes('n1 taint=a=b:NoSchedule');
    expect(chosen({}, 'w', tainted()).chosen).toBeUndefined();
    expect(chosen({ plugins: { multiPoint: { disabled } } }, 'w', tainted()).chosen).toBe('n1');
  });

  it('may ask a plugin at one point and not at another', () => {
    const tainted = () => nodes('n1 taint=a=b:NoSchedule', 'n2');
    const decision = chosen({ plugins: { filter: { disabled: [{ name: 'TaintToleration' }] } } }, 'w', tainted());
    expect(decision.refused.size).toBe(0);
    expect(decision.scores.filter(({ plugin }) => plugin === 'TaintToleration')).toHaveLength(2);
  });

  it('may forbid that pods take the place of others, and ignore their gates', () => {
    const profile = (plugins: SchedulerProfile['plugins']) =>
      profilesOf({ profiles: [{ schedulerName: 's', ...(plugins === undefined ? {} : { plugins }) }] }).get('s')!;
    expect(profile(undefined)).toMatchObject({ gates: true, preemption: { minCandidateNodesAbsolute: 100 } });
    const without = profile({ postFilter: { disabled: [{ name: '*' }] }, preEnqueue: { disabled: [{ name: 'SchedulingGates' }] } });
    expect(without).toMatchObject({ gates: false, preemption: undefined });
  });

  it('may ask the plugin that nobody is asked by default', () => {
    const plugins = { multiPoint: { disabled: [{ name: '*' }], enabled: [{ name: 'SelectorSpread', weight: 2 }] } };
    expect(chosen({ plugins }).scores.map(({ plugin, score }) => [plugin, score])).toEqual([
      ['SelectorSpread', 200],
      ['SelectorSpread', 200],
    ]);
  });

  it('may add an affinity to all pods', () => {
    const matchExpressions = [{ key: 'zone', operator: 'In' as const, values: ['b'] }];
    const addedAffinity = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] } };
    const decision = chosen(
      { pluginConfig: [{ name: 'NodeAffinity', args: { addedAffinity } }] },
      'w',
      nodes('n1 label=zone:a', 'n2 label=zone:b'),
    );
    expect(decision.chosen).toBe('n2');
    expect(decision.refused.get('n1')?.reasons).toEqual(["node(s) didn't match scheduler-enforced node affinity"]);
  });
});

it('a cluster schedules by the profile a pod names, and tells why', () => {
  const packer: SchedulerProfile = {
    schedulerName: 'packer',
    plugins: { score: { enabled: [{ name: 'NodeResourcesFit', weight: 100 }] } },
    pluginConfig: [strategy('MostAllocated')],
  };
  const scheduler = { profiles: [{ schedulerName: 'default-scheduler' }, packer] };
  const cluster = { name: 'c', nodes: [{ name: 'n1' }, { name: 'n2' }, { name: 'n3' }], scheduler };
  const session = createSession({ version: 1, seed: 1, epoch: '2026-01-01T09:00:00Z', clusters: [cluster], inputs: [] });
  advance(session, 5_000);
  const place = { group: '', version: 'v1', resource: 'pods', namespace: 'default' };
  const create = (name: string, schedulerName: string) => {
    const containers = [{ name: 'c', image: 'nginx', resources: { requests: { cpu: '100m' } } }];
    const object = { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { schedulerName, containers } };
    say(session, 'c', { type: 'request', request: { verb: 'create', ...place, object } });
    advance(session, Number(session.world.kernel.now) + 2_000);
  };
  for (const name of ['a', 'b', 'c']) create(name, 'packer');
  create('lonely', 'nobody');
  const verdict = (name: string) => {
    const request = { verb: 'get', ...place, group: 'orrery.dev', resource: 'schedulings', name } as const;
    return insight(session.world, 'c', { type: 'request', request })!;
  };
  const status = (name: string) =>
    (verdict(name).body as { readonly status: { readonly chosen: string; readonly scores: readonly object[] } }).status;
  expect(new Set(['a', 'b', 'c'].map((name) => status(name).chosen)).size).toBe(1);
  expect(status('c').scores).toContainEqual({ node: status('c').chosen, plugin: 'NodeResourcesFit', score: expect.any(Number) as number });
  expect(verdict('lonely').code).toBe(404);
  const listed = say(session, 'c', { type: 'request', request: { verb: 'list', ...place, resource: 'events' } })!.body;
  const told = (listed as unknown as { items: readonly Event[] }).items.filter(({ reason }) => reason === 'Scheduled');
  expect(told.map((event) => event.reportingComponent)).toEqual(['packer', 'packer', 'packer']);
});
