/** `-o jsonpath=...`. upstream: cli-runtime/pkg/printers/jsonpath.go */
import { failure } from './failure.ts';
import { templateText } from './jsonPath.ts';
import type { Format } from './outputs.ts';

export function jsonPathText(format: Format, object: unknown): string {
  if (format.argument === '') throw failure('template format specified but no template given');
  return templateText(format.argument, object, format.name === 'jsonpath-as-json');
}
