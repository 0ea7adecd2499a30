/** One measurement as a JSON line: a value with its unit, or a ratio. */
export interface BenchLine {
  readonly name: string;
  readonly value: number;
  /** `ms`, `MB`, `kB`, `us/pod`, `events/s`; `ratio` for a quotient of two measurements of the same run. */
  readonly unit: string;
  readonly note?: string;
}

export function say(line: BenchLine): void {
  console.log(JSON.stringify({ ...line, value: Number(line.value.toPrecision(4)) }));
}
