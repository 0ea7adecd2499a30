/** Everyone gets everywhere: keys, the palette, axe on every view in every theme, and pages that embed this one. */
import { test, type Page } from '@playwright/test';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { encodeLink } from '#share/link.ts';
import { scripts } from '#tools/pictures/scripts.ts';
import { axeOn } from './helpers/axe.ts';
import { act, goTo, play, press, setSpeed } from './helpers/hands.ts';
import { thing } from './helpers/map.ts';
import { expect } from './helpers/page.ts';
import { openRun } from './helpers/run.ts';

/** `part`: what has changed since the whole page was looked at. */
async function expectNoViolations(page: Page, where: string, theme: string, part?: string): Promise<void> {
  const whole = axeOn(page, theme === 'light' ? 'all' : 'ofThemes')
    .exclude('.monaco-editor')
    .exclude('.xterm');
  const axe = part === undefined ? whole : whole.include(part);
  const { violations } = await axe.analyze();
  expect(
    violations.map(({ id, nodes }) => `${where}: ${id} ${nodes.map((node) => node.html).join(' ')}`),
    where,
  ).toEqual([]);
}

for (const theme of ['light', 'dark', 'contrast'] as const) {
  test(`axe finds nothing on any view, ${theme}`, async ({ page, isMobile }) => {
    await openRun(page, scripts.zoo, 70_000, `theme=${theme}&select=Deployment/default/web`);
    await expect(page.getByRole('tab', { name: 'Summary' })).toBeVisible();
    for (const tab of ['Summary', 'Why?', 'Controllers', 'Events', 'History', 'YAML']) {
      await press(page.getByRole('tab', { name: tab }));
      await expectNoViolations(page, tab, theme, tab === 'Summary' ? undefined : '[aria-label="Inspector"]');
    }
    for (const [key, name] of [
      ['?', 'Keys'],
      ['x', 'Faults and loads'],
      ['s', 'Start from a scenario'],
    ] as const) {
      if (isMobile) await act(page, name);
      else await page.locator('body').press(key);
      await expect(page.getByRole('dialog', { name })).toBeVisible();
      await expectNoViolations(page, name, theme, theme === 'light' ? undefined : '[role="dialog"]');
      await page.keyboard.press('Escape');
    }
    if (isMobile) {
      await goTo(page, 'Map');
      await page.getByRole('button', { name: 'Table' }).tap();
    } else await page.locator('body').press('t');
    await expect(page.getByRole('table').first()).toBeVisible();
    await expectNoViolations(page, 'table', theme);
  });
}

test('letters typed while the palette is still being fetched do nothing to the page', async ({ page }) => {
  await openRun(page, scripts.redis, 25_000);
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/Palette-*.js', async (route) => {
    await held;
    await route.continue();
  });
  await page.keyboard.press('Control+k');
  await page.keyboard.press('n');
  release();
  await expect(page.getByPlaceholder('Find any object or action…')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('radio', { name: 'By workload' })).toBeChecked();
});

test('the palette finds actions and objects, and keys do what the overlay says', async ({ page }) => {
  await openRun(page, scripts.redis, 25_000);
  await act(page, 'by node');
  await expect(page.getByRole('radio', { name: 'By node' })).toBeChecked();
  await act(page, 'redis-pv-sts-1');
  await expect(page.getByRole('complementary', { name: 'Inspector' }).getByRole('heading', { name: 'redis-pv-sts-1' })).toBeVisible();
  await page.locator('body').press('2');
  await goTo(page, 'Map');
  await expect(page.getByRole('radio', { name: 'Storage' })).toBeChecked();
  await page.locator('body').press('.');
  await goTo(page, 'Timeline');
  await expect(page.getByRole('slider', { name: 'Moment' })).not.toHaveAttribute('aria-valuenow', '25000');
});

const origin = `http://127.0.0.1:${process.env['ORRERY_PORT'] ?? 4179}`;

/** A page of somebody else's, at an origin of its own, with ours in a frame that is told whom it may talk to. */
async function openHost(page: Page, allowed: (own: string) => string): Promise<() => void> {
  let html = '';
  const server = createServer((_request, response) => response.setHeader('content-type', 'text/html').end(html));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const own = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const link = encodeLink({ tape: scripts.redis, at: 25_000 });
  html = `<!doctype html><title>host</title><iframe style="width:900px;height:600px" src="${origin}/?embed&timeline&host=${allowed(own)}#${link}"></iframe>
    <script>window.heard = []; addEventListener('message', (event) => heard.push(event.data));
    window.say = (message) => document.querySelector('iframe').contentWindow.postMessage(message, '${origin}');</script>`;
  await page.goto(own);
  return () => server.close();
}

function heard(page: Page): Promise<readonly { readonly type: string; readonly id?: number; readonly text?: string }[]> {
  return page.evaluate(() => (window as unknown as { heard: { type: string; id?: number; text?: string }[] }).heard);
}

test('an embedding page hears and speaks when its origin is the named one', async ({ page }) => {
  const close = await openHost(page, (own) => own);
  const frame = page.frameLocator('iframe');
  await expect(frame.getByLabel('StatefulSet redis-pv-sts, 2/2 ready')).toBeVisible({ timeout: 60_000 });
  await expect(frame.getByRole('banner')).toHaveCount(0);
  await expect.poll(async () => (await heard(page)).some(({ type }) => type === 'ready')).toBe(true);
  await page.evaluate(() =>
    (window as unknown as { say: (message: unknown) => void }).say({
      orrery: 1,
      id: 3,
      do: 'kubectl',
      argv: ['scale', 'sts', 'redis-pv-sts', '--replicas=3'],
    }),
  );
  await expect
    .poll(async () => (await heard(page)).find(({ id }) => id === 3)?.text, { timeout: 30_000 })
    .toContain('statefulset.apps/redis-pv-sts scaled');
  close();
});

test('a page whose origin is another is neither heard nor told anything', async ({ page }) => {
  const close = await openHost(page, () => 'http://somebody.else');
  const frame = page.frameLocator('iframe');
  await expect(frame.getByLabel('StatefulSet redis-pv-sts, 2/2 ready')).toBeVisible({ timeout: 60_000 });
  await page.evaluate(() => (window as unknown as { say: (message: unknown) => void }).say({ orrery: 1, id: 3, do: 'seek', at: 0 }));
  await page.waitForTimeout(1_000);
  expect(await heard(page)).toEqual([]);
  await expect(frame.getByRole('slider', { name: 'Moment' })).toHaveAttribute('aria-valuenow', '25000');
  close();
});

test('what happens is said aloud', async ({ page }) => {
  await openRun(page, scripts.redis, 1_000);
  await setSpeed(page, 5);
  await play(page);
  await expect(page.getByRole('log')).toContainText('Pod redis-pv-sts-0: Running', { timeout: 60_000 });
  await expect(thing(page, /^Pod redis-pv-sts-0/)).toBeVisible();
});
