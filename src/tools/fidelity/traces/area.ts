/** The recorded traces: what every controller did, compared with what ours do when given the same commands. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Area } from '../area.ts';
import { compare, resultOf, type Verdict } from '../report.ts';
import { filesIn, readJson } from '../sources.ts';
import { answerFact } from './answers.ts';
import { factsOf, type Facts } from './facts.ts';
import type { Trace } from './recording.ts';
import { replay } from './replay.ts';

export const traces: Area = {
  name: 'traces',
  async run({ reference, corpus }) {
    const folder = join(reference, 'golden/traces');
    const verdicts: Verdict[] = [];
    for (const file of filesIn(folder).filter((name) => name.endsWith('.json'))) {
      verdicts.push(...(await verdictsOf(readJson<Trace>(folder, file), corpus)));
    }
    return resultOf(verdicts);
  },
};

async function verdictsOf(trace: Trace, corpus: string): Promise<Verdict[]> {
  const expected = factsOf(trace);
  const reason = needsCorpus(trace) && !existsSync(corpus) ? 'its manifests are in the corpus, which is not here' : undefined;
  if (reason !== undefined)
    return [...expected.keys()].map((name) => ({
      case: `${trace.scenario}: ${name}`,
      kind: 'leftOut',
      reason,
    }));
  const { events, troubles, answers } = await replay(trace, nodesOf(trace), corpus);
  const got = factsOf({ scenario: trace.scenario, events });
  return [
    ...troubles.map((trouble): Verdict => ({
      case: `${trace.scenario}: command`,
      kind: 'failed',
      expected: 'the recorded exit code',
      got: trouble,
    })),
    ...answers.map(({ request, recorded, got: own }, i) =>
      compare(`${trace.scenario}: answer ${i + 1}: ${request}`, answerFact(recorded), answerFact(own)),
    ),
    ...names(expected, got).map((name) => compare(`${trace.scenario}: ${name}`, expected.get(name), got.get(name))),
  ];
}

function needsCorpus(trace: Trace): boolean {
  return trace.steps.some((step) => step.cmd?.includes(' corpus/') === true);
}

function names(expected: Facts, got: Facts): string[] {
  return [...new Set([...expected.keys(), ...got.keys()])];
}

/** The recorded cluster's size, as the scheduler counted it. */
function nodesOf(trace: Trace): number {
  for (const { obj } of trace.events) {
    const message = (obj as unknown as { message?: string }).message ?? '';
    const match = /^0\/(\d+) nodes/.exec(message);
    if (match !== null) return Number(match[1]);
  }
  return 3;
}
