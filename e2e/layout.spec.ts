/** The named states that are looked at by eye, looked at for what needs none: nothing is cut, covers other words, or lies outside. */
import { test } from '@playwright/test';
import { scripts } from '#tools/pictures/scripts.ts';
import { states } from '#tools/pictures/states.ts';
import { expect } from './helpers/expect.ts';
import { phone } from './helpers/hands.ts';
import { layoutFaults } from './helpers/layout.ts';
import { openRun } from './helpers/run.ts';

const shown = states.filter(({ script }) => script !== undefined);
const groups = Array.from({ length: 4 }, (_, at) => shown.filter((_state, index) => index % 4 === at));

for (const [index, group] of groups.entries())
  test(`in both languages the named states have no faults of layout (${index + 1} of ${groups.length})`, async ({ page, isMobile }) => {
    for (const { name, script, at, view = '', width, height } of group) {
      const lang = index % 2 === 0 ? 'en' : 'zh';
      await page.setViewportSize(isMobile ? phone : { width: width ?? 1440, height: height ?? 900 });
      await openRun(page, scripts[script!], at ?? 0, `lang=${lang}&theme=${index < 2 ? 'light' : 'dark'}&${view}`);
      await expect.poll(() => layoutFaults(page), { message: `${name} ${lang}`, timeout: 10_000 }).toEqual([]);
    }
  });
