/** The terminal: xterm on the screen, a session behind it. Fetched when it is first shown. */
import { FitAddon } from '@xterm/addon-fit';
import { Terminal as Xterm, type ITheme } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import { useEffect, useRef } from 'react';
import { useView } from '../view/store.ts';
import { useIsDark } from '../view/theme.ts';
import { useWords } from '../words/words.ts';
import { clientOf, useWorld } from '../world.ts';
import { takeTyped } from './hand.ts';
import { createSession } from './session.ts';
import { keepBreadth } from './breadth.ts';

const light: ITheme = {
  background: '#fbfaf6',
  foreground: '#1d1f24',
  cursor: '#2f4fd0',
  cursorAccent: '#fbfaf6',
  selectionBackground: '#2f4fd038',
  black: '#1d1f24',
  red: '#b9301b',
  green: '#1b7347',
  yellow: '#985b00',
  blue: '#2f4fd0',
  magenta: '#7350a3',
  cyan: '#2f6a8f',
  white: '#50545e',
  brightBlack: '#6a6e78',
  brightWhite: '#1d1f24',
};
const dark: ITheme = {
  background: '#141820',
  foreground: '#ebe8e0',
  cursor: '#93a8ff',
  cursorAccent: '#141820',
  selectionBackground: '#93a8ff40',
  black: '#2a303b',
  red: '#ff7d67',
  green: '#4fc58d',
  yellow: '#e3a845',
  blue: '#93a8ff',
  magenta: '#bb9fe8',
  cyan: '#83b7da',
  white: '#ebe8e0',
  brightBlack: '#8b909c',
  brightWhite: '#ffffff',
};

const contrast: ITheme = {
  ...light,
  background: '#ffffff',
  foreground: '#000000',
  cursor: '#0022b8',
  cursorAccent: '#ffffff',
  red: '#9b0000',
  green: '#00561f',
  yellow: '#6b3c00',
  blue: '#0022b8',
  magenta: '#4a1b8a',
  cyan: '#00437a',
  white: '#141414',
  brightBlack: '#2e2e2e',
};

export function Terminal() {
  const words = useWords();
  const world = useWorld();
  const isDark = useIsDark();
  const isContrast = useView((view) => view.theme === 'contrast');
  const holder = useRef<HTMLDivElement>(null);
  const xterm = useRef<Xterm | undefined>(undefined);
  useEffect(() => {
    if (holder.current === null) return undefined;
    const term = new Xterm({
      convertEol: true,
      cursorBlink: false,
      fontSize: 12.5,
      lineHeight: 1.25,
      fontFamily: "ui-monospace, 'SF Mono', 'JetBrains Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace",
      scrollback: 5_000,
      screenReaderMode: true,
      allowProposedApi: false,
    });
    const fit = new FitAddon();
    term.loadAddon(fit);
    // Tab completes, so the way out for who has only keys is back.
    term.attachCustomKeyEventHandler(({ key, shiftKey }) => !(key === 'Tab' && shiftKey));
    term.open(holder.current);
    const breadth = keepBreadth(term, fit);
    breadth.fit();
    xterm.current = term;
    const session = createSession(
      {
        write: (text) => {
          breadth.make(text);
          term.write(text);
        },
        clear: () => {
          breadth.forget();
          term.write('\u001b[2J\u001b[3J\u001b[H');
        },
        get columns() {
          return term.cols;
        },
        get rows() {
          return term.rows;
        },
      },
      () => clientOf(world),
    );
    const typing = term.onData((data) => session.input(data));
    const release = takeTyped((text) => {
      session.run(text);
      term.focus();
    });
    const resize = new ResizeObserver(() => {
      if ((holder.current?.clientHeight ?? 0) > 20) breadth.fit();
    });
    resize.observe(holder.current);
    return () => {
      resize.disconnect();
      release();
      typing.dispose();
      xterm.current = undefined;
      term.dispose();
    };
  }, [world]);
  useEffect(() => {
    if (xterm.current !== undefined) xterm.current.options.theme = isDark ? dark : isContrast ? contrast : light;
  }, [isDark, isContrast]);
  return <div ref={holder} className="size-full overflow-x-auto overflow-y-hidden bg-sheet" role="group" aria-label={words.terminal} />;
}
