/** A short fingerprint of committed changes, in order: the same tape gives the same one in every engine. */
import type { HistoryEntry } from './watch.ts';

export interface HistoryHash {
  add(cluster: string, entry: HistoryEntry): void;
  /** Eight hexadecimal digits. */
  text(): string;
}

/** FNV-1a over what, when, who and which, entry by entry. */
export function createHistoryHash(): HistoryHash {
  let hash = 2166136261;
  return {
    add(cluster, it) {
      const line = `${cluster} ${it.revision} ${it.at} ${it.type} ${it.kind} ${it.namespace ?? ''}/${it.name} ${it.uid} ${it.verb} ${it.by}\n`;
      for (let i = 0; i < line.length; i += 1) hash = Math.imul(hash ^ line.charCodeAt(i), 16777619);
    },
    text: () => (hash >>> 0).toString(16).padStart(8, '0'),
  };
}
