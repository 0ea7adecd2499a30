/** Makes a failing plan small: drops whatever it still fails without. */
import type { Plan, Workload } from './plan.ts';

/** Every plan with one act, fault, workload or feature less. */
function smaller(plan: Plan): Plan[] {
  const without = <T>(items: readonly T[], at: number) => items.filter((_, i) => i !== at);
  return [
    ...plan.workloads.map((it, at) => ({ ...plan, workloads: without(plan.workloads, at).filter((other) => !isFor(other, it)) })),
    ...plan.faults.map((_, at) => ({ ...plan, faults: without(plan.faults, at) })),
    ...(plan.extras ?? []).map((_, at) => ({ ...plan, extras: without(plan.extras ?? [], at) })),
    ...plan.acts.map((_, at) => ({ ...plan, acts: without(plan.acts, at) })),
  ];
}

function isFor(other: Workload, workload: Workload): boolean {
  return (other.kind === 'budget' || other.kind === 'autoscaler') && other.of === workload.name;
}

/** The smallest plan on this way that still fails, within so many tries. */
export function shrink(plan: Plan, fails: (plan: Plan) => boolean, tries = 60): Plan {
  let best = plan;
  for (let left = tries; left > 0;) {
    const found = smaller(best).find((it) => (left -= 1) >= 0 && fails(it));
    if (found === undefined) return best;
    best = found;
  }
  return best;
}
