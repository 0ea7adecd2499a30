/** Opening a run at a moment, as a link does, with what the address may ask of the page. */
import type { Page } from '@playwright/test';
import type { Tape } from '#api/tape.ts';
import { encodeLink } from '#share/link.ts';
import { expect } from './page.ts';

export async function openRun(page: Page, tape: Tape, at: number, view = ''): Promise<void> {
  await page.goto(`/?${view}#${encodeLink({ tape, at })}`);
  await expect(page.locator('.react-flow__node, table').first()).toBeAttached({ timeout: 60_000 });
}

/** What the canvas over the map shows, as a number that changes with it. */
export function paintedOver(page: Page): Promise<number> {
  return page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('.react-flow canvas');
    const data = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
    let sum = 0;
    for (let i = 3; i < data.length; i += 4) sum += (data[i] ?? 0) > 0 ? i % 9973 : 0;
    return sum;
  });
}
