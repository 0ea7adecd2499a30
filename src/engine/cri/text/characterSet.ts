/** Sets of characters as a bracket expression has them. upstream: IEEE Std 1003.1 9.3.5 */

/** What stands for `[:name:]`, in the C locale. */
export const classes: Readonly<Record<string, string>> = {
  alpha: 'a-zA-Z',
  digit: '0-9',
  alnum: 'a-zA-Z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: ' \t\n\r\f\v',
  blank: ' \t',
  punct: '!-/:-@[-`{-~',
  xdigit: '0-9a-fA-F',
  print: ' -~',
  graph: '!-~',
  cntrl: '\u0000-\u001f',
};

/** Whether a letter is in a set such as `a-z_`. */
export function inSet(has: string, letter: string): boolean {
  for (let i = 0; i < has.length; i += 1) {
    if (has[i + 1] === '-' && i + 2 < has.length) {
      if (letter >= has[i]! && letter <= has[i + 2]!) return true;
      i += 2;
    } else if (has[i] === letter) return true;
  }
  return false;
}
