/** What the checks have to remember between two changes. */
export interface Memory {
  /** Uids of pods that a fault took away without grace: nobody promises that they have ended. */
  readonly forced: Set<string>;
  /** Volume -> what the sweep wrote on its disk when it was bound. */
  readonly marks: Map<string, string>;
}

export function createMemory(): Memory {
  return { forced: new Set(), marks: new Map() };
}
