import type { AreaResult } from './report.ts';
import type { Sources } from './sources.ts';

/** One area of the comparison; the same code runs for any folders laid out alike. */
export interface Area {
  readonly name: string;
  run(sources: Sources): Promise<AreaResult> | AreaResult;
}
