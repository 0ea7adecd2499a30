/** What is told of a plan that fails: its seed, what was violated, the smallest plan that still fails, and a link to its run. */
import type { Assembly } from '#engine/world.ts';
import { encodeLink } from '#share/link.ts';
import type { Plan } from './plan.ts';
import { shrink } from './shrink.ts';
import { sweep } from './sweep.ts';

export interface FailureReport {
  readonly smallest: Plan;
  /** A fragment that opens at the first violation; it carries workload and faults alike. */
  readonly link: string;
  readonly lines: readonly string[];
}

export function failureReport(plan: Plan, violations: readonly string[], assemble?: Assembly): FailureReport {
  const smallest = shrink(plan, (it) => sweep(it, assemble).violations.length > 0);
  const { violations: left, tape, at } = sweep(smallest, assemble);
  const link = `#${encodeLink({ tape, ...(at === undefined ? {} : { at }) })}`;
  const lines = [
    `seed ${plan.seed}: npm run sweep -- --from ${plan.seed} --seeds 1`,
    ...violations.slice(0, 10).map((it) => `  ${it}`),
    `  smallest plan that fails: ${JSON.stringify(smallest)}`,
    ...left.slice(0, 3).map((it) => `    ${it}`),
    `  link: ${link}`,
  ];
  return { smallest, link, lines };
}
