/** How fast the recorder's kubectl was: what a command asked came when its process had started, object by object. */
import type { Client } from '#api/client.ts';

/** When a command began and ended, in milliseconds of the scenario, and how many objects its files hold. */
export interface Pace {
  readonly at: number;
  readonly end: number;
  readonly objects: number;
}

/** What a kubectl needs before its first request; a command that took long was waiting for the cluster. */
const startMs = 80;
const shortMs = 3_000;
const writes: ReadonlySet<string> = new Set(['create', 'update', 'patch', 'delete']);

/** A client whose requests come as late as the recorder's did. */
export function paced(client: Client, { at, end, objects }: Pace, until: (at: number) => Promise<void>): Client {
  const length = end - at;
  const first = objects === 0 && length < shortMs ? at + length * 0.8 : at + Math.min(startMs, length);
  let written = 0;
  const due = (verb: string): number => {
    if (objects === 0 || !writes.has(verb)) return first;
    written += 1;
    return Math.max(first, at + (length * Math.min(written, objects)) / (objects + 0.3));
  };
  // A rehearsal follows at once on what was read for it.
  return delayed(client, ({ verb, options }) => (options?.dryRun === undefined ? due(verb) : first), until);
}

type Asked = Parameters<Client['request']>[0];

/** A client each of whose requests comes when it is due. */
export function delayed(client: Client, dueOf: (request: Asked) => number, until: (at: number) => Promise<void>): Client {
  return new Proxy(client, {
    get(target, key, receiver) {
      if (key !== 'request') return Reflect.get(target, key, receiver) as unknown;
      return async (request: Asked) => {
        await until(dueOf(request));
        return target.request(request);
      };
    },
  });
}
