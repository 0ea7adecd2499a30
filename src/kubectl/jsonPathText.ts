import { resultsOf } from './jsonPath.ts';
import type { Format } from './outputs.ts';

export function jsonPathText(format: Format, object: unknown): string {
  return resultsOf(format.argument, object).map((value) => (typeof value === 'object' ? JSON.stringify(value) : String(value))).join(' ');
}
