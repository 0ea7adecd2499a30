import { expect, test } from 'vitest';
import { faultNeeds } from '#api/fault.ts';
import { faultName, strikes } from './strikes.ts';

const targets = {
  cluster: { kind: '', name: '' },
  node: { kind: 'Node', name: 'node-1' },
  pod: { kind: 'Pod', namespace: 'shop', name: 'web-0' },
  service: { kind: 'Service', namespace: 'default', name: 'web' },
  component: { kind: '', name: 'kube-controller-manager/statefulset' },
};

test('every fault of the palette says what its type needs; only what undoes itself is a command', () => {
  for (const strike of strikes) {
    const act = strike.act(targets[strike.target]);
    if ('fault' in act) {
      const needs = faultNeeds[act.fault.type];
      expect(act.fault.target !== undefined, strike.id).toBe(needs.target !== undefined);
      expect(act.fault.milliseconds !== undefined, strike.id).toBe(needs.milliseconds === true);
      expect(act.fault.callsPerSecond !== undefined, strike.id).toBe(needs.callsPerSecond === true);
      if (strike.target === 'pod') expect(act.fault.target).toBe('shop/web-0');
    } else expect(['cordon', 'uncordon']).toContain(strike.id);
  }
});

test.each([
  [{ type: 'NodeOff', target: 'node-1' }, 0, 'node-off-node-1'],
  [{ type: 'DNSDown' }, 0, 'dnsdown'],
  [{ type: 'ContainerKilled', target: 'shop/web-0' }, 1, 'container-killed-shop-web-0-2'],
] as const)('%j is called %s', (spec, count, name) => {
  expect(faultName(spec, count)).toBe(name);
});
