/** Waiting for an object to become what is wanted: present state first, then each change. */
import type { KubeObject } from '#api/meta.ts';
import type { Status } from '#api/request.ts';
import { listObjects, requestOf, signed, type Place } from './cluster.ts';
import type { Context } from './context.ts';
import { silentFailure, statusFailure } from './failure.ts';

export interface Wanted<T> {
  /** Undefined means: go on waiting. Deletion is told as `deleted`. */
  see(object: KubeObject, deleted: boolean): T | undefined;
  /** When there is no such object now. */
  absent?(): T | undefined;
  /** Milliseconds of virtual time; without it, for ever. */
  readonly timeout?: number | undefined;
}

/** The first answer of `see`, or undefined when time ran out. Ctrl-C ends the command with code 130. */
export async function untilSeen<T>(context: Context, place: Place & { readonly name: string }, wanted: Wanted<T>): Promise<T | undefined> {
  const fieldSelector = `metadata.name=${place.name}`;
  const list = await listObjects(context, place, { fieldSelector });
  const now = list.items.find((item) => item.metadata.name === place.name);
  const first = now === undefined ? wanted.absent?.() : wanted.see(now, false);
  if (first !== undefined) return first;
  return new Promise((resolve, reject) => {
    const { client, signal } = context.env;
    if (signal.aborted) return reject(silentFailure(130));
    let open = true;
    const close = (finish: () => void): void => {
      if (!open) return;
      open = false;
      handle.stop();
      signal.removeEventListener('abort', aborted);
      finish();
    };
    const aborted = (): void => close(() => reject(silentFailure(130)));
    const handle = client.watch(
      signed(context, requestOf(place, 'watch', { options: { fieldSelector, resourceVersion: list.resourceVersion } })),
      (event) => {
        if (!open || event.type === 'BOOKMARK') return;
        if (event.type === 'ERROR') return close(() => reject(statusFailure(event.object as Status)));
        if (event.object.metadata.name !== place.name) return;
        try {
          const answer = wanted.see(event.object, event.type === 'DELETED');
          if (answer !== undefined) close(() => resolve(answer));
        } catch (error) {
          close(() => reject(error instanceof Error ? error : new Error(String(error))));
        }
      },
    );
    signal.addEventListener('abort', aborted, { once: true });
    if (wanted.timeout !== undefined) void context.env.wait(wanted.timeout).then(() => close(() => resolve(undefined)));
  });
}
