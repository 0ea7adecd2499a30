/** The named states that are looked at by eye, looked at for what needs none: nothing is cut, covers other words, or lies outside. */
import { test } from '@playwright/test';
import { scripts } from '#tools/pictures/scripts.ts';
import { states } from '#tools/pictures/states.ts';
import { expect } from './helpers/expect.ts';
import { phone } from './helpers/hands.ts';
import { layoutFaults, settled } from './helpers/layout.ts';
import { openRun } from './helpers/run.ts';

const shown = states.filter(({ script }) => script !== undefined);
const groups = Array.from({ length: 4 }, (_, at) => shown.filter((_state, index) => index % 4 === at));

for (const [index, group] of groups.entries())
  test(`in both languages the named states have no faults of layout (${index + 1} of ${groups.length})`, async ({ page, isMobile }) => {
    for (const { name, script, at, view = '', width, height } of group) {
      // What is English at the desk is Chinese on the phone.
      const lang = (index % 2 === 0) === isMobile ? 'zh' : 'en';
      await page.setViewportSize(isMobile ? phone : { width: width ?? 1440, height: height ?? 900 });
      await openRun(page, scripts[script!], at ?? 0, `lang=${lang}&theme=${index < 2 ? 'light' : 'dark'}&${view}`);
      await settled(page);
      await expect.poll(() => layoutFaults(page), { message: `${name} ${lang}`, timeout: 10_000 }).toEqual([]);
    }
  });

test('the look sees cut words, words over words or over a mark, and a control outside of the screen', async ({ page }) => {
  await page.setContent(`
    <p style="width: 40px; overflow: hidden; white-space: nowrap">a long sentence</p>
    <p style="position: absolute; left: 0; top: 100px; margin: 0">under</p>
    <p style="position: absolute; left: 4px; top: 102px; margin: 0; pointer-events: none">over</p>
    <button style="position: fixed; left: -20px; top: 200px">away</button>
    <p style="position: absolute; top: 300px">plain</p>
    <div class="react-flow__node" style="position: absolute; top: 400px">
      <svg width="40" height="20" style="position: absolute"><path data-marks d="M0 0 H40 V20" /></svg><span style="position: relative">drawn</span>
    </div>`);
  expect(await layoutFaults(page)).toEqual([
    'cut: a long sentence',
    'over each other: under | over',
    'over a mark: drawn',
    'outside: away',
  ]);
});
