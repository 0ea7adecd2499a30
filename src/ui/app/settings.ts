/** What the browser keeps of a person - how the page looks, its panels, the files - as a file of their own, out and in. */
import { useApply } from '../editor/apply.ts';
import { bringIn, useFiles } from '../editor/files.ts';
import { isLanguage, isTheme, useView } from '../view/store.ts';
import { wordsNow } from '../words/words.ts';
import { saveText } from './saveText.ts';

/** How the panels were left. */
const isLayoutKey = (name: string): boolean => name.startsWith('react-resizable-panels:') || name === 'orrery/panels';
const filesMax = 200;
const lengthMax = 4_000_000;

export interface Settings {
  readonly theme?: string;
  readonly language?: string;
  readonly layouts: Readonly<Record<string, string>>;
  readonly files: readonly { readonly name: string; readonly text: string }[];
}

export function exportSettings(): void {
  const { theme, language } = useView.getState();
  const files = useFiles.getState().files.map(({ name, text }) => ({ name, text }));
  saveText(
    JSON.stringify({ orrery: 'settings', version: 1, theme, language, layouts: layoutsNow(), files }, null, 2),
    'orrery-settings.json',
  );
}

function layoutsNow(): Record<string, string> {
  try {
    const names = Object.keys(localStorage).filter(isLayoutKey);
    return Object.fromEntries(names.map((name) => [name, localStorage.getItem(name) ?? '']));
  } catch {
    return {};
  }
}

/** Asks for the file, and says in the place of an answer what came of it. */
export function importSettings(): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = '.json,application/json';
  input.addEventListener('change', () => {
    const [file] = input.files ?? [];
    if (file !== undefined) void file.text().then(takeSettings);
  });
  input.click();
}

export function takeSettings(text: string): void {
  const words = wordsNow();
  const settings = readSettings(text);
  if (settings === undefined) {
    useApply.setState({ answer: { file: '', isOk: false, text: words.badSettings, markers: [] } });
    return;
  }
  bringIn(settings.files);
  keepLayouts(settings.layouts);
  const { theme, language } = settings;
  useView.setState({ ...(isTheme(theme) ? { theme } : {}), ...(isLanguage(language) ? { language } : {}) });
}

/** Panels take their places when the page is opened the next time. */
function keepLayouts(layouts: Settings['layouts']): void {
  try {
    for (const [name, layout] of Object.entries(layouts)) localStorage.setItem(name, layout);
  } catch {
    // A browser that keeps nothing still shows everything.
  }
}

/** The file may be anybody's: what is not understood is left out, and what is no such file is undefined. */
export function readSettings(text: string): Settings | undefined {
  if (text.length > lengthMax) return undefined;
  try {
    const given = JSON.parse(text) as Readonly<Record<string, unknown>> | null;
    if (given?.['orrery'] !== 'settings' || given['version'] !== 1) return undefined;
    const { theme, language, layouts, files } = given;
    return {
      ...(typeof theme === 'string' ? { theme } : {}),
      ...(typeof language === 'string' ? { language } : {}),
      layouts: Object.fromEntries(Object.entries(layouts ?? {}).filter(isLayout)),
      files: (Array.isArray(files) ? files : []).slice(0, filesMax).flatMap(readFile),
    };
  } catch {
    return undefined;
  }
}

function isLayout(entry: [string, unknown]): entry is [string, string] {
  return isLayoutKey(entry[0]) && typeof entry[1] === 'string';
}

function readFile(file: unknown): { readonly name: string; readonly text: string }[] {
  const { name, text } = (file ?? {}) as { readonly name?: unknown; readonly text?: unknown };
  return typeof name === 'string' && name !== '' && typeof text === 'string' ? [{ name, text }] : [];
}
