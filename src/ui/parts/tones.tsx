/** A status is a colour, an icon and a word together. The icons are told apart by shape alone. */
import type { Tone } from '#scene/model.ts';

const shapes: Readonly<Record<Tone, React.ReactNode>> = {
  ready: <path d="M2.5 6.5 5 9l4.5-5.5" fill="none" stroke="currentColor" strokeWidth="1.9" strokeLinecap="round" strokeLinejoin="round" />,
  moving: <path d="M6 1.8a4.2 4.2 0 1 1-4.2 4.2" fill="none" stroke="currentColor" strokeWidth="1.9" strokeLinecap="round" />,
  bad: <path d="M6 1.6v5M6 9.4v.9" fill="none" stroke="currentColor" strokeWidth="2.1" strokeLinecap="round" />,
  leaving: <path d="M3 3l6 6M9 3 3 9" fill="none" stroke="currentColor" strokeWidth="1.7" strokeLinecap="round" />,
  idle: <path d="M3 6h6" fill="none" stroke="currentColor" strokeWidth="1.9" strokeLinecap="round" />,
  done: <rect x="3" y="3" width="6" height="6" rx="1" fill="currentColor" />,
};

export function ToneIcon({ tone }: { readonly tone: Tone }) {
  return (
    <svg viewBox="0 0 12 12" className={`tone-${tone} inline-block size-3 shrink-0`} style={{ color: 'var(--tone)' }} aria-hidden="true">
      {shapes[tone]}
    </svg>
  );
}

export function Status({ tone, word }: { readonly tone: Tone; readonly word: string }) {
  return (
    <span className={`tone-${tone} inline-flex min-w-0 items-center gap-1 font-medium`} style={{ color: 'var(--tone)' }}>
      <ToneIcon tone={tone} />
      <span className="truncate" title={word}>
        {word}
      </span>
    </span>
  );
}
