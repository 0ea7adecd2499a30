/**
 * An impossible state stopped the engine: what it said, and the run that led there, as a file. It stands below the map,
 * which still shows the last moment before the fault.
 */
import { freshTape } from '#share/freshTape.ts';
import { useMirror } from '../mirror/store.ts';
import { useWords } from '../words/words.ts';
import { useWorld } from '../world.ts';
import { openTape, saveTape } from './tapes.ts';

export function CrashPanel() {
  const words = useWords();
  const world = useWorld();
  const crash = useMirror((picture) => picture.crash);
  const broken = useMirror((picture) => picture.broken);
  if (crash === undefined && broken === undefined) return null;
  const isUnstarted = crash === undefined && broken === '';
  const title = isUnstarted ? words.unstartedTitle : world.isLive ? words.lostTitle : words.crashTitle;
  return (
    <div
      role="alertdialog"
      aria-label={title}
      className="fixed inset-x-3 bottom-16 z-40 lg:bottom-4 mx-auto max-w-2xl rounded-2xl border-2 border-bad bg-sheet p-5 shadow-xl"
    >
      <h2 className="text-[16px] font-semibold">{title}</h2>
      <p className="mt-1 text-ink-2">{isUnstarted ? words.unstartedHint : crash === undefined ? '' : words.crashHint}</p>
      <pre hidden={isUnstarted} className="my-3 max-h-24 overflow-auto rounded-lg bg-sunk p-3 font-mono text-[11.5px] whitespace-pre-wrap">
        {crash?.message ?? broken}
      </pre>
      {crash !== undefined && (
        <details className="mb-3 text-[12px] text-ink-3">
          <summary className="cursor-pointer">{words.crashStack}</summary>
          <pre className="mt-1 max-h-40 overflow-auto font-mono text-[11px] whitespace-pre-wrap">{crash.stack}</pre>
        </details>
      )}
      <div className="flex gap-1">
        {crash !== undefined && (
          <button type="button" className="btn btn-main" onClick={() => saveTape(crash.tape, 'orrery-crash.json')}>
            {words.crashSave}
          </button>
        )}
        <button
          type="button"
          className={`btn ${isUnstarted ? 'btn-main mt-3' : ''}`}
          onClick={() => (crash === undefined ? location.reload() : void openTape(world, freshTape()))}
        >
          {words.crashReload}
        </button>
      </div>
    </div>
  );
}
