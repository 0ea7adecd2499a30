/** How many columns the terminal has: as many as fit, or as many as the widest table needs, which is then moved sideways. */
import type { FitAddon } from '@xterm/addon-fit';
import type { Terminal } from '@xterm/xterm';

/** Wider than this a line is folded like any other. */
const most = 260;

export interface Breadth {
  /** To the size of the terminal on the page. */
  fit(): void;
  /** Before a text is written: room for the tables in it. */
  make(text: string): void;
  /** The screen was cleared: what was wide is gone. */
  forget(): void;
}

export function keepBreadth(term: Terminal, addon: FitAddon): Breadth {
  let wanted = 0;
  const fit = (): void => {
    const room = addon.proposeDimensions();
    if (room === undefined || !Number.isFinite(room.cols)) return;
    const columns = Math.max(room.cols, wanted);
    if (columns !== term.cols || room.rows !== term.rows) term.resize(columns, room.rows);
  };
  return {
    fit,
    make: (text) => {
      const width = tableWidth(text);
      if (width <= term.cols) return;
      wanted = width;
      fit();
    },
    forget: () => {
      wanted = 0;
      fit();
    },
  };
}

/** The width of the widest line that stands in columns; 0 when there is none. A folded sentence can be read, a folded table cannot. */
export function tableWidth(text: string): number {
  let widest = 0;
  for (const line of text.split('\n')) if (/\S {2,}\S/.test(line)) widest = Math.max(widest, line.length);
  return Math.min(most, widest);
}
