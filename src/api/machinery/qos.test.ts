import { expect, test } from 'vitest';
import type { PodSpec } from '#api/kinds.ts';
import { qosClass } from './qos.ts';

const both = { cpu: '1', memory: '1Gi' };

test.each([
  ['BestEffort', [{}]],
  ['Guaranteed', [{ limits: both, requests: both }]],
  // What is asked for is summed up over the containers, and asking for nothing is not asking.
  ['Burstable', [{ limits: both, requests: { cpu: '0', memory: '0' } }]],
  ['Burstable', [{ limits: both, requests: both }, {}]],
])('%s', (expected, containers) => {
  const spec = { containers: containers.map((resources) => ({ name: 'c', resources })) } as unknown as PodSpec;
  expect(qosClass(spec)).toBe(expected);
});
