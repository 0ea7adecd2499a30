/** What axe is asked for, and where. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** The rules that a theme can break; the rest is the same in each, and is looked at in the first. */
const ofThemes = ['color-contrast', 'link-in-text-block'];

/** Our page has no frames: axe needs no second page to gather what it found in each, which takes longer than the look. */
export function axeOn(page: Page, rules: 'all' | 'ofThemes' = 'all'): AxeBuilder {
  const axe = new AxeBuilder({ page }).setLegacyMode();
  return rules === 'all' ? axe : axe.withRules(ofThemes);
}
