/** Time and what goes wrong: branches side by side, steps, faults that are objects, the inspector's past. */
import { test, type Page } from '@playwright/test';
import { scripts } from '#tools/pictures/scripts.ts';
import { choose, goTo, play, press, setSpeed } from './helpers/hands.ts';
import { thing } from './helpers/map.ts';
import { expect } from './helpers/page.ts';
import { openRun } from './helpers/run.ts';

async function strike(page: Page, name: string, target?: readonly [string, string]): Promise<void> {
  await goTo(page, 'Map');
  await press(page.getByRole('button', { name: 'Faults and loads' }));
  const dialog = page.getByRole('dialog', { name: 'Faults and loads' });
  if (target !== undefined) await dialog.getByRole('combobox', { name: target[0] }).selectOption(target[1]);
  await press(dialog.getByRole('button', { name }));
  await expect(dialog.getByRole('region', { name: 'In force' })).toBeVisible();
  await page.keyboard.press('Escape');
}

test('a node that is switched off goes dark when the cluster notices, and comes back when the fault is ended', async ({ page }) => {
  await openRun(page, scripts.redis, 25_000);
  await strike(page, 'Switch off', ['Node', 'node-1']);
  await expect(thing(page, /^Fault node-off-node-1/)).toBeVisible();
  await setSpeed(page, 30);
  await play(page);
  await expect(thing(page, /^Node node-1, Unknown/)).toBeVisible({ timeout: 60_000 });
  await goTo(page, 'Map');
  await press(page.getByRole('button', { name: 'Faults and loads' }));
  await press(page.getByRole('dialog').getByRole('button', { name: 'End', exact: true }));
  await page.keyboard.press('Escape');
  await expect(thing(page, /^Node node-1, Ready/)).toBeVisible({ timeout: 60_000 });
});

test('a drain empties its node as an object that tells how far it is, and its end uncordons the node', async ({ page }) => {
  await openRun(page, scripts.redis, 25_000);
  await strike(page, 'Drain', ['Node', 'node-1']);
  await setSpeed(page, 10);
  await play(page);
  await expect(thing(page, /^Fault node-drained-node-1.*Drained/)).toBeVisible({ timeout: 60_000 });
  await expect(thing(page, /^Node node-1, Ready, cordoned/)).toBeVisible();
  await goTo(page, 'Map');
  await press(page.getByRole('button', { name: 'Faults and loads' }));
  await press(page.getByRole('dialog').getByRole('button', { name: 'End', exact: true }));
  await page.keyboard.press('Escape');
  await expect(thing(page, /^Node node-1, Ready, cordoned/)).toHaveCount(0, { timeout: 30_000 });
  await expect(thing(page, /^Fault node-drained/)).toHaveCount(0);
});

test('what is done in the past begins a branch; both are kept, compared at one moment, and taken up again', async ({ page }) => {
  await openRun(page, scripts.redis, 25_000);
  await goTo(page, 'Timeline');
  const moment = page.getByRole('slider', { name: 'Moment' });
  await expect(moment).toHaveAttribute('aria-valuenow', '25000');
  await moment.press('Shift+ArrowLeft');
  await expect(moment).toHaveAttribute('aria-valuenow', '15000');
  await strike(page, 'Kill the container', ['Pod', '0']);
  const branches = page.getByRole('button', { name: 'Branches of time' });
  await goTo(page, 'Timeline');
  await press(branches);
  await press(page.getByRole('button', { name: 'Compare side by side: Branch 1' }));
  const beside = page.getByRole('region', { name: 'Compare side by side' });
  await expect(beside.getByRole('row', { name: /container-killed/ })).toBeVisible({ timeout: 30_000 });
  await page.keyboard.press('Escape');
  await press(branches);
  await press(page.getByRole('button', { name: /^Branch 1/ }));
  await expect(thing(page, /^Fault container/)).toHaveCount(0);
});

test('time steps to the next change, reconcile and event, and back', async ({ page }) => {
  await openRun(page, scripts.redis, 1_000);
  await goTo(page, 'Timeline');
  const moment = page.getByRole('slider', { name: 'Moment' });
  const now = async (): Promise<number> => Number(await moment.getAttribute('aria-valuenow'));
  await press(page.getByRole('button', { name: 'Step to the next change' }));
  await expect.poll(now).toBeGreaterThan(1_000);
  const first = await now();
  await press(page.getByRole('button', { name: 'Step by…' }));
  await press(page.getByRole('menuitem', { name: 'Step to the next reconcile' }));
  await expect.poll(now).toBeGreaterThanOrEqual(first);
  await expect(async () => {
    const before = await now();
    await press(page.getByRole('button', { name: 'Step back to the last change' }));
    await expect.poll(now, { timeout: 3_000 }).toBeLessThan(before);
  }).toPass();
  await press(page.getByRole('button', { name: 'Look closer at time' }));
  await press(page.getByRole('button', { name: 'Show the whole run' }));
});

test("the inspector tells the scheduler's reasons, the versions of an object, and keeps a Secret's values", async ({ page }) => {
  await openRun(page, scripts.stuck, 20_000, 'select=Pod/default/giant&tab=scheduling');
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await expect(inspector.getByText('Insufficient cpu').first()).toBeVisible();
  await choose(thing(page, /^Pod typo,/));
  // The sheet that opens on a phone lies under the finger: nothing on it is pressed.
  await expect(inspector.getByRole('tab', { name: 'Scheduling' })).toHaveAttribute('aria-selected', 'true');
  const beside = inspector.getByRole('table').locator('..');
  expect(await beside.evaluate((frame) => frame.scrollWidth - frame.clientWidth), 'scores of three nodes fit').toBe(0);
  await openRun(page, scripts.redis, 25_000, 'select=StatefulSet/default/redis-pv-sts&tab=history');
  await expect(inspector.getByText(/readyReplicas: 2/).first()).toBeVisible();
  await openRun(page, scripts.zoo, 10_000, 'select=Secret/default/token&tab=yaml');
  await expect(inspector.getByText('••• (12)')).toBeVisible();
  await inspector.getByRole('checkbox', { name: 'Show the values' }).check();
  await expect(inspector.getByText('aHVudGVyMg==')).toBeVisible();
  await openRun(page, scripts.redis, 25_000, 'select=Service/default/redis-pv-svc&tab=controllers');
  await expect(inspector.getByRole('row', { name: /^endpointslice 0 0 .* default\/redis-pv/ })).toBeVisible();
  await expect(inspector.getByRole('row', { name: /^statefulset/ })).toBeHidden();
  await openRun(page, scripts.redis, 25_000, 'select=ServiceAccount/default/default&tab=why');
  await expect(inspector.getByText('Made when the cluster started, by the API server.')).toBeVisible();
});
