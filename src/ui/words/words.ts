/** The page's own words in the person's language. English is there at once; others are fetched when they are wanted. */
import { create } from 'zustand';
import { useView, type Language } from '../view/store.ts';
import { en, type Words } from './en.ts';

export type { Words };

const loaders: Readonly<Record<Language, () => Promise<Words>>> = {
  en: () => Promise.resolve(en),
  zh: () => import('./zh.ts').then((module) => module.zh),
};

const useLoaded = create<{ readonly words: Words }>(() => ({ words: en }));

export async function loadWords(language: Language): Promise<void> {
  const words = await loaders[language]();
  if (useView.getState().language !== language) return;
  useLoaded.setState({ words });
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
}

useView.subscribe((view, before) => {
  if (view.language !== before.language) void loadWords(view.language);
});

export function useWords(): Words {
  return useLoaded((state) => state.words);
}

/** For code outside React. */
export function wordsNow(): Words {
  return useLoaded.getState().words;
}
