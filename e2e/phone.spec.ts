/** At 390 pixels with a finger: the map first, and everything else a sheet away. */
import { test } from '@playwright/test';
import { scripts } from '#tools/pictures/scripts.ts';
import { axeOn } from './helpers/axe.ts';
import { drag, goTo } from './helpers/hands.ts';
import { mapOf, thing } from './helpers/map.ts';
import { expect, listenForFaults } from './helpers/page.ts';
import { openRun } from './helpers/run.ts';
import { run, terminalOf } from './helpers/terminal.ts';

test('a first visit lives without a touch, and nothing is wider than the screen', async ({ page }) => {
  const faults = listenForFaults(page);
  await page.goto('/');
  await expect(thing(page, /^StatefulSet redis-pv-sts/)).toBeVisible({ timeout: 60_000 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(wide).toBeLessThanOrEqual(0);
  expect(faults).toEqual([]);
});

test('a tap on a pod opens its sheet; the sheets lead to source, terminal and time', async ({ page }) => {
  await openRun(page, scripts.redis, 25_000);
  await thing(page, /^Pod redis-pv-sts-0/).tap();
  await expect(page.getByRole('heading', { name: 'redis-pv-sts-0' })).toBeVisible();
  await page.getByRole('navigation').getByRole('button', { name: 'Terminal' }).tap();
  await expect(terminalOf(page)).toBeVisible();
  expect((await run(page, 'kubectl get sts')).join('\n')).toContain('redis-pv-sts');
  await page.getByRole('navigation').getByRole('button', { name: 'Timeline' }).tap();
  await expect(page.getByRole('slider', { name: 'Moment' })).toBeVisible();
  await page.getByRole('navigation').getByRole('button', { name: 'Source' }).tap();
  await expect(page.getByRole('textbox', { name: 'Source' })).toBeAttached();
  await page.getByRole('navigation').getByRole('button', { name: 'Map' }).tap();
  await expect(mapOf(page)).toBeVisible();
});

test('a line longer than the screen folds once, and a table is moved sideways instead of folding', async ({ page }) => {
  await openRun(page, scripts.redis, 25_000);
  const long = 'kubectl get pods redis-pv-sts-0 redis-pv-sts-1 -o wide';
  const rows = await run(page, long);
  expect(rows).toHaveLength(3);
  expect(rows[0]).toMatch(/^NAME .* READINESS GATES$/);
  const wide = await terminalOf(page).evaluate((element) => element.scrollWidth - element.clientWidth);
  expect(wide).toBeGreaterThan(0);
});

test('time is wound back by a finger on the timeline', async ({ page }) => {
  await openRun(page, scripts.redis, 25_000);
  await goTo(page, 'Timeline');
  const moment = page.getByRole('slider', { name: 'Moment' });
  const box = (await moment.boundingBox())!;
  await drag(page, { x: box.x + 300, y: box.y + 12 }, { x: box.x + 180, y: box.y + 12 });
  await expect.poll(async () => Number(await moment.getAttribute('aria-valuenow'))).toBeLessThan(15_000);
  await expect(moment).toBeVisible();
});

test('faults are within reach of a thumb, and axe finds nothing', async ({ page }) => {
  await openRun(page, scripts.redis, 25_000);
  await page.getByRole('button', { name: 'Faults and loads' }).tap();
  const dialog = page.getByRole('dialog', { name: 'Faults and loads' });
  await dialog.getByRole('button', { name: 'DNS down' }).tap();
  await expect(dialog.getByRole('region', { name: 'In force' })).toContainText('DNSDown');
  const { violations } = await axeOn(page).analyze();
  expect(violations.map(({ id, nodes }) => `${id} ${nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
});

test('the pod that is chosen stays in sight through another lens', async ({ page }) => {
  await openRun(page, scripts.zoo, 130_000, 'select=Pod/default/client');
  await goTo(page, 'Map');
  for (const lens of ['RBAC', 'Storage']) {
    await page.getByRole('radio', { name: lens }).tap();
    await expect(thing(page, /^Pod client/)).toBeInViewport({ ratio: 1 });
  }
});

test('the lens that is looked through is in sight among the others', async ({ page }) => {
  await openRun(page, scripts.redis, 25_000, 'lens=scheduling');
  await expect(page.getByRole('radio', { name: 'Scheduling' })).toBeInViewport({ ratio: 1 });
});
