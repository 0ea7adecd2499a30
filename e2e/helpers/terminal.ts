/** The terminal as a screen reader reads it, and hands that type into it. */
import type { Locator, Page } from '@playwright/test';
import { goTo, isPhone } from './hands.ts';
import { expect, intervals } from './expect.ts';

const prompt = '$';

export function terminalOf(page: Page): Locator {
  return page.getByRole('group', { name: 'Terminal' });
}

/** The lines on the screen, without the empty ones below the last. */
export async function screen(page: Page): Promise<readonly string[]> {
  const lines = await terminalOf(page).getByRole('listitem').allTextContents();
  const rows = lines.map((line) => line.replaceAll(' ', ' ').trimEnd());
  while (rows.at(-1) === '') rows.pop();
  return rows;
}

/** Gives the terminal most of the height, so that long tables can be read at once. */
export async function growTerminal(page: Page): Promise<void> {
  await goTo(page, 'Terminal');
  await expect(terminalOf(page)).toBeVisible();
  // On a phone it has most of the height already.
  if (isPhone(page)) return;
  const bar = page.getByRole('separator').and(page.locator('[aria-orientation="horizontal"]')).last();
  await bar.focus();
  for (let i = 0; i < 11; i += 1) await page.keyboard.press('ArrowUp');
}

export async function typeLine(page: Page, text: string): Promise<void> {
  await goTo(page, 'Terminal');
  await page.getByRole('textbox', { name: 'Terminal input' }).focus();
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}

/** Waits until the last line of the screen is the one that is expected. */
export async function lastLine(page: Page, line: string): Promise<void> {
  await expect.poll(async () => (await screen(page)).at(-1), { timeout: 60_000, intervals }).toBe(line);
}

/** Begins a command on a clean screen, without waiting for its end. */
export async function begin(page: Page, command: string): Promise<void> {
  await goTo(page, 'Terminal');
  await page.getByRole('textbox', { name: 'Terminal input' }).focus();
  await page.keyboard.press('Control+l');
  await expect.poll(() => screen(page), { message: 'a clean screen', intervals }).toEqual([prompt]);
  await typeLine(page, command);
}

/** Runs a command and gives the lines it printed. */
export async function run(page: Page, command: string): Promise<readonly string[]> {
  await begin(page, command);
  await expect
    .poll(
      async () => {
        const rows = await screen(page);
        return rows.length > 1 && rows.at(-1) === prompt;
      },
      { timeout: 60_000, intervals, message: `the end of: ${command}` },
    )
    .toBe(true);
  const rows = await screen(page);
  const own = rowsOf(rows, `${prompt} ${command}`);
  expect(own, 'all of the output is on the screen').toBeGreaterThan(0);
  return rows.slice(own, -1);
}

/** How many rows at the top hold the line that was typed: several where it is folded; 0 when it is not there. */
function rowsOf(rows: readonly string[], line: string): number {
  const bare = (text: string): string => text.replaceAll(/\s/g, '');
  return rows.findIndex((_row, index) => bare(rows.slice(0, index + 1).join('')) === bare(line)) + 1;
}

/** A table as kubectl prints it: its rows by what stands in the first column. */
export function tableOf(rows: readonly string[]): ReadonlyMap<string, readonly string[]> {
  return new Map(
    rows.map((row) => {
      const cells = row.split(/ {2,}/);
      return [cells[0] ?? '', cells];
    }),
  );
}
