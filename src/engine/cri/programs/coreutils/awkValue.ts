/** What awk's values are as numbers, texts and truths, and how it reckons. upstream: IEEE Std 1003.1 awk */
export type Value = string | number;

export function number(value: Value): number {
  return typeof value === 'number' ? value : Number(/^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/.exec(value)?.[0] ?? 0);
}

export function text_(value: Value): string {
  if (typeof value === 'string') return value;
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
}

export function truth(value: Value): boolean {
  return typeof value === 'number' ? value !== 0 : value !== '' && !/^\s*[-+]?0+(\.0*)?\s*$/.test(value);
}

export function isNumeric(value: Value): boolean {
  return typeof value === 'number' || /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*$/.test(value);
}

export function arithmetic(op: string, a: number, b: number): number {
  switch (op) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
    default:
      return power(a, b);
  }
}

/** Whole powers only: the last bits of others differ between engines. */
function power(base: number, exponent: number): number {
  let result = 1;
  for (let n = Math.min(1024, Math.abs(Math.trunc(exponent))); n > 0; n -= 1) result *= base;
  return exponent < 0 ? 1 / result : result;
}
