/** At 390 pixels with a finger: the map first, and everything else a sheet away. */
import AxeBuilder from '@axe-core/playwright';
import { test } from '@playwright/test';
import { scripts } from '#tools/pictures/scripts.ts';
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

test('faults are within reach of a thumb, and axe finds nothing', async ({ page }) => {
  await openRun(page, scripts.redis, 25_000);
  await page.getByRole('button', { name: 'Faults and loads' }).tap();
  const dialog = page.getByRole('dialog', { name: 'Faults and loads' });
  await dialog.getByRole('button', { name: 'DNS down' }).tap();
  await expect(dialog.getByRole('region', { name: 'In force' })).toContainText('DNSDown');
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id} ${nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
});
