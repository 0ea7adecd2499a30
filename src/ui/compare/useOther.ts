/** The objects of what stands beside the map, at the moment of the map: one clock moves both. */
import { useEffect, useState } from 'react';
import type { Mirror } from '#scene/model.ts';
import { useMirror } from '../mirror/store.ts';
import { useWorld, type Playground } from '../world.ts';
import { mirrorOf } from './difference.ts';
import type { Other } from './other.ts';

/** One question at a time, so a slow answer asks less often. */
const askEveryMs = 100;

interface Seen {
  readonly mirror: Mirror;
  readonly at: number;
}

async function lookAt(
  { world, other, tell }: { readonly world: Playground; readonly other: Other; readonly tell: (now: number) => void },
  at: number,
): Promise<Mirror | undefined> {
  if (other.type === 'cluster') return useMirror.getState().others.get(other.name);
  const objects = await world.glimpse(other.type === 'branch' ? { branch: other.id } : { tape: other.tape }, at, tell);
  return objects === undefined ? undefined : mirrorOf(objects);
}

/** Looked at again when the clock has moved; `way` is how far a long way to the first look has come. */
export function useOther(other: Other): { readonly seen: Seen | undefined; readonly way: number | undefined } {
  const world = useWorld();
  const [seen, setSeen] = useState<Seen>();
  const [way, setWay] = useState<number>();
  useEffect(() => {
    let isLate = false;
    let isAsking = false;
    let last: unknown;
    const ask = (): void => {
      const { now, others } = useMirror.getState();
      const moment = other.type === 'cluster' ? others.get(other.name) : now;
      if (isAsking || moment === last) return;
      isAsking = true;
      last = moment;
      void lookAt({ world, other, tell: setWay }, now).then((mirror) => {
        isAsking = false;
        if (!isLate && mirror !== undefined) setSeen({ mirror, at: now });
      });
    };
    ask();
    const timer = window.setInterval(ask, askEveryMs);
    return () => {
      isLate = true;
      window.clearInterval(timer);
    };
  }, [world, other]);
  return { seen, way };
}
