/** Small checks of values from outside; each throws an Error whose message can be shown. */

export function record(value: unknown, what: string): Record<string, unknown> {
  check(typeof value === 'object' && value !== null && !Array.isArray(value), `${what} must be an object`);
  return value as Record<string, unknown>;
}

export function array(value: unknown, what: string, most: number): readonly unknown[] {
  check(Array.isArray(value), `${what} must be a list`);
  check((value as unknown[]).length <= most, `${what} has more than ${most} entries`);
  return value as unknown[];
}

export function check(holds: boolean, problem: string): void {
  if (!holds) throw new Error(`not a tape: ${problem}`);
}

export function text(value: unknown, what: string, longest: number): string {
  check(typeof value === 'string', `${what} must be a text`);
  check((value as string).length <= longest, `${what} is longer than ${longest} characters`);
  return value as string;
}
