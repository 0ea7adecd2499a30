/** Fields that hold a number or a percentage. upstream: staging/src/k8s.io/apimachinery/pkg/util/intstr/intstr.go */
import { goQuote } from './goText.ts';
import type { Outcome } from './outcome.ts';
import { failure, success } from './outcome.ts';

export type IntOrString = number | string;

/** Go's strconv.Atoi and its complaint. */
function parseDecimal(text: string): Outcome<number> {
  if (!/^[+-]?\d+$/.test(text)) return failure(`strconv.Atoi: parsing ${goQuote(text)}: invalid syntax`);
  return success(Number(text));
}

/** `25%` as 25. */
function parsePercent(text: string): Outcome<number> {
  if (!text.endsWith('%')) return failure('invalid type: string is not a percentage');
  const number = parseDecimal(text.slice(0, -1));
  return number.ok ? number : failure(`invalid value ${goQuote(text)}: ${number.message}`);
}

/** The number itself, or the percentage of a total, rounded as asked. */
export function scaledValue(value: IntOrString, total: number, roundUp: boolean): Outcome<number> {
  if (typeof value === 'number') return success(value);
  const percent = parsePercent(value);
  if (!percent.ok) return failure(`invalid value for IntOrString: ${percent.message}`);
  const exact = percent.value * total;
  return success(roundUp ? Math.ceil(exact / 100) : Math.floor(exact / 100));
}
