/**
 * `npm run sweep -- [--seeds N] [--from S] [--jobs J]`: random workloads with random faults, every change checked.
 * A failing seed is shrunk and tells its link. Ends with one line: seeds run, violations, events simulated, events per
 * second. Exits non-zero on a violation.
 */
import { fork } from 'node:child_process';
import { parseArgs } from 'node:util';
import { planOf } from './plan.ts';
import { failureReport } from './report.ts';
import { sweep } from './sweep.ts';

interface Sum {
  readonly events: number;
  readonly violations: number;
}

const options = {
  seeds: { type: 'string', default: '100' },
  from: { type: 'string', default: '1' },
  jobs: { type: 'string', default: '1' },
} as const;
const { values } = parseArgs({ options });
const [first, seeds, jobs] = [values.from, values.seeds, values.jobs].map(Number) as [number, number, number];
if (![first, seeds, jobs].every(Number.isSafeInteger) || seeds < 1 || jobs < 1) {
  throw new Error('--seeds, --from and --jobs take whole numbers');
}

if (process.send === undefined) await lead();
else process.send(runSeeds());

async function lead(): Promise<void> {
  const started = performance.now();
  const sums = jobs === 1 ? [runSeeds()] : await Promise.all(Array.from({ length: jobs }, (_, i) => delegate(i)));
  const events = sums.reduce((sum, it) => sum + it.events, 0);
  const violations = sums.reduce((sum, it) => sum + it.violations, 0);
  const perSecond = Math.round(events / ((performance.now() - started) / 1_000));
  console.log(`${seeds} seeds, ${violations} violations, ${events} events simulated, ${perSecond} events per second`);
  process.exit(violations === 0 ? 0 : 1);
}

/** The i-th part of the seeds, in a process of its own. */
function delegate(i: number): Promise<Sum> {
  const from = first + Math.floor((seeds * i) / jobs);
  const count = first + Math.floor((seeds * (i + 1)) / jobs) - from;
  if (count === 0) return Promise.resolve({ events: 0, violations: 0 });
  const child = fork(import.meta.filename, ['--from', String(from), '--seeds', String(count)]);
  return new Promise((resolve, reject) => {
    child.on('message', (sum) => resolve(sum as Sum));
    child.on('exit', (code) => reject(new Error(`the run from seed ${from} ended with ${code}`)));
  });
}

function runSeeds(): Sum {
  let [events, violations] = [0, 0];
  for (let seed = first; seed < first + seeds; seed += 1) {
    const plan = planOf(seed);
    const result = sweep(plan);
    events += result.events;
    violations += result.violations.length;
    if (result.violations.length > 0) console.log(failureReport(plan, result.violations).lines.join('\n'));
  }
  return { events, violations };
}
