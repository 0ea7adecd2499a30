import { expect as plain } from '@playwright/test';

/** Patient enough for a machine that is busy with other things. */
export const expect = plain.configure({ timeout: 20_000 });
