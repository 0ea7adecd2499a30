import { expect, test } from 'vitest';
import type { SchedulerSpec } from '#api/scheduling.ts';
import { readScheduler } from './readScheduler.ts';

const whole: SchedulerSpec = {
  profiles: [
    { schedulerName: 'default-scheduler' },
    {
      schedulerName: 'packer',
      plugins: { disabled: [{ name: 'ImageLocality' }], enabled: [{ name: 'NodeResourcesFit', weight: 5 }] },
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

test.each([
  ['the scheduler must be an object', 3],
  ['a scheduler needs a profile', { profiles: [] }],
  ['a profile needs a schedulerName', { profiles: [{}] }],
  ['two profiles have one schedulerName', { profiles: [{ schedulerName: 's' }, { schedulerName: 's' }] }],
  ['weight must be a whole number up to 1000000', named({ plugins: { enabled: [{ name: 'NodePorts', weight: 0.5 }] } })],
  ['plugin NodePorts takes no arguments here', named({ pluginConfig: [{ name: 'NodePorts', args: {} }] })],
  ['scoringStrategy has no type Best', fit({ type: 'Best' })],
  ['resource cpu is there twice', fit({ type: 'LeastAllocated', resources: [{ name: 'cpu' }, { name: 'cpu' }] })],
  ['the weight of a resource must be more than 0', fit({ type: 'LeastAllocated', resources: [{ name: 'cpu', weight: 0 }] })],
  [
    "the name of a resource group can't contain '/'",
    named({ pluginConfig: [{ name: 'NodeResourcesFit', args: { ignoredResourceGroups: ['example.com/a'] } }] }),
  ],
  ['a shape needs a point', fit({ type: 'RequestedToCapacityRatio', requestedToCapacityRatio: { shape: [] } })],
  ['when defaultingType is System, defaultConstraints must be empty', spread({ defaultConstraints: [{}] })],
  ['maxSkew must be more than 0', spread({ defaultingType: 'List', defaultConstraints: [{ ...perRack, maxSkew: 0 }] })],
  [
    'two default constraints have one topologyKey and whenUnsatisfiable',
    spread({ defaultingType: 'List', defaultConstraints: [perRack, perRack] }),
  ],
  ['values are texts', named({ pluginConfig: [{ name: 'NodeAffinity', args: { addedAffinity: badAffinity() } }] })],
])('%s', (message, value) => expect(() => readScheduler(value)).toThrow(`not a tape: ${message}`));

function badAffinity() {
  const matchExpressions = [{ key: 'a', operator: 'In', values: [1] }];
  return { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] } };
}
