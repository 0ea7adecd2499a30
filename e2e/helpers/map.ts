/** The map as someone who cannot see it meets it: things by their accessible names, in the order they appeared. */
import { expect, type Locator, type Page } from '@playwright/test';

/** What was drawn, renamed or taken away, in order. Things of one repaint share a number. */
export interface Sighting {
  readonly paint: number;
  readonly gone: boolean;
  readonly name: string;
}

export function mapOf(page: Page): Locator {
  return page.getByRole('region', { name: 'Map of the cluster' });
}

export function thing(page: Page, name: string | RegExp): Locator {
  return mapOf(page).getByLabel(name);
}

/** The names of everything on the map now, sorted, so that two pictures can be compared. */
export async function namesOnMap(page: Page): Promise<readonly string[]> {
  const names = await mapOf(page)
    .locator('.react-flow__node')
    .evaluateAll((nodes) => nodes.map((node) => node.getAttribute('aria-label') ?? ''));
  return names.sort();
}

/** Must be called before the page is opened. */
export async function watchMap(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const seen: { paint: number; gone: boolean; name: string }[] = [];
    Object.assign(window, { sightings: seen });
    let paint = 0;
    const note = (node: Node, gone: boolean): void => {
      if (!(node instanceof HTMLElement) || !node.classList.contains('react-flow__node')) return;
      const name = node.getAttribute('aria-label');
      if (name !== null) seen.push({ paint, gone, name });
    };
    const observer = new MutationObserver((records) => {
      paint += 1;
      for (const record of records) {
        if (record.type === 'attributes') note(record.target, false);
        for (const node of record.removedNodes) note(node, true);
      }
    });
    observer.observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['aria-label'] });
  });
}

export function sightings(page: Page): Promise<readonly Sighting[]> {
  return page.evaluate(() => (window as unknown as { sightings: Sighting[] }).sightings);
}

/** Where something was first seen, not looking before a place in the list. */
export function firstSight(seen: readonly Sighting[], name: RegExp, from = 0): number {
  const index = seen.findIndex((one, i) => i >= from && !one.gone && name.test(one.name));
  expect(index, `${String(name)} is seen`).toBeGreaterThanOrEqual(0);
  return index;
}

/** Expects things to be seen in this order, each after the one before it or in the same repaint. */
export function expectOrder(seen: readonly Sighting[], names: readonly RegExp[]): void {
  const first = names.map((name) => ({ name: String(name), paint: seen[firstSight(seen, name)]?.paint ?? 0 }));
  expect(first.map(({ name }) => name)).toEqual([...first].sort((a, b) => a.paint - b.paint).map(({ name }) => name));
}
