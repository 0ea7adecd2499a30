/**
 * `npm run fuzz -- [--seeds N] [--from S] [--steps K] [--bodies B]`: bad input of all kinds, and B bodies at every place of discovery. Each finding is told with the seed and step
 * that make it again. Ends with one line, and exits non-zero when anything was found.
 */
import { parseArgs } from 'node:util';
import { fuzz, sweep } from './fuzz.ts';

const options = {
  seeds: { type: 'string', default: '20' },
  from: { type: 'string', default: '1' },
  steps: { type: 'string', default: '300' },
  bodies: { type: 'string', default: '1' },
} as const;
const { values } = parseArgs({ options });
const [seeds, from, steps, bodies] = [values.seeds, values.from, values.steps, values.bodies].map(Number) as [
  number,
  number,
  number,
  number,
];
if (![seeds, from, steps, bodies].every((value) => Number.isSafeInteger(value) && value > 0))
  throw new Error('--seeds, --from, --steps and --bodies take whole numbers');

let found = 0;
for (let seed = from; seed < from + seeds; seed += 1) {
  for (const { step, what, input } of [...(await fuzz(seed, steps)), ...(await sweep(seed, bodies))]) {
    found += 1;
    console.log(`seed ${seed}, step ${step}: ${what}\n  ${input}`);
  }
}
console.log(`${seeds} seeds, ${seeds * steps} inputs, ${found} findings`);
process.exit(found === 0 ? 0 : 1);
