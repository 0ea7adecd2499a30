/** What a person arranges, and takes along: panels, settings, and links that lead through the cluster. */
import { test } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { scripts } from '#tools/pictures/scripts.ts';
import { act, choose, goTo, isPhone, press } from './helpers/hands.ts';
import { thing } from './helpers/map.ts';
import { expect } from './helpers/page.ts';
import { openRun } from './helpers/run.ts';

const pod = /^Pod redis-pv-sts-0,/;

test('a panel that was hidden stays hidden, and opens as large as it was', async ({ page }) => {
  await page.goto('/');
  await expect(thing(page, pod)).toBeVisible({ timeout: 60_000 });
  const source = page.getByRole('region', { name: 'Source' });
  if (isPhone(page)) {
    // A sheet there.
    await act(page, 'Show / Hide: Source');
    await expect(source).toBeVisible();
    return;
  }
  const width = async (): Promise<number> => Math.round((await source.boundingBox())?.width ?? -1);
  const before = await width();
  await act(page, 'Show / Hide: Source');
  await expect.poll(width).toBe(0);
  await page.reload();
  await expect(thing(page, pod)).toBeVisible({ timeout: 60_000 });
  expect(await width()).toBe(0);
  await act(page, 'Show / Hide: Source');
  await expect.poll(async () => Math.abs((await width()) - before)).toBeLessThan(3);
});

test('settings and files go out as a file and come in again', async ({ page }) => {
  await page.goto('/');
  await expect(thing(page, pod)).toBeVisible({ timeout: 60_000 });
  const download = page.waitForEvent('download');
  await act(page, 'Save settings and files as a file');
  const kept = JSON.parse(await readFile(await (await download).path(), 'utf8')) as {
    theme: string;
    files: { name: string; text: string }[];
  };
  expect(kept.files.map(({ name }) => name)).toEqual(['redis.yaml']);

  const take = async (text: string): Promise<void> => {
    const chooser = page.waitForEvent('filechooser');
    await act(page, 'Take in saved settings and files');
    await (await chooser).setFiles({ name: 'settings.json', mimeType: 'application/json', buffer: Buffer.from(text) });
  };
  await take(JSON.stringify({ ...kept, theme: 'dark', files: [{ name: 'more.yaml', text: 'kind: Pod\n' }] }));
  await expect(page.locator('html')).toHaveClass(/dark/);
  await goTo(page, 'Source');
  await expect(page.getByRole('button', { name: 'more.yaml', exact: true })).toBeVisible();
  await take('{"no": "settings"}');
  await goTo(page, 'Source');
  await expect(page.getByRole('region', { name: 'Source' }).getByRole('status')).toContainText('This file holds no settings of Orrery.');
});

test('what is pressed is chosen, also when it moves away before the hand lets go', async ({ page }) => {
  await openRun(page, scripts.redis, 25_000);
  const card = thing(page, /^StatefulSet redis-pv-sts/);
  await expect(card).toContainText('2/2');
  const { x, y } = (await card.boundingBox()) ?? { x: 0, y: 0 };
  await page.mouse.move(x + 12, y + 12);
  await page.mouse.down();
  // The other arrangement has no card for a StatefulSet at all.
  await page.getByRole('radio', { name: 'By node' }).evaluate((radio: HTMLElement) => radio.click());
  await expect(card).toHaveCount(0);
  await page.mouse.up();
  await expect(page.getByRole('complementary', { name: 'Inspector' }).getByRole('heading', { name: 'redis-pv-sts' })).toBeVisible();
});

test('a link in the inspector leads to its object, in the lens that shows it', async ({ page }) => {
  await openRun(page, scripts.redis, 25_000);
  await choose(thing(page, /^StatefulSet redis-pv-sts/));
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await press(inspector.getByRole('button', { name: 'Pod/redis-pv-sts-0' }));
  await expect(inspector.getByRole('heading', { name: 'redis-pv-sts-0' })).toBeVisible();
  await press(inspector.getByRole('button', { name: 'PersistentVolumeClaim/redis-100m-pvc-redis-pv-sts-0' }));
  await press(inspector.getByRole('button', { name: 'StorageClass/redis-disks' }));
  await expect(inspector.getByRole('heading', { name: 'redis-disks' })).toBeVisible();
  await goTo(page, 'Map');
  await expect(page.getByRole('radio', { name: 'Storage' })).toBeChecked();
  await expect(thing(page, /^StorageClass redis-disks/)).toBeVisible();
});

test('a line of the YAML, and a rule of a node, say what made them', async ({ page }) => {
  await openRun(page, scripts.redis, 25_000);
  await choose(thing(page, pod));
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await press(inspector.getByRole('tab', { name: 'YAML' }));
  await press(inspector.getByText('nodeName:'));
  await press(inspector.getByRole('button', { name: /^Why\? nodeName:/ }));
  await expect(inspector.getByRole('tabpanel')).toContainText(/^The scheduler chose a node for Pod redis-pv-sts-0/);
  await goTo(page, 'Map');
  await choose(thing(page, /^Node node-1,/));
  await press(inspector.getByRole('tab', { name: 'iptables' }));
  await press(inspector.getByText('default/redis-pv-front:redis cluster IP').first());
  await press(inspector.getByRole('button', { name: /^Why\? -A KUBE-SERVICES .*redis-pv-front/ }));
  await expect(inspector.getByRole('heading', { name: 'redis-pv-front' })).toBeVisible();
  await expect(inspector.getByRole('tabpanel')).toContainText('You created Service redis-pv-front');
});
