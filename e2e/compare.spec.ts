/** Two clusters side by side under one clock: members of one run, and the cluster of another run's link. */
import { test } from '@playwright/test';
import type { Json } from '#api/immutable.ts';
import type { VirtualMs } from '#api/meta.ts';
import type { Tape } from '#api/tape.ts';
import { freshTape } from '#share/freshTape.ts';
import { encodeLink } from '#share/link.ts';
import { deploymentTape } from '#tools/bench/deploymentTape.ts';
import { goTo, isPhone, press } from './helpers/hands.ts';
import { thing } from './helpers/map.ts';
import { expect } from './helpers/page.ts';

function withConfig(tape: Tape, cluster: string, name: string, at: number): Tape {
  const object: Json = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } };
  const request = { verb: 'create', group: '', version: 'v1', resource: 'configmaps', namespace: 'default', object } as const;
  return { ...tape, inputs: [...tape.inputs, { at: at as VirtualMs, cluster, input: { type: 'request', request } }] };
}

test('the clusters of one run are seen side by side at every moment', async ({ page }) => {
  const fresh = freshTape();
  const two: Tape = { ...fresh, clusters: [...fresh.clusters, { name: 'second', nodes: [{ name: 'other-1' }] }] };
  const tape = withConfig(withConfig(two, 'orrery', 'here', 1_000), 'second', 'there', 2_000);
  await page.goto(`./#${encodeLink({ tape, at: 3_000 })}`);
  await goTo(page, 'Timeline');
  await press(page.getByRole('button', { name: 'Compare with another cluster' }));
  await press(page.getByRole('button', { name: 'second' }));
  await goTo(page, 'Map');
  const beside = page.getByRole('region', { name: 'Compare side by side' });
  await expect(beside.getByRole('heading', { name: 'second' })).toBeVisible();
  await expect(beside.getByRole('row', { name: /there/ })).toBeVisible();
  await expect(beside.getByRole('row', { name: /here/ }).first()).toBeVisible();
  await goTo(page, 'Timeline');
  await page.getByRole('slider', { name: 'Moment' }).press('Home');
  await goTo(page, 'Map');
  await expect(beside.getByRole('row', { name: /there/ })).toHaveCount(0);
});

test("another run's link is played beside the map, and what is no link is refused in words", async ({ page }) => {
  await page.goto(`./#${encodeLink({ tape: withConfig(freshTape(), 'orrery', 'ours', 1_000), at: 3_000 })}`);
  await goTo(page, 'Timeline');
  await press(page.getByRole('button', { name: 'Compare with another cluster' }));
  const link = page.getByRole('textbox', { name: 'Link of another run' });
  await link.fill('https://example.com/#nothing');
  await link.press('Enter');
  await expect(page.getByRole('alert')).toContainText('is not one of its links');
  await link.fill(`https://example.com/#${encodeLink({ tape: withConfig(freshTape(), 'orrery', 'theirs', 2_000) })}`);
  await link.press('Enter');
  await goTo(page, 'Map');
  const beside = page.getByRole('region', { name: 'Compare side by side' });
  await expect(beside.getByRole('row', { name: /theirs/ })).toBeVisible();
  await expect(beside.getByRole('row', { name: /ours/ })).toBeVisible();
  await press(beside.getByRole('button', { name: 'theirs' }));
  await expect(beside.getByRole('region', { name: 'ConfigMap theirs' })).toContainText('+ kind: ConfigMap');
  await press(beside.getByRole('img', { name: 'Compare side by side' }));
  await beside.getByRole('img', { name: 'Compare side by side' }).hover();
  await page.mouse.wheel(0, -300);
  await press(beside.getByRole('button', { name: 'Fit the map' }));
  await expect(beside.getByRole('button', { name: 'Fit the map' })).toHaveCount(0);
  await goTo(page, 'Timeline');
  await page.getByRole('slider', { name: 'Moment' }).press('Home');
  await goTo(page, 'Map');
  await expect(beside.getByText('Both hold the same objects at this moment.')).toBeVisible();
});

test('a stack beside the map is opened by a press on it, and on the map with it', async ({ page }) => {
  const link = `https://example.com/#${encodeLink({ tape: deploymentTape(14) })}`;
  await page.goto(`./#${encodeLink({ tape: deploymentTape(14), at: 40_000 })}`);
  await goTo(page, 'Timeline');
  await press(page.getByRole('button', { name: 'Compare with another cluster' }));
  await page.getByRole('textbox', { name: 'Link of another run' }).fill(link);
  await page.getByRole('textbox', { name: 'Link of another run' }).press('Enter');
  await goTo(page, 'Map');
  const picture = page.getByRole('region', { name: 'Compare side by side' }).getByRole('img', { name: 'Compare side by side' });
  const drawn = async (): Promise<string> => decodeURIComponent((await picture.getAttribute('src')) ?? '');
  await expect.poll(drawn).toContain('14 / 14');
  const svg = await drawn();
  const [left, top, width] = /viewBox="(\S+) (\S+) (\S+)/.exec(svg)!.slice(1).map(Number) as [number, number, number];
  const [x, y] = /<text x="(\S+)" y="(\S+)"[^>]*>14 \/ 14</.exec(svg)!.slice(1).map(Number) as [number, number];
  const zoom = (await picture.boundingBox())!.width / width;
  const position = { x: (x + 10 - left) * zoom, y: (y - 5 - top) * zoom };
  await (isPhone(page) ? picture.tap({ position }) : picture.click({ position }));
  await expect.poll(drawn).not.toContain('14 / 14');
  await expect(thing(page, /^Pod web-/)).toHaveCount(14);
});
