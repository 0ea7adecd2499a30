/** The screen itself: faults at their lines, links, time, crashes, words, themes, keys, and what axe finds. */
import { test, type Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { scripts } from '#tools/pictures/scripts.ts';
import { axeOn } from './helpers/axe.ts';
import { choose, drag, goTo, isPhone, press, setSpeed } from './helpers/hands.ts';
import { mapOf, namesOnMap, thing } from './helpers/map.ts';
import { answerOf, emptyCluster, expect, listenForFaults, pasteSource, pressApply } from './helpers/page.ts';
import { openRun } from './helpers/run.ts';
import { typeLine } from './helpers/terminal.ts';

const both = 'StatefulSet redis-pv-sts, 2/2 ready';

/** Runs in the worker. The fault comes once, from deep inside, as a real one would. */
function breakOnce(scope: { onmessage: ((event: { data: { request?: { name?: string } } }) => void) | null }): void {
  const inner = scope.onmessage;
  const { get } = Map.prototype;
  scope.onmessage = (event) => {
    if (event.data.request?.name === 'crash-me') {
      Map.prototype.get = () => {
        Map.prototype.get = get;
        throw new Error('a state that cannot be');
      };
    }
    inner?.(event);
  };
}

test.beforeEach(({ context }) => context.grantPermissions(['clipboard-read', 'clipboard-write']));

async function openAlive(page: Page): Promise<readonly string[]> {
  const faults = listenForFaults(page);
  await page.goto('/');
  await setSpeed(page, 5);
  await expect(thing(page, both)).toBeVisible({ timeout: 60_000 });
  return faults;
}

function moment(page: Page) {
  return page.getByRole('slider', { name: 'Moment' });
}

async function now(page: Page): Promise<number> {
  return Number(await moment(page).getAttribute('aria-valuenow'));
}

async function pause(page: Page): Promise<void> {
  await goTo(page, 'Timeline');
  await press(page.getByRole('button', { name: 'Pause' }));
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible();
}

/** Expects the editor's red line under the line with this text. */
async function expectFaultAt(page: Page, text: string | RegExp): Promise<void> {
  const fault = page.locator('.squiggly-error').first();
  await expect(fault).toBeVisible();
  const line = page.getByRole('region', { name: 'Source' }).locator('.view-line').filter({ hasText: text }).first();
  const height = (await line.boundingBox())?.y ?? NaN;
  expect(Math.abs(((await fault.boundingBox())?.y ?? NaN) - height)).toBeLessThan(10);
}

test('bad YAML is shown at its line and changes nothing', async ({ page }) => {
  await page.goto(emptyCluster());
  await expect(thing(page, 'Node node-3, Ready')).toBeVisible();
  const before = await namesOnMap(page);
  await pasteSource(page, 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: broken: twice\nspec: {}\n');
  await pressApply(page);
  await expect(answerOf(page)).toContainText('redis.yaml:4: mapping values are not allowed in this context');
  await expectFaultAt(page, 'name:');
  expect(await namesOnMap(page)).toEqual(before);
});

test('a refusal of the API server is shown at the line of its field', async ({ page }) => {
  await page.goto(emptyCluster());
  await expect(thing(page, 'Node node-3, Ready')).toBeVisible();
  const before = await namesOnMap(page);
  await pasteSource(
    page,
    'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: -1\n  selector:\n    matchLabels: {app: web}\n  template:\n    metadata:\n      labels: {app: web}\n    spec:\n      containers:\n        - {name: nginx, image: nginx}\n',
  );
  await pressApply(page);
  await expect(answerOf(page)).toContainText(
    'The Deployment "web" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
  );
  await expectFaultAt(page, 'replicas:');
  expect(await namesOnMap(page)).toEqual(before);
});

test('a link opens to the same picture', async ({ page, context }) => {
  await openAlive(page);
  await pause(page);
  const shared = await namesOnMap(page);
  const at = await now(page);
  await press(page.getByRole('button', { name: 'Share' }));
  const dialog = page.getByRole('dialog', { name: 'Share this cluster' });
  await press(dialog.getByRole('button', { name: 'Copy link' }));
  await expect(dialog.getByRole('button', { name: 'Copied' })).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link.slice(link.indexOf('#'))).toMatch(/^#[\w.-]+:\S+$/);
  expect(link.length, 'a lesson fits in a link').toBeLessThan(2_000);

  const other = await context.newPage();
  await other.goto(link);
  await expect(thing(other, both)).toBeVisible();
  expect(await namesOnMap(other)).toEqual(shared);
  await goTo(other, 'Timeline');
  expect(await now(other)).toBe(at);
  await expect(other.getByRole('button', { name: 'Play' }), 'it opens paused').toBeVisible();
});

test('a link that is no link says so, and the page still works', async ({ page }) => {
  await page.goto('/#o1:this-is-no-run');
  await goTo(page, 'Source');
  await expect(answerOf(page)).toContainText('link');
  await expect(mapOf(page)).toBeVisible();
  await pressApply(page);
  await expect(answerOf(page)).toContainText('statefulset.apps/redis-pv-sts created');
});

test('time goes back and forward, stops, and steps', async ({ page }) => {
  const faults = await openAlive(page);
  await pause(page);
  const end = await now(page);
  const last = await namesOnMap(page);

  await moment(page).press('Home');
  await expect.poll(() => now(page)).toBe(0);
  // What was applied first may have been said at the very beginning; that it led to anything takes time.
  await expect(thing(page, /^Pod redis/)).toHaveCount(0);

  // Several changes may share a millisecond; one step is one of them.
  await moment(page).press('ArrowRight');
  await expect.poll(() => now(page)).toBe(1_000);
  const step = page.getByRole('button', { name: 'Step to the next change' });
  await expect(async () => {
    await press(step);
    expect(await now(page)).toBeGreaterThan(1_000);
  }).toPass();
  expect(await now(page), 'a step is a small one').toBeLessThan(end / 2);
  await expect(page.getByRole('button', { name: 'Play' }), 'a step does not let time run').toBeVisible();

  await moment(page).press('End');
  await expect.poll(() => now(page)).toBe(end);
  await expect.poll(() => namesOnMap(page), 'the picture follows the clock').toEqual(last);

  // The same by hand: to the middle of the past, and back.
  const box = await moment(page).boundingBox();
  if (box === null) throw new Error('the timeline has no place');
  await drag(page, { x: box.x + box.width * 0.5, y: box.y + 8 }, { x: box.x + box.width * (isPhone(page) ? 0.4 : 0.2), y: box.y + 8 });
  await expect.poll(() => now(page)).toBeLessThan(end / 2);
  await expect(thing(page, both)).toHaveCount(0);
  await moment(page).press('End');
  await expect(thing(page, both)).toBeVisible();
  expect(faults).toEqual([]);
});

test('a fault inside the worker is told with its run, and the page stays usable', async ({ page }) => {
  // The built worker, with one word more: told to delete `crash-me`, it meets a state that cannot be.
  await page.route(/\/assets\/worker-[^/]*\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${await response.text()}\n;(${breakOnce.toString()})(self);` });
  });
  await openAlive(page);
  await typeLine(page, 'kubectl delete pod crash-me');

  const told = page.getByRole('alertdialog');
  await expect(told).toContainText('a state that cannot be');
  await goTo(page, 'Timeline');
  await expect(page.getByRole('button', { name: 'Play' }), 'the clock has stopped').toBeVisible();
  const download = page.waitForEvent('download');
  await press(told.getByRole('button', { name: 'Save the run as a file' }));
  const tape: unknown = JSON.parse(await readFile(await (await download).path(), 'utf8'));
  expect(tape).toMatchObject({ version: 1, seed: 1 });
  expect(JSON.stringify(tape)).toContain('redis-pv-sts');

  // What was there can still be read, and another beginning works.
  await choose(thing(page, /^Pod redis-pv-sts-0,/));
  await expect(page.getByRole('complementary', { name: 'Inspector' }).getByRole('heading', { name: 'redis-pv-sts-0' })).toBeVisible();
  await press(told.getByRole('button', { name: 'Start again' }));
  await expect(told).toHaveCount(0);
  await expect(thing(page, /redis/)).toHaveCount(0);
  await pressApply(page);
  await expect(thing(page, both)).toBeVisible({ timeout: 60_000 });
});

test('an engine that cannot be loaded says so, and what to do', async ({ page }) => {
  await page.route(/\/assets\/worker-[^/]*\.js$/, (route) => route.abort());
  await page.goto('/');
  const told = page.getByRole('alertdialog', { name: 'The model could not be started' });
  await expect(told).toContainText('Look whether there is a connection');
  await expect(told).not.toContainText('undefined');
  await expect(page.getByText('An empty cluster.')).toHaveCount(0);
  await page.unroute(/\/assets\/worker-[^/]*\.js$/);
  await press(told.getByRole('button', { name: 'Start again' }));
  await expect(thing(page, /^StatefulSet redis-pv-sts/)).toBeVisible({ timeout: 60_000 });
});

test('the language is changed and kept', async ({ page }) => {
  await page.goto('/');
  await goTo(page, 'Source');
  await press(page.getByRole('button', { name: 'Language' }));
  await press(page.getByRole('menuitemradio', { name: '中文' }));
  await expect(page.getByRole('button', { name: '应用', exact: true })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', /^zh/);
  await page.reload();
  if (isPhone(page)) await page.getByRole('navigation').getByRole('button', { name: '源文件' }).tap();
  await expect(page.getByRole('button', { name: '应用', exact: true })).toBeVisible();
});

test('the theme is changed and kept', async ({ page }) => {
  await page.goto('/');
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await paper();
  await press(page.getByRole('button', { name: 'Theme' }));
  await press(page.getByRole('menuitemradio', { name: 'Dark' }));
  await expect.poll(paper).not.toBe(light);
  const dark = await paper();
  await page.reload();
  await expect.poll(paper).toBe(dark);
});

test('a pod is reached and opened by keys alone', async ({ page }) => {
  await openRun(page, scripts.redis, 25_000);
  await goTo(page, 'Map');
  await thing(page, /^Service redis-pv-front,/).focus();
  for (let i = 0; i < 6; i += 1) {
    const label = await page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
    if (label.startsWith('Pod redis-pv-sts-1,')) break;
    await page.keyboard.press('ArrowRight');
  }
  await expect(thing(page, /^Pod redis-pv-sts-1,/)).toBeFocused();
  await page.keyboard.press('Enter');
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await expect(inspector.getByRole('heading', { name: 'redis-pv-sts-1' })).toBeVisible();
  await inspector.getByRole('tab', { name: 'Summary' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(inspector.getByRole('tab', { name: 'Why?' })).toBeFocused();
  await expect(inspector.getByRole('tabpanel')).toContainText('because');
});

test('axe finds nothing serious on a first visit, light and dark', async ({ page }) => {
  await openAlive(page);
  await choose(thing(page, /^Pod redis-pv-sts-0,/));
  await expect(page.getByRole('complementary', { name: 'Inspector' }).getByRole('heading')).not.toHaveCount(0);
  for (const theme of ['Light', 'Dark']) {
    await press(page.getByRole('button', { name: 'Theme' }));
    await press(page.getByRole('menuitemradio', { name: theme }));
    await expect.poll(() => page.evaluate(() => document.documentElement.classList.contains('dark'))).toBe(theme === 'Dark');
    const { violations } = await axeOn(page, theme === 'Light' ? 'all' : 'ofThemes').analyze();
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join('\n   ')}`)).toEqual([]);
  }
});
