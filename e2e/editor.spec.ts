/** The source panel: help while writing, several files, old versions, what Apply would change, and the way to the map and back. */
import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { encodeLink } from '#share/link.ts';
import { scripts } from '#tools/pictures/scripts.ts';
import { choose, goTo, isPhone, press } from './helpers/hands.ts';
import { thing } from './helpers/map.ts';
import { answerOf, emptyCluster, pasteSource, pressApply } from './helpers/page.ts';

const old = `# shop
apiVersion: extensions/v1beta1
kind: Deployment
metadata:
  name: shop
spec:
  replicas: 1
  template:
    metadata:
      labels:
        app: shop
    spec:
      containers:
      - name: shop
        image: nginx
`;

function source(page: Page) {
  return page.getByRole('region', { name: 'Source' });
}

function tab(page: Page, name: string) {
  return source(page).getByRole('group', { name: 'Files' }).getByRole('button', { name, exact: true });
}

async function open(page: Page): Promise<void> {
  await page.goto('/');
  await goTo(page, 'Source');
  await expect(source(page).getByRole('status')).toContainText('redis-pv-sts created', { timeout: 60_000 });
}

async function bring(page: Page, name: string, text: string): Promise<void> {
  await source(page)
    .locator('input[type=file]')
    .setInputFiles({ name, mimeType: 'application/yaml', buffer: Buffer.from(text) });
}

function lines(page: Page) {
  return source(page).locator('.view-lines').first();
}

async function goToEnd(page: Page): Promise<void> {
  await press(lines(page));
  await page.keyboard.press('Control+End');
}

test('an old version is converted with one click, compared and applied', async ({ page }) => {
  await open(page);
  await bring(page, 'old.yaml', old);
  await expect(source(page).getByText('Deployment extensions/v1beta1 is no longer served in 1.28.')).toBeVisible();
  await press(source(page).getByRole('button', { name: 'Apply' }));
  await expect(source(page)).toContainText('no matches for kind "Deployment" in version "extensions/v1beta1"');
  await press(source(page).getByRole('button', { name: 'Convert', exact: true }));
  await expect(lines(page)).toContainText('matchLabels');
  await expect(lines(page)).toContainText('# shop');
  await press(source(page).getByRole('button', { name: 'Compare', exact: true }));
  await expect(source(page).getByRole('region', { name: 'Compare' })).toContainText('progressDeadlineSeconds', { timeout: 20_000 });
  await press(source(page).getByRole('button', { name: 'Apply', exact: true }));
  await expect(source(page)).toContainText('deployment.apps/shop created');
});

