/** What axe is asked for, and where. */

/** The rules that a theme can break; the rest is the same in each, and is looked at in the first. */
export const ofThemes = ['color-contrast', 'link-in-text-block'] as const;
