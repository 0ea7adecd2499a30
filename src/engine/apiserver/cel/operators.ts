/** Operators of CEL. upstream: github.com/google/cel-go/common/types (int.go, double.go, list.go, map.go) */
import { CelError } from './ast.ts';
import { compare, equal, isListValue, isMapValue, lookUp, numberOf, typeName, type CelValue, type Nanos } from './values.ts';

const INT_MAX = 2n ** 63n - 1n;
const UINT_MAX = 2n ** 64n - 1n;

export function noOverload(name: string, args: readonly CelValue[]): CelError {
  return new CelError(`no such overload: ${name}(${args.map(typeName).join(', ')})`);
}

export function int(value: bigint): bigint {
  if (value > INT_MAX || value < -INT_MAX - 1n) throw new CelError('integer overflow');
  return value;
}

export function uint(value: bigint): CelValue {
  if (value < 0n || value > UINT_MAX) throw new CelError('unsigned integer overflow');
  return { kind: 'uint', value };
}

function isUint(value: CelValue): boolean {
  return typeName(value) === 'uint';
}

function nanosOf(value: CelValue): Nanos | undefined {
  const isTime =
    typeof value === 'object' && value !== null && 'kind' in value && (value.kind === 'duration' || value.kind === 'timestamp');
  return isTime ? value : undefined;
}

function arithmetic(name: string, a: CelValue, b: CelValue): CelValue {
  if (typeof a === 'bigint' && typeof b === 'bigint') return int(integers(name, a, b));
  if (typeof a === 'number' && typeof b === 'number' && name !== '%') return doubles(name, a, b);
  if (isUint(a) && isUint(b)) return uint(integers(name, numberOf(a) as bigint, numberOf(b) as bigint));
  throw noOverload(`_${name}_`, [a, b]);
}

function integers(name: string, a: bigint, b: bigint): bigint {
  if ((name === '/' || name === '%') && b === 0n) throw new CelError(name === '/' ? 'division by zero' : 'modulus by zero');
  switch (name) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    default:
      return a % b;
  }
}

function doubles(name: string, a: number, b: number): number {
  if (name === '+') return a + b;
  if (name === '-') return a - b;
  return name === '*' ? a * b : a / b;
}

function times(name: string, a: Nanos, b: Nanos): CelValue | undefined {
  const sum = name === '+' ? a.value + b.value : a.value - b.value;
  if (name === '+') {
    if (a.kind === 'timestamp' && b.kind === 'timestamp') return undefined;
    return { kind: a.kind === 'timestamp' || b.kind === 'timestamp' ? 'timestamp' : 'duration', value: sum };
  }
  if (a.kind === 'duration' && b.kind === 'timestamp') return undefined;
  return { kind: a.kind === b.kind ? 'duration' : 'timestamp', value: sum };
}

function plus(name: string, a: CelValue, b: CelValue): CelValue {
  const x = nanosOf(a);
  const y = nanosOf(b);
  const time = x === undefined || y === undefined ? undefined : times(name, x, y);
  if (time !== undefined) return time;
  if (name === '+' && typeof a === 'string' && typeof b === 'string') return a + b;
  if (name === '+' && isListValue(a) && isListValue(b)) return [...a, ...b];
  return arithmetic(name, a, b);
}

function ordered(name: string, a: CelValue, b: CelValue): boolean {
  const order = typeName(a) === typeName(b) || (numberOf(a) !== undefined && numberOf(b) !== undefined) ? compare(a, b) : undefined;
  if (order === undefined) throw noOverload(`_${name}_`, [a, b]);
  if (name === '<') return order < 0;
  if (name === '<=') return order <= 0;
  return name === '>' ? order > 0 : order >= 0;
}

export function index(of: CelValue, at: CelValue): CelValue {
  if (isListValue(of)) {
    const i = numberOf(at);
    if (i === undefined || (typeof i === 'number' && !Number.isInteger(i)))
      throw new CelError(`unsupported index type '${typeName(at)}' in list`);
    const found = of[Number(i)];
    if (found === undefined) throw new CelError(`index out of bounds: ${i}`);
    return found;
  }
  if (!isMapValue(of)) throw noOverload('_[_]', [of, at]);
  const found = lookUp(of, at);
  if (found === undefined) throw new CelError(`no such key: ${typeof at === 'string' ? at : String(numberOf(at) ?? at)}`);
  return found;
}

function contains(item: CelValue, of: CelValue): boolean {
  if (isListValue(of)) return of.some((it) => equal(it, item));
  if (isMapValue(of)) return lookUp(of, item) !== undefined;
  throw noOverload('@in', [item, of]);
}

function negative(a: CelValue): CelValue {
  if (typeof a === 'bigint') return int(-a);
  if (typeof a === 'number') return -a;
  const time = nanosOf(a);
  if (time?.kind === 'duration') return { kind: 'duration', value: -time.value };
  throw noOverload('-_', [a]);
}

/** The value of an operator; undefined for a name that is none. */
export function operate(name: string, args: readonly CelValue[]): CelValue | undefined {
  const [a = null, b = null] = args;
  switch (name) {
    case '!':
      if (typeof a !== 'boolean') throw noOverload('!_', [a]);
      return !a;
    case '-_':
      return negative(a);
    case '==':
      return equal(a, b);
    case '!=':
      return !equal(a, b);
    case '+':
    case '-':
      return plus(name, a, b);
    case '*':
    case '/':
    case '%':
      return arithmetic(name, a, b);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return ordered(name, a, b);
    case 'in':
      return contains(a, b);
    case '[]':
      return index(a, b);
    default:
      return undefined;
  }
}
