/** The events about one object, asked of the API server: they are too many to be told to every page. */
import { useEffect, useState } from 'react';
import type { Event } from '#api/kinds.ts';
import type { KubeObject } from '#api/meta.ts';
import type { Request } from '#api/request.ts';
import type { Ref } from '#scene/model.ts';
import { useMirror } from '../mirror/store.ts';
import { clientOf, useWorld } from '../world.ts';

const restMs = 250;

function eventsRequest({ kind, namespace, name }: Ref): Request {
  const fieldSelector = `involvedObject.kind=${kind},involvedObject.name=${name}`;
  const where = namespace === undefined ? {} : { namespace };
  return { verb: 'list', group: '', version: 'v1', resource: 'events', ...where, options: { fieldSelector, omitManagedFields: true } };
}

/** The newest first; undefined until they are here. Asked again when something was written, or the moment is another. */
export function useEvents({ kind, metadata: { namespace, name, uid } }: KubeObject): readonly Event[] | undefined {
  const world = useWorld();
  const [found, setFound] = useState<{ readonly uid: string; readonly events: readonly Event[] }>();
  useEffect(() => {
    let timer: number | undefined;
    let isOver = false;
    const request = eventsRequest(namespace === undefined ? { kind, name } : { kind, namespace, name });
    const ask = async (): Promise<void> => {
      timer = undefined;
      const { code, body } = await clientOf(world).request(request);
      if (isOver || code !== 200) return;
      const { items } = body as unknown as { readonly items: readonly Event[] };
      setFound({ uid, events: aboutLife(items, kind, uid) });
    };
    const stop = useMirror.subscribe((picture, before) => {
      const isAnother = picture.history !== before.history || picture.mirror !== before.mirror || picture.now < before.now;
      if (isAnother) timer ??= window.setTimeout(() => void ask(), restMs);
    });
    void ask();
    return () => {
      isOver = true;
      stop();
      window.clearTimeout(timer);
    };
  }, [world, kind, namespace, name, uid]);
  return found?.uid === uid ? found.events : undefined;
}

/** Another object of the same name may have lived before; a node's events name it by its name. */
function aboutLife(events: readonly Event[], kind: string, uid: string): Event[] {
  return events
    .filter(({ involvedObject }) => involvedObject?.uid === undefined || involvedObject.uid === uid || kind === 'Node')
    .sort((a, b) => lastSeen(b) - lastSeen(a));
}

/** When it was last seen, as it is written. */
export function stampOf(event: Event): string {
  return event.lastTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp;
}

function lastSeen(event: Event): number {
  return Date.parse(stampOf(event));
}
