import { expect as plain } from '@playwright/test';

/** Patient enough for a machine that is busy with other things. */
export const expect = plain.configure({ timeout: 20_000 });
/** For polls: a wait ends when what it waits for is there, not up to a second later. */
export const intervals = [50, 100];