test('fields are offered for their place, and told what they are for', async ({ page }) => {
  await open(page);
  await bring(page, 'pod.yaml', 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  restartPolicy: Always\n');
  await goToEnd(page);
  await page.keyboard.type('  host');
  await page.keyboard.press('Control+Space');
  const list = page.locator('.suggest-widget');
  await expect(list).toContainText('hostNetwork', { timeout: 20_000 });
  await page.keyboard.press('Escape');
  await page.keyboard.type('Aliases: [{ ');
  await page.keyboard.press('Control+Space');
  await expect(list).toContainText('hostnames');
  await page.keyboard.press('Escape');
  const word = lines(page).getByText('restartPolicy');
  if (isPhone(page)) {
    // A finger does not hover: it puts the cursor there, and asks.
    await word.tap();
    await page.keyboard.press('Control+k');
    await page.keyboard.press('Control+i');
  } else await word.hover();
  await expect(page.locator('.monaco-hover').filter({ hasText: 'Restart policy for all containers' }).first()).toBeVisible({
    timeout: 20_000,
  });
});

test('tabs are renamed, moved, closed and there again after a reload; each has its own undo', async ({ page }) => {
  await open(page);
  await bring(page, 'a.yaml', 'kind: A\n');
  await bring(page, 'b.yaml', 'kind: B\n');
  await goToEnd(page);
  // One word is one step of undo.
  await page.keyboard.type('x');
  await expect(source(page).getByRole('button', { name: 'b.yaml, not applied yet' })).toBeVisible();
  await press(tab(page, 'a.yaml'));
  await expect(lines(page)).toContainText('kind: A');
  await press(source(page).getByRole('button', { name: 'b.yaml, not applied yet' }));
  await press(lines(page));
  await page.keyboard.press('Control+z');
  await expect(tab(page, 'b.yaml')).toBeVisible();
  if (isPhone(page)) {
    await tab(page, 'a.yaml').tap();
    await source(page).getByRole('button', { name: 'More for this file' }).tap();
    await page.getByRole('menuitem', { name: 'Rename' }).tap();
  } else await tab(page, 'a.yaml').dblclick();
  await source(page).getByRole('textbox', { name: 'New name' }).fill('c.yaml');
  await page.keyboard.press('Enter');
  await tab(page, 'c.yaml').focus();
  await page.keyboard.press('Alt+ArrowLeft');
  await press(source(page).getByRole('button', { name: 'Close b.yaml' }));
  await expect(source(page).getByRole('button', { name: /^b\.yaml/ })).toHaveCount(0);
  await page.reload();
  await goTo(page, 'Source');
  await expect(tab(page, 'c.yaml')).toBeVisible({ timeout: 60_000 });
  const names = await source(page).getByRole('group', { name: 'Files' }).locator('button[aria-current]').allTextContents();
  expect(names).toEqual(['c.yaml', 'redis.yaml']);
});

test('an object on the map leads to its lines, and a line to its object', async ({ page }) => {
  await open(page);
  await choose(thing(page, /^StatefulSet redis-pv-sts\b/).first());
  await goTo(page, 'Source');
  await expect(source(page).locator('.source-mark').first()).toBeAttached();
  await expect(lines(page)).toContainText('StatefulSet');
  await press(lines(page).getByText('StatefulSet').first());
  await goTo(page, 'Inspector');
  await expect(page.getByRole('complementary', { name: 'Inspector' })).toContainText('redis-pv-sts');
});

test('a text is put in order; one that cannot be read is left alone', async ({ page }) => {
  await open(page);
  await bring(page, 'odd.yaml', 'kind:   ConfigMap # one\nmetadata: {name: x}\n');
  await press(source(page).getByRole('button', { name: 'More for this file' }));
  await press(page.getByRole('menuitem', { name: 'Format' }));
  await expect(lines(page)).toContainText('kind: ConfigMap # one');
  await bring(page, 'bad.yaml', 'a: [\n');
  await press(source(page).getByRole('button', { name: 'More for this file' }));
  await press(page.getByRole('menuitem', { name: 'Format' }));
  await expect(source(page)).toContainText('cannot be read');
});

test('nothing open says what to do', async ({ page }) => {
  await open(page);
  // A mouse is shown the cross when it comes near; a finger sees it always.
  if (!isPhone(page)) await tab(page, 'redis.yaml').hover();
  await press(source(page).getByRole('button', { name: 'Close redis.yaml' }));
  await expect(source(page)).toContainText('No file is open');
  await press(source(page).getByRole('button', { name: 'New file' }).last());
  await expect(tab(page, 'untitled-1.yaml')).toBeVisible();
});

test('a PetSet is taken under the name of its day', async ({ page }) => {
  await open(page);
  const template = 'template:\n    metadata: {labels: {app: pets}}\n    spec: {containers: [{name: c, image: nginx}]}';
  await bring(
    page,
    'pets.yaml',
    `apiVersion: apps/v1alpha1\nkind: PetSet\nmetadata:\n  name: pets\nspec:\n  serviceName: pets\n  replicas: 1\n  ${template}\n`,
  );
  await press(source(page).getByRole('button', { name: 'Apply', exact: true }));
  await expect(source(page)).toContainText('petset.apps/pets created');
  await expect(thing(page, /^StatefulSet pets\b/).first()).toBeVisible({ timeout: 30_000 });
  await press(source(page).getByRole('button', { name: 'Apply', exact: true }));
  await expect(source(page)).toContainText('petset.apps/pets unchanged');
});

test('an old version has a quick fix at its line, and a file is taken home as it stands', async ({ page }) => {
  await open(page);
  await bring(page, 'old.yaml', old);
  await expect(source(page).getByText('Deployment extensions/v1beta1 is no longer served in 1.28.')).toBeVisible();
  await press(lines(page).getByText('extensions/v1beta1'));
  await page.keyboard.press('Control+.');
  const fix = page.getByText('Convert to apps/v1 Deployment');
  await press(fix.last());
  await expect(lines(page)).toContainText('apps/v1');
  await press(source(page).getByRole('button', { name: 'More for this file' }));
  const coming = page.waitForEvent('download');
  await press(page.getByRole('menuitem', { name: 'Download' }));
  const file = await coming;
  expect(file.suggestedFilename()).toBe('old.yaml');
  expect(readFileSync(await file.path(), 'utf8')).toContain('apiVersion: apps/v1');
});

test('a link brings the files that its run was made from, and a reload leaves them as they are', async ({ page }) => {
  await page.goto(`/#${encodeLink({ tape: scripts.redis, at: 20_000 })}`);
  await goTo(page, 'Source');
  await expect(lines(page)).toContainText('redis-pv-svc', { timeout: 30_000 });
  const tabs = source(page).getByRole('group', { name: 'Files' });
  await expect(tabs).toContainText('.yaml');
  const before = await tabs.innerText();
  await page.reload();
  await goTo(page, 'Source');
  await expect(lines(page)).toContainText('redis-pv-svc', { timeout: 30_000 });
  expect(await tabs.innerText()).toBe(before);
});

test('a file of many objects tells how far it is applied, and can be stopped there', async ({ page }) => {
  await page.goto(emptyCluster());
  const one = (index: number): string => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: many-${index} }\n`;
  await pasteSource(page, Array.from({ length: 900 }, (_, index) => one(index)).join('---\n'));
  await pressApply(page);
  await expect(page.getByRole('progressbar', { name: 'Applying…' })).toBeVisible();
  await press(page.getByRole('button', { name: 'Stop', exact: true }));
  await expect(answerOf(page)).toContainText(/Stopped after \d+\/900/);
  await expect(page.getByRole('progressbar')).toHaveCount(0);
});
