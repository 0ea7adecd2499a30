/** What a describer may ask the cluster for, beside the object it was given. */
import type { Event, Kind, KindMap } from '#api/kinds.ts';
import type { KubeObject } from '#api/meta.ts';
import { scheme } from '#api/scheme.ts';
import { findObject, listObjects } from '../cluster.ts';
import { wallClock, type Context } from '../context.ts';
import { KubectlFailure } from '../failure.ts';
import { isOn, textOf } from '../flags.ts';
import type { Lines } from './lines.ts';

export interface World {
  readonly now: number;
  find<K extends Kind>(kind: K, namespace: string | undefined, name: string): Promise<KindMap[K] | undefined>;
  /** Nothing when it may not be listed. */
  list<K extends Kind>(
    kind: K,
    namespace: string | undefined,
    selectors?: { readonly labelSelector?: string; readonly fieldSelector?: string },
  ): Promise<readonly KindMap[K][]>;
  /** The object's events, oldest first; undefined when they are not to be shown. */
  events(object: KubeObject, uids: readonly string[]): Promise<readonly Event[] | undefined>;
}

/** Writes everything about an object. */
export type Describe<T> = (lines: Lines, object: T, world: World) => Promise<void>;

export function worldOf(context: Context): World {
  const list: World['list'] = async (kind, namespace, selectors) => {
    try {
      return (await listObjects(context, { row: scheme[kind], namespace }, selectors)).items as unknown as never;
    } catch (error) {
      if (error instanceof KubectlFailure) return [];
      throw error;
    }
  };
  return {
    now: wallClock(context),
    list,
    find: async (kind, namespace, name) => (await findObject(context, { row: scheme[kind], namespace }, name)) as unknown as undefined,
    async events(object, uids) {
      if (textOf(context.flags, 'show-events') !== '' && !isOn(context.flags, 'show-events')) return undefined;
      const { name, namespace } = object.metadata;
      const place = namespace === undefined ? [] : [`involvedObject.namespace=${namespace}`];
      const events: Event[] = [];
      for (const uid of uids) {
        const fields = [`involvedObject.name=${name}`, ...place, `involvedObject.kind=${object.kind}`, `involvedObject.uid=${uid}`];
        events.push(...(await list('Event', namespace, { fieldSelector: fields.join(',') })));
      }
      return events;
    },
  };
}
