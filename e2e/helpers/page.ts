/** Opening the page, its clock, and its editor, with the hands of a person. */
import type { Page } from '@playwright/test';
import { freshTape } from '#share/freshTape.ts';
import { encodeLink } from '#share/link.ts';
import { expect } from './expect.ts';
import { goTo, press } from './hands.ts';

export { expect };

/** The address of a cluster that nobody has touched. */
export function emptyCluster(): string {
  return `/#${encodeLink({ tape: freshTape() })}`;
}

export function answerOf(page: Page) {
  return page.getByRole('region', { name: 'Source' }).getByRole('status');
}

/** Puts a text into the editor as a paste does, in place of what is there. */
export async function pasteSource(page: Page, text: string): Promise<void> {
  await goTo(page, 'Source');
  const editor = page.getByRole('textbox', { name: 'Source' });
  await expect(editor).toBeAttached();
  await editor.focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
  await page.keyboard.press('ControlOrMeta+v');
}

export async function pressApply(page: Page): Promise<void> {
  await goTo(page, 'Source');
  await press(page.getByRole('button', { name: 'Apply', exact: true }));
}

/** Faults of the page itself: nothing may throw and nothing may be asked from elsewhere. */
export function listenForFaults(page: Page): readonly string[] {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol.startsWith('http') && hostname !== '127.0.0.1') faults.push(`asked ${request.url()}`);
  });
  return faults;
}
