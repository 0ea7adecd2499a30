/**
 * The talk between an embedding page and this one, by `postMessage`. The embedding page names its own origin in the frame's
 * address (`?embed&host=https://my.site`); messages from any other origin are dropped, and news goes to that origin only.
 *
 *     frame.contentWindow.postMessage({ orrery: 1, id: 7, do: 'apply', yaml }, 'https://orrery.site')
 *     // and back: { orrery: 1, type: 'answer', id: 7, ok: true, text: 'pod/web created' }
 *
 * Everything that arrives is checked field by field here; nothing in it is ever evaluated.
 */

interface Ask {
  readonly orrery: 1;
  /** Comes back in the answer. */
  readonly id?: number;
}

/** What the embedding page may say. */
export type ToEmbed = Ask &
  (
    | { readonly do: 'apply'; readonly yaml: string }
    | { readonly do: 'kubectl'; readonly argv: readonly string[] }
    | { readonly do: 'play' }
    | { readonly do: 'pause' }
    | { readonly do: 'step' }
    | { readonly do: 'seek'; readonly at: number }
    | { readonly do: 'speed'; readonly factor: number }
    | { readonly do: 'select'; readonly ref: string }
    | { readonly do: 'lens'; readonly lens: string }
  );

/** What this page says. */
export type FromEmbed =
  | { readonly orrery: 1; readonly type: 'ready' }
  | { readonly orrery: 1; readonly type: 'answer'; readonly id: number; readonly ok: boolean; readonly text: string }
  /** At most a few times a second. */
  | { readonly orrery: 1; readonly type: 'clock'; readonly now: number; readonly playing: boolean }
  | {
      readonly orrery: 1;
      readonly type: 'changes';
      readonly changes: readonly { readonly at: number; readonly type: string; readonly ref: string; readonly by: string }[];
    }
  | { readonly orrery: 1; readonly type: 'selected'; readonly ref: string | undefined };

const textMax = 200_000;
const wordsMax = 64;

/** A message as it may be believed, or undefined. */
export function readEmbedMessage(data: unknown): ToEmbed | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const given = data as Readonly<Record<string, unknown>>;
  if (given['orrery'] !== 1) return undefined;
  const ask: Ask = { orrery: 1, ...(Number.isSafeInteger(given['id']) ? { id: given['id'] as number } : {}) };
  switch (given['do']) {
    case 'play':
    case 'pause':
    case 'step':
      return { ...ask, do: given['do'] };
    case 'apply':
      return isText(given['yaml']) ? { ...ask, do: 'apply', yaml: given['yaml'] } : undefined;
    case 'kubectl':
      return isWords(given['argv']) ? { ...ask, do: 'kubectl', argv: given['argv'].slice() } : undefined;
    case 'seek':
      return isAmount(given['at']) ? { ...ask, do: 'seek', at: given['at'] } : undefined;
    case 'speed':
      return isAmount(given['factor']) ? { ...ask, do: 'speed', factor: given['factor'] } : undefined;
    case 'select':
      return isText(given['ref']) ? { ...ask, do: 'select', ref: given['ref'] } : undefined;
    case 'lens':
      return isText(given['lens']) ? { ...ask, do: 'lens', lens: given['lens'] } : undefined;
    default:
      return undefined;
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= textMax;
}

function isWords(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length <= wordsMax && value.every((word) => isText(word));
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
