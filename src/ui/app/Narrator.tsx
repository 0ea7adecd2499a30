/** Says what happens to those who cannot see it: pods that change their state, a few sentences at a time. */
import { useEffect, useState } from 'react';
import type { Pod } from '#api/kinds.ts';
import { podFacts } from '#scene/podFacts.ts';
import { useMirror } from '../mirror/store.ts';
import { wordsNow } from '../words/words.ts';

const pauseMs = 1_500;
const sentencesMax = 4;

type Pods = ReadonlyMap<string, unknown> | undefined;

/** Sentences about pods that are new, gone, or in another state. */
export function sentencesAbout(before: Pods, now: Pods): readonly string[] {
  const words = wordsNow();
  const said: string[] = [];
  let rest = 0;
  const say = (name: string, word: string): void => {
    if (said.length < sentencesMax) said.push(`Pod ${name}: ${word}`);
    else rest += 1;
  };
  for (const [key, object] of now ?? []) {
    const old = before?.get(key);
    if (old === object) continue;
    const { word, name } = podFacts(object as Pod);
    if (old === undefined || podFacts(old as Pod).word !== word) say(name, word);
  }
  for (const [key, object] of before ?? []) {
    if (now?.has(key) !== true) say(podFacts(object as Pod).name, words.goneWord);
  }
  return rest > 0 ? [...said, `+${rest}`] : said;
}

export function Narrator() {
  const [text, setText] = useState('');
  useEffect(() => {
    let told: Pods = useMirror.getState().mirror.kinds.get('Pod');
    let timer: number | undefined;
    const stop = useMirror.subscribe((picture) => {
      if (picture.mirror.kinds.get('Pod') === told) return;
      timer ??= window.setTimeout(() => {
        timer = undefined;
        const pods = useMirror.getState().mirror.kinds.get('Pod');
        const said = sentencesAbout(told, pods);
        told = pods;
        if (said.length > 0) setText(said.join('. '));
      }, pauseMs);
    });
    return () => {
      stop();
      window.clearTimeout(timer);
    };
  }, []);
  return (
    <p role="log" aria-live="polite" className="sr-only">
      {text}
    </p>
  );
}
