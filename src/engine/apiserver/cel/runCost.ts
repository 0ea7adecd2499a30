/**
 * What one call has cost, by the sizes of what it was given.
 * upstream: github.com/google/cel-go/interpreter/runtimecost.go, staging/src/k8s.io/apiserver/pkg/cel/library/cost.go (CallCost)
 */
import { isListValue, isMapValue, type CelValue } from './values.ts';

const TRAVERSAL = 0.1;
const REGEX = 0.25;

/** A value without a size counts as one. */
function sizeOf(value: CelValue | undefined): number {
  if (typeof value === 'string') return value.length;
  if (value === undefined || value === null || typeof value !== 'object') return 1;
  if (isListValue(value)) return value.length;
  if (isMapValue(value)) return value.size;
  return value.kind === 'bytes' ? value.value.length : 1;
}

function read(size: number, times = 1): number {
  return Math.ceil(size * times * TRAVERSAL);
}

function isText(value: CelValue | undefined): boolean {
  return typeof value === 'string' || (typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'bytes');
}

/** A list is walked once, and each text in it read. */
function walked(value: CelValue | undefined): number {
  if (isText(value)) return read(sizeOf(value));
  if (value === undefined || value === null || !isListValue(value)) return 1;
  return value.reduce<number>((total, item) => total + walked(item), 0);
}

export function runCost(name: string, args: readonly CelValue[], result: CelValue): number {
  const [a, b] = args;
  switch (name) {
    case 'check':
      return 350_000;
    case 'isSorted':
    case 'sum':
    case 'max':
    case 'min':
    case 'indexOf':
    case 'lastIndexOf':
      return walked(a);
    case 'url':
    case 'lowerAscii':
    case 'upperAscii':
    case 'substring':
    case 'trim':
    case 'startsWith':
    case 'endsWith':
      return read(sizeOf(a));
    case 'replace':
    case 'split':
      return read(sizeOf(a), 2);
    case 'join':
      return read(sizeOf(result), 2);
    case 'find':
    case 'findAll':
    case 'matches':
      return read(1 + sizeOf(a)) * Math.ceil(sizeOf(b) * REGEX);
    case 'contains':
      return read(sizeOf(a)) * read(sizeOf(b));
    case 'in':
      return b !== undefined && b !== null && isListValue(b) ? b.length : 1;
    case '+':
      return isText(a) ? read(sizeOf(a) + sizeOf(b)) : 1;
    case '==':
    case '!=':
      return read(Math.min(sizeOf(a), sizeOf(b)));
    case '<':
    case '<=':
    case '>':
    case '>=':
      return isText(a) ? read(Math.min(sizeOf(a), sizeOf(b))) : 1;
    default:
      return 1;
  }
}
