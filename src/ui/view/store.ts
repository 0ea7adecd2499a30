/** How a person looks at the cluster: what is chosen, which lens, which language. Kept in the browser, sent nowhere. */
import { create } from 'zustand';
import { idOf, isLens, type Arrangement, type Lens, type Point, type Ref } from '#scene/model.ts';
import { keepMoved, readMoved } from './moved.ts';
import { pageOptions } from './options.ts';

export type ThemeChoice = 'light' | 'dark' | 'contrast' | 'system';
export type Language = 'en' | 'zh';
export type Sheet = 'map' | 'editor' | 'terminal' | 'inspector' | 'timeline';

export interface View {
  readonly selected: Ref | undefined;
  /** A packet held for looking at. */
  readonly held: string | undefined;
  readonly lens: Lens;
  readonly arrangement: Arrangement;
  readonly namespace: string;
  readonly opened: ReadonlySet<string>;
  readonly moved: ReadonlyMap<string, Point>;
  readonly asTable: boolean;
  readonly theme: ThemeChoice;
  readonly language: Language;
  /** At phone width: which sheet is open over the map. */
  readonly sheet: Sheet;
  /** What was last spoken of in the terminal, by its place in the picture. */
  readonly spoken: ReadonlySet<string>;
  /** A run of the address or of a file is being played up to its moment. */
  readonly isOpening: boolean;
  /** The inspector tab that the next selection should show. */
  readonly tab: string;
}

const storageKey = 'orrery/view';

export function isTheme(value: unknown): value is ThemeChoice {
  return value === 'light' || value === 'dark' || value === 'contrast' || value === 'system';
}

export function isLanguage(value: unknown): value is Language {
  return value === 'en' || value === 'zh';
}

function readKept(): Partial<View> {
  try {
    const kept = JSON.parse(localStorage.getItem(storageKey) ?? '{}') as Partial<Record<keyof View, unknown>>;
    const result: { -readonly [K in keyof View]?: View[K] } = {};
    if (isTheme(kept.theme)) result.theme = kept.theme;
    if (isLanguage(kept.language)) result.language = kept.language;
    return result;
  } catch {
    return {};
  }
}

/** What the address asks for wins over what was kept, for this visit only. */
function readAsked(): Partial<View> {
  const { theme, lang, lens, by, tab, select: wanted, table } = pageOptions;
  const selected = wanted === undefined ? undefined : refOfText(wanted);
  return {
    ...(isTheme(theme) ? { theme } : {}),
    ...(isLanguage(lang) ? { language: lang } : {}),
    ...(lens !== undefined && isLens(lens) ? { lens } : {}),
    ...(by === 'node' || by === 'workload' ? { arrangement: by } : {}),
    ...(tab === undefined ? {} : { tab }),
    ...(selected === undefined ? {} : { selected }),
    ...(table ? { asTable: true } : {}),
  };
}

/** `Kind/namespace/name`, with an empty namespace for a cluster-wide object. */
export function refOfText(text: string): Ref | undefined {
  const [kind = '', namespace = '', name = ''] = text.split('/');
  if (kind === '' || name === '') return undefined;
  return namespace === '' ? { kind, name } : { kind, namespace, name };
}

function firstLanguage(): Language {
  return typeof navigator !== 'undefined' && navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

export const useView = create<View>(() => ({
  selected: undefined,
  held: undefined,
  lens: 'network',
  arrangement: 'workload',
  namespace: '',
  opened: new Set(),
  moved: new Map(),
  asTable: false,
  theme: 'system',
  language: firstLanguage(),
  sheet: 'map',
  spoken: new Set(),
  isOpening: false,
  tab: 'summary',
  ...readKept(),
  ...readAsked(),
}));

useView.setState(({ arrangement }) => ({ moved: readMoved(arrangement) }));

useView.subscribe((view, before) => {
  if (view.moved !== before.moved) keepMoved(view.arrangement, view.moved);
  if (view.theme === before.theme && view.language === before.language) return;
  try {
    localStorage.setItem(storageKey, JSON.stringify({ theme: view.theme, language: view.language }));
  } catch {
    // A browser that keeps nothing still shows everything.
  }
});

export function select(ref: Ref | undefined, tab?: string): void {
  useView.setState({ selected: ref, ...(tab === undefined ? {} : { tab }) });
}

/** Holds a request for looking at. The DNS server stands on the map where its lens asks about it. */
export function hold({ id, type }: { readonly id: string; readonly type: 'packet' | 'lookup' }): void {
  useView.setState({ held: id, selected: undefined, ...(type === 'lookup' ? { lens: 'dns' } : {}) });
}

export function isSameRef(a: Ref | undefined, b: Ref | undefined): boolean {
  return a !== undefined && b !== undefined && idOf(a.kind, a.namespace, a.name) === idOf(b.kind, b.namespace, b.name);
}

export function toggleOpened(id: string): void {
  useView.setState(({ opened }) => {
    const next = new Set(opened);
    if (!next.delete(id)) next.add(id);
    return { opened: next };
  });
}

/** The other arrangement, with what was dragged in it. */
export function arrange(arrangement: Arrangement): void {
  if (arrangement !== useView.getState().arrangement) useView.setState({ arrangement, moved: readMoved(arrangement) });
}

export function moveThing(id: string, at: Point): void {
  useView.setState(({ moved }) => ({ moved: new Map(moved).set(id, at) }));
}
