/** What a person does with their hands: by mouse and keys at a desk, with a finger on a phone, where all but the map are sheets. */
import type { Locator, Page } from '@playwright/test';
import { expect } from './expect.ts';

export const phone = { width: 390, height: 844 };

export function isPhone(page: Page): boolean {
  return (page.viewportSize()?.width ?? Infinity) < 640;
}

/** A size for the desk only: a phone stays a phone. */
export function desk(width: number, height: number) {
  return async ({ isMobile }: { readonly isMobile: boolean }, use: (size: { width: number; height: number }) => Promise<void>) => {
    await use(isMobile ? phone : { width, height });
  };
}

/** A click, or a tap of a finger. */
export async function press(target: Locator): Promise<void> {
  if (isPhone(target.page())) await target.tap();
  else await target.click();
}

export type Part = 'Map' | 'Source' | 'Terminal' | 'Inspector' | 'Timeline';

/** Brings a part of the page to the front; at a desk all of them are there. */
export async function goTo(page: Page, part: Part): Promise<void> {
  if (!isPhone(page)) return;
  const tab = page.getByRole('navigation').getByRole('button', { name: part });
  if ((await tab.getAttribute('aria-current')) === null) await tab.tap();
  await expect(tab).toHaveAttribute('aria-current', 'page');
}

/** Looks inside a thing of the map. On a phone that opens the inspector over it. */
export async function choose(found: Locator): Promise<void> {
  await goTo(found.page(), 'Map');
  await press(found);
}

/** Everything by name: a key at a desk, the looking glass over the map on a phone. */
export async function openPalette(page: Page): Promise<void> {
  if (!isPhone(page)) {
    await page.keyboard.press('ControlOrMeta+k');
    return;
  }
  await goTo(page, 'Map');
  await page.getByRole('button', { name: 'Search' }).tap();
}

/** Does an action by its name in the palette. */
export async function act(page: Page, name: string): Promise<void> {
  await openPalette(page);
  await page.getByPlaceholder('Find any object or action…').fill(name);
  await page.keyboard.press('Enter');
}

export async function play(page: Page): Promise<void> {
  await goTo(page, 'Timeline');
  await press(page.getByRole('button', { name: 'Play', exact: true }));
}

export async function setSpeed(page: Page, factor: number): Promise<void> {
  await goTo(page, 'Timeline');
  await page.getByRole('combobox', { name: 'Speed' }).selectOption(String(factor));
}

interface Spot {
  readonly x: number;
  readonly y: number;
}

/** Drags from one spot to another: with the mouse held down, or with a finger. */
export async function drag(page: Page, from: Spot, to: Spot): Promise<void> {
  const steps = 5;
  const at = (step: number): Spot => ({ x: from.x + ((to.x - from.x) * step) / steps, y: from.y + ((to.y - from.y) * step) / steps });
  if (!isPhone(page)) {
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(to.x, to.y, { steps });
    await page.mouse.up();
    return;
  }
  const hand = await page.context().newCDPSession(page);
  await hand.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [from] });
  for (let step = 1; step <= steps; step += 1) await hand.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [at(step)] });
  await hand.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
}
