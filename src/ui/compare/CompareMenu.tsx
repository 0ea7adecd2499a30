/** Choosing what to look at beside the map, besides branches: another cluster of this run, or another run's. */
import { Columns2, FolderOpen } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useState, type FormEvent } from 'react';
import { useMirror } from '../mirror/store.ts';
import { useTimeView } from '../timeline/store.ts';
import { useWords } from '../words/words.ts';
import { useWorld } from '../world.ts';
import { runOfFile, runOfLink, type Other } from './other.ts';

export function CompareMenu() {
  const words = useWords();
  const { isLive } = useWorld();
  const others = useMirror((picture) => picture.others);
  const [isOpen, setOpen] = useState(false);
  const choose = (beside: Other): void => {
    useTimeView.setState({ beside });
    setOpen(false);
  };
  if (isLive && others.size === 0) return null;
  return (
    <Popover.Root open={isOpen} onOpenChange={setOpen}>
      <Popover.Trigger className="btn btn-icon h-7" aria-label={words.compareClusters} title={words.compareClusters}>
        <Columns2 size={14} />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="float z-50 flex w-[min(380px,calc(100vw-24px))] flex-col gap-2 p-3"
          align="end"
          side="top"
          sideOffset={6}
        >
          <p className="eyebrow">{words.compareClusters}</p>
          {[...others.keys()].map((name) => (
            <button key={name} type="button" className="btn h-8 justify-start font-mono" onClick={() => choose({ type: 'cluster', name })}>
              {name}
            </button>
          ))}
          {!isLive && <AnotherRun choose={choose} />}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** A link that somebody shared, or a file that somebody saved. */
function AnotherRun({ choose }: { readonly choose: (other: Other) => void }) {
  const words = useWords();
  const [problem, setProblem] = useState('');
  const take = (run: Promise<Other>): void => {
    run.then(choose, (reason: unknown) => setProblem(reason instanceof Error ? reason.message : String(reason)));
  };
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    take(runOfLink(String(new FormData(event.currentTarget).get('link'))));
  };
  return (
    <form className="flex flex-col gap-2" onSubmit={submit}>
      <label className="flex flex-col gap-1 text-[12px] text-ink-2">
        {words.compareLink}
        <input name="link" className="field h-8 font-mono text-[12px]" autoComplete="off" placeholder="https://…#a:…" />
      </label>
      <div className="flex items-center gap-2">
        <label className="btn h-8 cursor-pointer text-[12px]">
          <FolderOpen size={14} /> {words.openFile}
          <input
            type="file"
            accept="application/json,.json"
            className="sr-only"
            onChange={(event) => {
              const file = event.currentTarget.files?.[0];
              if (file !== undefined) take(runOfFile(file));
            }}
          />
        </label>
        <button type="submit" className="btn btn-main ml-auto h-8 text-[12px]">
          {words.compare}
        </button>
      </div>
      {problem !== '' && (
        <p role="alert" className="text-[12px] text-bad">
          {problem}
        </p>
      )}
    </form>
  );
}
