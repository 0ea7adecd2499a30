/** The map's questions: each lens with its own answer, arrangements, motion, and what can be opened and saved. */
import { test } from '@playwright/test';
import { scripts } from '#tools/pictures/scripts.ts';
import { act, goTo, play, press, setSpeed } from './helpers/hands.ts';
import { mapOf, namesOnMap, thing } from './helpers/map.ts';
import { expect, listenForFaults } from './helpers/page.ts';
import { openRun, paintedOver } from './helpers/run.ts';

test('every kind stands on the map, some only in the lens that asks about them', async ({ page }) => {
  const faults = listenForFaults(page);
  await openRun(page, scripts.zoo, 70_000);
  for (const name of [
    /^Ingress front, shop.example/,
    /^NetworkPolicy only-client/,
    /^HorizontalPodAutoscaler web/,
    /^PodDisruptionBudget web/,
    /^ResourceQuota small/,
    /^ConfigMap settings, colour size motto/,
    /^Secret token, password/,
    /^CronJob report/,
    /^DaemonSet agent, 3\/3/,
  ])
    await expect(thing(page, name), String(name)).toBeVisible();
  await expect(thing(page, /^RoleBinding/)).toHaveCount(0);
  await press(page.getByRole('radio', { name: 'RBAC' }));
  await expect(thing(page, /^RoleBinding reader-reads, → pod-reader, reader mia/)).toBeVisible();
  await expect(thing(page, /^ServiceAccount reader/)).toBeVisible();
  await expect(thing(page, /^NetworkPolicy/)).toHaveCount(0);
  expect(faults).toEqual([]);
});

test('with the DNS lens pods wear their names, and a lookup is seen on its way', async ({ page }) => {
  await openRun(page, scripts.web, 15_000, 'lens=dns');
  await expect(thing(page, /^Service kube-dns/)).toBeVisible();
  const still = await paintedOver(page);
  await play(page);
  await expect.poll(async () => (await paintedOver(page)) !== still, { timeout: 30_000 }).toBe(true);
  await openRun(page, scripts.web, 30_000);
  await press(page.getByRole('button', { name: 'Packets' }));
  await press(page.getByRole('menuitem', { name: /DNS/ }).last());
  await expect(page.getByRole('complementary', { name: 'Inspector' }).getByText('web.default.svc.cluster.local A')).toBeVisible();
  await goTo(page, 'Map');
  await expect(page.getByRole('radio', { name: 'DNS' }), 'the lens that has the server').toBeChecked();
  const held = await paintedOver(page);
  await act(page, 'Choose nothing');
  await expect.poll(() => paintedOver(page)).not.toBe(held);
  await openRun(page, scripts.ghosts, 60_000, 'lens=dns');
  await expect(mapOf(page).getByText('redis-pv-sts-3.redis-pv-svc')).toBeVisible();
});

test('a berth whose pod was scaled away keeps its data', async ({ page }) => {
  await openRun(page, scripts.ghosts, 110_000, 'lens=storage');
  await expect(thing(page, /^Berth 3 redis-pv-sts, data kept/)).toBeAttached();
  await expect(mapOf(page).getByText('data kept')).toHaveCount(2);
});

test('who wants less motion gets none: things are at once where they belong', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await openRun(page, scripts.redis, 25_000);
  await press(page.getByRole('radio', { name: 'By node' }));
  await expect(thing(page, /^Node node-1/)).toBeVisible();
  const durations = await mapOf(page)
    .locator('.react-flow__node')
    .evaluateAll((nodes) => nodes.map((node) => Number.parseFloat(getComputedStyle(node).transitionDuration)));
  expect(Math.max(...durations)).toBeLessThan(0.001);
});

test('a run that was saved as a file opens again, and a file that is none says so', async ({ page }) => {
  await openRun(page, scripts.empty, 1_000);
  const choose = async (name: string, text: string): Promise<void> => {
    const chooser = page.waitForEvent('filechooser');
    await press(page.getByRole('button', { name: 'Open a saved run' }));
    await (await chooser).setFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) });
  };
  await choose('run.json', JSON.stringify(scripts.redis));
  await setSpeed(page, 10);
  await expect(thing(page, 'StatefulSet redis-pv-sts, 2/2 ready')).toBeVisible({ timeout: 60_000 });
  await choose('broken.json', '{"version": 1}');
  await expect(page.getByText('This is not a run that can be opened')).toBeVisible();
});

test('the map is saved as SVG and as PNG', async ({ page }) => {
  await openRun(page, scripts.redis, 25_000);
  for (const [word, name] of [
    ['SVG', 'orrery.svg'],
    ['PNG', 'orrery.png'],
  ] as const) {
    const download = page.waitForEvent('download');
    await act(page, `Save the map as ${word}`);
    expect((await download).suggestedFilename()).toBe(name);
  }
});

test('things glide from workload to node and back, and none is lost', async ({ page }) => {
  await openRun(page, scripts.redis, 25_000);
  await expect(thing(page, /^Pod redis-pv-sts-1/)).toBeVisible();
  const before = (await namesOnMap(page)).filter((name) => name.startsWith('Pod '));
  await press(page.getByRole('radio', { name: 'By node' }));
  await expect(thing(page, /^StatefulSet/)).toHaveCount(0);
  expect((await namesOnMap(page)).filter((name) => name.startsWith('Pod '))).toEqual(before);
});
