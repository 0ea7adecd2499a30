import { expect, test } from 'vitest';
import type { SchedulerSpec } from '#api/scheduling.ts';
import { readScheduler } from './readScheduler.ts';

const whole: SchedulerSpec = {
  profiles: [
    { schedulerName: 'default-scheduler' },
    {
      schedulerName: 'packer',
      plugins: { multiPoint: { disabled: [{ name: 'ImageLocality' }], enabled: [{ name: 'NodeResourcesFit', weight: 5 }] } },
      pluginConfig: [
        { name: 'NodeResourcesFit', args: { scoringStrategy: { type: 'MostAllocated', resources: [{ name: 'cpu', weight: 2 }] } } },
        { name: 'InterPodAffinity', args: { hardPodAffinityWeight: 10 } },
      ],
    },
  ],
};

test('a scheduler that is well set up is taken as it is', () => expect(readScheduler(whole)).toEqual(whole));

const named = (rest: object) => ({ profiles: [{ schedulerName: 's', ...rest }] });
const fit = (scoringStrategy: object) => named({ pluginConfig: [{ name: 'NodeResourcesFit', args: { scoringStrategy } }] });

const spread = (args: object) => named({ pluginConfig: [{ name: 'PodTopologySpread', args }] });
const perRack = { maxSkew: 1, topologyKey: 'rack', whenUnsatisfiable: 'DoNotSchedule' };

test('a list of plugins for all points, as in links of earlier days, is one for all points', () => {
  const plugins = { disabled: [{ name: 'ImageLocality' }] };
  expect(readScheduler(named({ plugins }))).toEqual(named({ plugins: { multiPoint: plugins } }));
});

test('what says nothing is the default scheduler', () =>
  expect(readScheduler({ parallelism: 4 })).toEqual({ profiles: [{ schedulerName: 'default-scheduler' }] }));

test.each([
  ['the scheduler must be an object', 3],
  ['profiles[1].schedulerName: Required value', { profiles: [{ schedulerName: 's' }, {}] }],
  ['profiles[1].schedulerName: Duplicate value: profiles[0].schedulerName', { profiles: [{ schedulerName: 's' }, { schedulerName: 's' }] }],
  ['percentageOfNodesToScore: Invalid value: 101: not in valid range [0-100]', { percentageOfNodesToScore: 101 }],
  ['podInitialBackoffSeconds: Invalid value: 0: must be greater than 0', { podInitialBackoffSeconds: 0 }],
  ['extenders cannot be called from here', { extenders: [{ urlPrefix: 'http://x' }] }],
  ['strict decoding error: unknown field "profile"', { profile: [] }],
  [
    'profiles[0].plugins.multiPoint.enabled[0].weight must be a whole number',
    named({ plugins: { enabled: [{ name: 'NodePorts', weight: 0.5 }] } }),
  ],
  ['PreFilterPlugin "Mine" does not exist', named({ plugins: { multiPoint: { enabled: [{ name: 'Mine' }] } } })],
  ['plugin "NodePorts" does not extend ScorePlugin plugin', named({ plugins: { score: { enabled: [{ name: 'NodePorts' }] } } })],
  [
    'profiles[0].pluginConfig[0].args.scoringStrategy.type: Unsupported value: "Best": supported values: "LeastAllocated", "MostAllocated", "RequestedToCapacityRatio"',
    fit({ type: 'Best' }),
  ],
  [
    'profiles[0].pluginConfig[0].args.scoringStrategy.shape: Required value: at least one point must be specified',
    fit({ type: 'RequestedToCapacityRatio', requestedToCapacityRatio: { shape: [] } }),
  ],
  [
    'strict decoding error: decoding .profiles[0].pluginConfig[0]: strict decoding error: decoding args for plugin NodeResourcesFit: strict decoding error: unknown field "scoringStrategy.Type"',
    fit({ Type: 'LeastAllocated' }),
  ],
  [
    'profiles[0].pluginConfig[0].args.defaultConstraints[1]: Duplicate value: "{rack, DoNotSchedule}"',
    spread({ defaultingType: 'List', defaultConstraints: [perRack, perRack] }),
  ],
  [
    'decoding .profiles[0].pluginConfig[0]: decoding args for plugin NodeAffinity: addedAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].values[0] must be a string',
    named({ pluginConfig: [{ name: 'NodeAffinity', args: { addedAffinity: affinity(1) } }] }),
  ],
  [
    "profiles[0].pluginConfig[0].args.addedAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].values: Invalid value: []string{}: for 'in', 'notin' operators, values set can't be empty",
    named({ pluginConfig: [{ name: 'NodeAffinity', args: { addedAffinity: affinity() } }] }),
  ],
])('%s', (message, value) => expect(() => readScheduler(value)).toThrow(`not a tape: ${message}`));

function affinity(...values: unknown[]) {
  const matchExpressions = [{ key: 'a', operator: 'In', values }];
  return { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] } };
}
