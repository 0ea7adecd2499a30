/** Keys of the whole page. A key is an action's own, or the second after a first such as `g`; text fields keep theirs. */
import type { Action } from './actions.ts';

export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

const waitMs = 900;

/** Answers the action that a press completes, remembering the first of two. */
export function createKeys(actions: readonly Action[]): (press: KeyPress, isTyping: boolean, at: number) => Action | undefined {
  let first: { readonly key: string; readonly at: number } | undefined;
  return (press, isTyping, at) => {
    const name = nameOf(press);
    if (name === undefined || (isTyping && !name.startsWith('Ctrl+'))) return undefined;
    const whole = first !== undefined && at - first.at < waitMs ? `${first.key} ${name}` : name;
    first = undefined;
    const found = actions.find((action) => action.key === whole) ?? actions.find((action) => action.key === name);
    if (found === undefined && actions.some((action) => action.key?.startsWith(`${name} `) === true)) first = { key: name, at };
    return found;
  };
}

function nameOf({ key, ctrlKey, metaKey, altKey }: KeyPress): string | undefined {
  if (altKey) return undefined;
  if (ctrlKey || metaKey) return `Ctrl+${key.length === 1 ? key.toUpperCase() : key}`;
  return key;
}
