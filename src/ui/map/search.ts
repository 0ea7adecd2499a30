import { create } from 'zustand';

export const useSearch = create<{ readonly open: boolean }>(() => ({ open: false }));
