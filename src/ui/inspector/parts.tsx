/** Small pieces that all tabs use. */
import type { ReactNode } from 'react';
import type { Ref } from '#scene/model.ts';
import { follow } from '../map/flight.ts';

export function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="border-b border-line px-4 py-3 last:border-0">
      <h3 className="eyebrow mb-1.5">{title}</h3>
      {children}
    </section>
  );
}

export function RefLink({ to, children }: { readonly to: Ref; readonly children: ReactNode }) {
  return (
    <button type="button" className="text-left break-all text-accent hover:underline" onClick={() => follow(to)}>
      {children}
    </button>
  );
}

export function Row({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="grid grid-cols-[136px_1fr] gap-2 py-[3px]">
      <dt className="truncate text-[12px] text-ink-3">{name}</dt>
      <dd className="min-w-0 font-mono text-[12px] break-words">{children}</dd>
    </div>
  );
}
