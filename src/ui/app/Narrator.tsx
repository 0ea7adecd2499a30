/** Says what happens to those who cannot see it: what is new, gone, or in another state, a few sentences at a time. */
import { useEffect, useState } from 'react';
import type { Pod } from '#api/kinds.ts';
import type { KubeObject } from '#api/meta.ts';
import { listAt, textAt } from '#scene/fields.ts';
import type { Mirror } from '#scene/model.ts';
import { podFacts } from '#scene/podFacts.ts';
import { useMirror } from '../mirror/store.ts';
import { wordsNow } from '../words/words.ts';

const pauseMs = 1_500;
const sentencesMax = 5;

type Kinds = Mirror['kinds'];

/** What is told of, the most wanted first, and in which word. */
const told: Readonly<Record<string, (object: KubeObject) => string>> = {
  Pod: (pod) => podFacts(pod as Pod).word,
  Node: (node) => {
    const ready = listAt(node, 'status.conditions').find((condition) => textAt(condition, 'type') === 'Ready');
    return textAt(ready, 'status') === 'True' ? 'Ready' : 'NotReady';
  },
  PersistentVolumeClaim: (claim) => textAt(claim, 'status.phase'),
  Deployment: readyOf,
  StatefulSet: readyOf,
  Fault: (fault) => textAt(fault, 'status.phase'),
};

function readyOf(object: KubeObject): string {
  return `${textAt(object, 'status.readyReplicas') || '0'}/${textAt(object, 'spec.replicas')} ${wordsNow().ready}`;
}

/** Sentences about objects that are new, gone, or in another state. */
export function sentencesAbout(before: Kinds, now: Kinds): readonly string[] {
  const said = Object.keys(told).flatMap((kind) => ofKind(kind, before, now));
  return said.length > sentencesMax ? [...said.slice(0, sentencesMax), `+${said.length - sentencesMax}`] : said;
}

function ofKind(kind: string, before: Kinds, now: Kinds): readonly string[] {
  const [olds, news] = [before.get(kind), now.get(kind)];
  if (olds === news) return [];
  const tell = told[kind]!;
  const said: string[] = [];
  for (const [key, object] of news ?? []) {
    const old = olds?.get(key);
    if (old !== object && (old === undefined || tell(old) !== tell(object))) said.push(`${kind} ${object.metadata.name}: ${tell(object)}`);
  }
  for (const [key, { metadata }] of olds ?? []) if (news?.has(key) !== true) said.push(`${kind} ${metadata.name}: ${wordsNow().goneWord}`);
  return said;
}

export function Narrator() {
  const [text, setText] = useState('');
  useEffect(() => {
    let known: Kinds = useMirror.getState().mirror.kinds;
    let timer: number | undefined;
    const stop = useMirror.subscribe((picture) => {
      if (picture.mirror.kinds === known) return;
      timer ??= window.setTimeout(() => {
        timer = undefined;
        const { kinds } = useMirror.getState().mirror;
        const said = sentencesAbout(known, kinds);
        known = kinds;
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
