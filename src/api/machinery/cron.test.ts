import { expect, it } from 'vitest';
import { nextCron, parseCron } from './cron.ts';
import fixture from './fixtures/cronNext.json' with { type: 'json' };
import { formatTime, parseTime } from './time.ts';

interface Case {
  readonly schedule: string;
  readonly err?: string;
  readonly next?: readonly { readonly after: string; readonly next: readonly string[] }[];
}

const cases = fixture.cases as readonly Case[];
const zone = /TZ=(?!UTC)/;

it.each(cases.filter(({ schedule }) => !zone.test(schedule)).map((row) => [row.schedule, row] as const))(
  '%s',
  (schedule, { err, next }) => {
    const parsed = parseCron(schedule);
    expect(parsed.ok ? undefined : parsed.message).toBe(err);
    if (!parsed.ok) return;
    for (const row of next ?? []) {
      let at: number | undefined = parseTime(row.after);
      const got = row.next.map(() => {
        at = at === undefined ? undefined : nextCron(parsed.value, at);
        return at === undefined ? '0001-01-01T00:00:00Z' : formatTime(at);
      });
      expect(got).toEqual(row.next);
    }
  },
);

it('reads another zone as UTC, and says which one was meant', () => {
  const parsed = parseCron('CRON_TZ=America/New_York 0 0 * * *');
  expect(parsed.ok && parsed.value.zone).toBe('America/New_York');
});

it('every so often', () => {
  const parsed = parseCron('@every 1h30m');
  expect(parsed.ok && nextCron(parsed.value, 1_500)).toBe(5_401_000);
});
