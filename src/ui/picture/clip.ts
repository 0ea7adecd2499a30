/** The clip that is being recorded, if there is one. */
import { create } from 'zustand';

export const useClip = create<{ readonly stop: (() => void) | undefined }>(() => ({ stop: undefined }));
