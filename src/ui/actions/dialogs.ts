import { create } from 'zustand';

/** Which dialog stands over the page; there is one at a time. */
export const useDialogs = create<{ readonly open: 'palette' | 'keys' | 'gallery' | 'share' | 'faults' | undefined }>(() => ({
  open: undefined,
}));

export function closeDialog(): void {
  useDialogs.setState({ open: undefined });
}
