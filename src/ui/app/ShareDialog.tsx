/** A link that holds the run itself. When it would be too long, it says so and offers a file. */
import { Check, Copy, Download } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Tape } from '#api/tape.ts';
import { closeDialog } from '../actions/dialogs.ts';
import { useMirror } from '../mirror/store.ts';
import { useWords } from '../words/words.ts';
import { useWorld } from '../world.ts';
import { Dialog } from './Dialog.tsx';
import { linkOf, type Link } from './link.ts';
import { saveTape } from './tapes.ts';

export function ShareDialog() {
  const words = useWords();
  return (
    <Dialog isOpen onOpenChange={closeDialog} title={words.shareTitle} hint={words.shareHint}>
      <ShareBody />
    </Dialog>
  );
}

function ShareBody() {
  const words = useWords();
  const world = useWorld();
  const [tape, setTape] = useState<Tape>();
  const [isPaused, setPaused] = useState(true);
  const [isCopied, setCopied] = useState(false);
  const [link, setLink] = useState<Link>();
  useEffect(() => {
    void world.tape().then(setTape);
  }, [world]);
  useEffect(() => {
    if (tape === undefined) return;
    const { now } = useMirror.getState();
    void linkOf(tape, isPaused ? now : undefined).then(setLink);
  }, [tape, isPaused]);
  const isLong = link?.isTooLong === true;
  return (
    <div className="flex flex-col gap-3">
      <label className="flex items-center gap-2">
        <input
          type="checkbox"
          checked={isPaused}
          onChange={(event) => {
            setCopied(false);
            setPaused(event.currentTarget.checked);
          }}
          className="accent-[var(--accent)]"
        />
        {words.sharePaused}
      </label>
      {isLong ? (
        <p role="alert" className="text-bad">
          {words.tooLong}
        </p>
      ) : (
        <textarea
          readOnly
          rows={4}
          value={link?.url ?? ''}
          aria-label={words.shareTitle}
          className="w-full resize-none rounded-lg border border-line bg-card p-3 font-mono text-[11.5px] break-all text-ink-2"
          onFocus={(event) => event.currentTarget.select()}
        />
      )}
      <div className="flex gap-1">
        <button
          type="button"
          className="btn btn-main"
          disabled={link === undefined || isLong}
          onClick={() => {
            void navigator.clipboard.writeText(link?.url ?? '').then(() => setCopied(true));
          }}
        >
          {isCopied ? <Check size={15} /> : <Copy size={15} />}
          {isCopied ? words.copied : words.copyLink}
        </button>
        <button type="button" className="btn" disabled={tape === undefined} onClick={() => tape !== undefined && saveTape(tape)}>
          <Download size={15} />
          {words.saveFile}
        </button>
        <span className="ml-auto self-center text-[12px] text-ink-3">{link?.url.length}</span>
      </div>
    </div>
  );
}
