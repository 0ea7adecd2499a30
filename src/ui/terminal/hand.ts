/** Lets a button elsewhere type a command into the terminal, where everyone can read what it did. */
import { useView } from '../view/store.ts';

let take: ((text: string) => void) | undefined;
let waiting: string | undefined;

export function takeTyped(handler: (text: string) => void): () => void {
  take = handler;
  if (waiting !== undefined) handler(waiting);
  waiting = undefined;
  return () => {
    take = undefined;
  };
}

export function typeForPerson(text: string): void {
  useView.setState({ sheet: 'terminal' });
  if (take === undefined) waiting = text;
  else take(text);
}
