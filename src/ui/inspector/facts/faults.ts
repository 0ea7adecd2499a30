/** Facts of what goes wrong on purpose. */
import { callMilliseconds } from '#api/fault.ts';
import type { Fault } from '#api/kinds.ts';
import { struckBy } from '#scene/faults.ts';
import { fact, factsAt, type Fact } from './fact.ts';

export const faults = {
  Fault: (fault: Fault): readonly Fact[] => {
    const { spec, status } = fault;
    const ref = struckBy(fault);
    return [
      ...factsAt(fault, 'spec.type'),
      { name: 'target', value: spec.target ?? '', ...(ref === undefined ? {} : { ref }) },
      ...factsAt(fault, 'spec.signal', 'spec.verb', 'spec.resource', 'spec.code', 'spec.times', 'spec.callsPerSecond', 'spec.port'),
      spec.type === 'ServiceLoaded' ? fact('milliseconds', spec.milliseconds ?? callMilliseconds) : fact('milliseconds', spec.milliseconds),
      fact('status', status?.phase),
      ...factsAt(fault, 'status.message'),
      ...(status?.refusals ?? []).map(({ pod, message }) => fact('refused', `${pod}: ${message}`)),
    ];
  },
};
