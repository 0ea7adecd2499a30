/** What a shell's hand expects of the terminal: Tab completes, Ctrl+R looks back, pipes pass on what is printed. */
import { test } from '@playwright/test';
import { desk } from './helpers/hands.ts';
import { emptyCluster, expect } from './helpers/page.ts';
import { growTerminal, lastLine, run } from './helpers/terminal.ts';

test.use({ viewport: desk(1400, 900) });

test('Tab completes, Ctrl+R finds an old line, and pipes go through', async ({ page }) => {
  await page.goto(emptyCluster());
  await growTerminal(page);
  await run(page, 'kubectl create cm one --from-literal=a=b');
  await run(page, 'kubectl get ns');
  await page.keyboard.type('kubectl get configmaps on');
  await page.keyboard.press('Tab');
  await lastLine(page, '$ kubectl get configmaps one');
  await page.keyboard.press('Control+u');
  await page.keyboard.type('kubectl rollout sta');
  await page.keyboard.press('Tab');
  await lastLine(page, '$ kubectl rollout status');
  await page.keyboard.press('Control+u');
  await page.keyboard.press('Control+r');
  await page.keyboard.type('ns');
  await lastLine(page, "(reverse-i-search)`ns': kubectl get ns");
  await page.keyboard.press('Control+g');
  await lastLine(page, '$');
  expect(await run(page, "kubectl get ns | awk '{print $1}' | grep -c kube")).toEqual(['3']);
});
