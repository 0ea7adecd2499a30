/** The change that "Why?" is asked about; undefined for the newest of what is chosen. */
import { create } from 'zustand';
import type { Ref } from '#scene/model.ts';
import { select } from '../view/store.ts';

export const useAsked = create<{ readonly revision: number | undefined }>(() => ({ revision: undefined }));

/** Asks why an object is as it is, or was at one of its changes. */
export function askWhy(ref: Ref, revision?: number): void {
  useAsked.setState({ revision });
  select(ref, 'why');
}
