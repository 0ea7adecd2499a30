/** Small pieces that all tabs use. */
import { Fragment, type ReactNode } from 'react';
import type { Ref } from '#scene/model.ts';
import { follow } from '../map/flight.ts';

interface SectionProps {
  readonly title: string;
  /** The title is somebody's name, or holds one: it stays as it is written. */
  readonly isName?: boolean;
  readonly children: ReactNode;
}

export function Section({ title, isName = false, children }: SectionProps) {
  return (
    <section className="border-b border-line px-4 py-3 last:border-0">
      <h3 className={isName ? 'mb-1.5 font-mono text-[12px] font-semibold break-words' : 'eyebrow mb-1.5'}>{title}</h3>
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

/** Where a field's name that is too long for its column is broken. */
export function humps(name: string): readonly string[] {
  return name.split(/(?<=[a-z])(?=[A-Z])/);
}

export function Row({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="grid grid-cols-[136px_1fr] gap-2 py-[3px]">
      <dt className="text-[12px] break-words text-ink-3">
        {humps(name).map((part, at) => (
          <Fragment key={at}>
            {at > 0 && <wbr />}
            {part}
          </Fragment>
        ))}
      </dt>
      <dd className="min-w-0 font-mono text-[12px] break-words">{children}</dd>
    </div>
  );
}
