/** Lines of text of which each can be asked about: the pointed one, or the one that arrow keys lead to, carries a "Why?". */
import { CircleQuestionMark } from 'lucide-react';
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useWords } from '../words/words.ts';

export interface WhyLine {
  readonly text: string;
  readonly body: ReactNode;
  readonly className: string;
}

interface WhyLinesProps {
  readonly label: string;
  readonly lines: readonly WhyLine[];
  readonly canAsk: (index: number) => boolean;
  readonly ask: (index: number) => void;
}

/** The next line that can be asked about, in either direction, or the same one. */
function step(from: number, by: 1 | -1, count: number, canAsk: (index: number) => boolean): number {
  for (let at = from + by; at >= 0 && at < count; at += by) if (canAsk(at)) return at;
  return from;
}

export function WhyLines({ label, lines, canAsk, ask }: WhyLinesProps) {
  const [pointed, setPointed] = useState<number>();
  const first = step(-1, 1, lines.length, canAsk);
  const active = pointed !== undefined && canAsk(pointed) ? pointed : first;
  const button = useRef<HTMLButtonElement>(null);
  const isByKey = useRef(false);
  useEffect(() => {
    if (isByKey.current) button.current?.focus();
    isByKey.current = false;
  }, [active]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = { ArrowDown: 1 as const, ArrowUp: -1 as const }[event.key];
    if (by === undefined || event.target !== button.current) return;
    event.preventDefault();
    isByKey.current = true;
    setPointed(step(active, by, lines.length, canAsk));
  };
  return (
    <div role="group" aria-label={label}>
      {lines.map(({ text, body, className }, index) => (
        <div key={`${index}:${text}`} className={`relative ${className}`} onPointerEnter={() => setPointed(index)}>
          {body}
          {index === active && <Ask ref={button} text={text} ask={() => ask(index)} onKeyDown={onKeyDown} />}
        </div>
      ))}
    </div>
  );
}

interface AskProps {
  readonly ref: React.Ref<HTMLButtonElement>;
  readonly text: string;
  readonly ask: () => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

function Ask({ ref, text, ask, onKeyDown }: AskProps) {
  const words = useWords();
  return (
    <button
      ref={ref}
      type="button"
      className="absolute top-0 right-2 inline-flex h-[18px] items-center gap-1 rounded-md border border-line bg-card px-1.5 indent-0 font-sans text-[11px] text-accent"
      aria-label={`${words.why} ${text.trim()}`}
      onClick={ask}
      onKeyDown={onKeyDown}
    >
      <CircleQuestionMark size={11} aria-hidden="true" /> {words.why}
    </button>
  );
}
