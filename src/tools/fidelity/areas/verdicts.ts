/** How one case is judged: a replay that throws is a failed case, never the end of the run. */
import { compare, type Verdict } from '../report.ts';

/** What a replay has to say about one case. */
export type Answer = { readonly expected: unknown; readonly got: unknown } | { readonly leftOut: string };

export function judge(name: string, replay: () => Answer): Verdict {
  const answer = attempt(replay);
  if ('threw' in answer) return { case: name, kind: 'failed', expected: 'an answer', got: answer.threw };
  if ('leftOut' in answer) return { case: name, kind: 'leftOut', reason: answer.leftOut };
  return compare(name, answer.expected, answer.got);
}

/** Compares what was recorded with what a replay gives; the expectation stands even when the replay throws. */
export function judgeValue(name: string, expected: unknown, replay: () => unknown): Verdict {
  const answer = attempt(() => ({ got: replay() }));
  if ('threw' in answer) return { case: name, kind: 'failed', expected, got: answer.threw };
  return compare(name, expected, answer.got);
}

/** The names of all values at once: `a`, `a (2)`, `a (3)`, so that no two cases of an area share a name. */
export function distinctNames(verdicts: readonly Verdict[]): readonly Verdict[] {
  const seen = new Map<string, number>();
  return verdicts.map((verdict) => {
    const count = (seen.get(verdict.case) ?? 0) + 1;
    seen.set(verdict.case, count);
    return count === 1 ? verdict : { ...verdict, case: `${verdict.case} (${count})` };
  });
}

function attempt<T extends object>(run: () => T): T | { readonly threw: string } {
  try {
    return run();
  } catch (error) {
    return { threw: `threw ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}` };
  }
}
