/** The controls that float over the map: lens, arrangement, search, fit. Thin, and out of the way. */
import { Maximize, RotateCcw, Search, Table2, Zap } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { lenses, type Arrangement } from '#scene/model.ts';
import { PacketMenu } from './PacketMenu.tsx';
import { useDialogs } from '../actions/dialogs.ts';
import { useMirror } from '../mirror/store.ts';
import { pageOptions } from '../view/options.ts';
import { arrange, useView } from '../view/store.ts';
import { useWords } from '../words/words.ts';

export function MapBar({ onFit }: { readonly onFit: () => void }) {
  const words = useWords();
  const lens = useView((view) => view.lens);
  const arrangement = useView((view) => view.arrangement);
  // On a phone an open sheet leaves the map a strip: what is looked at needs all of it.
  const isCovered = useView((view) => view.sheet !== 'map');
  const choices = useRef<HTMLDivElement>(null);
  useEffect(() => {
    choices.current?.querySelector('[aria-checked=true]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [lens, isCovered]);
  const arrangements: readonly [Arrangement, string][] = [
    ['workload', words.byWorkload],
    ['node', words.byNode],
  ];
  return (
    <div
      data-map-bar
      className={`pointer-events-none absolute inset-x-2 top-2 z-10 flex-wrap items-start gap-2 sm:inset-x-3 sm:top-3 ${isCovered ? 'hidden sm:flex' : 'flex'}`}
    >
      <div
        ref={choices}
        className="float more-aside pointer-events-auto flex max-w-full overflow-x-auto p-0.5"
        role="radiogroup"
        aria-label={words.lens}
      >
        {lenses.map((one) => (
          <button
            key={one}
            type="button"
            role="radio"
            aria-checked={lens === one}
            className="btn h-7 px-2.5 text-[12px]"
            onClick={() => useView.setState({ lens: one })}
          >
            {words[one]}
          </button>
        ))}
      </div>
      <div className="float pointer-events-auto flex p-0.5" role="radiogroup" aria-label={words.arrangement}>
        {arrangements.map(([one, name]) => (
          <button
            key={one}
            type="button"
            role="radio"
            aria-checked={arrangement === one}
            className="btn h-7 px-2.5 text-[12px]"
            onClick={() => arrange(one)}
          >
            {name}
          </button>
        ))}
      </div>
      <Tools onFit={onFit} />
    </div>
  );
}

function Tools({ onFit }: { readonly onFit: () => void }) {
  const words = useWords();
  const faults = useMirror((picture) => picture.mirror.kinds.get('Fault')?.size ?? 0);
  const hasMoved = useView((view) => view.moved.size > 0);
  return (
    <div className="float pointer-events-auto ml-auto flex p-0.5">
      <button
        type="button"
        className="btn btn-icon h-7"
        aria-label={words.search}
        title={`${words.search} (/)`}
        onClick={() => useDialogs.setState({ open: 'palette' })}
      >
        <Search size={15} />
      </button>
      <PacketMenu />
      {!pageOptions.readonly && (
        <button
          type="button"
          className={`btn btn-icon h-7 ${faults > 0 ? 'text-bad' : ''}`}
          aria-label={words.faults}
          title={`${words.faults} (x)`}
          onClick={() => useDialogs.setState({ open: 'faults' })}
        >
          <Zap size={15} />
        </button>
      )}
      <button type="button" className="btn btn-icon h-7" aria-label={words.fit} title={words.fit} onClick={onFit}>
        <Maximize size={15} />
      </button>
      {hasMoved && (
        <button
          type="button"
          className="btn btn-icon h-7"
          aria-label={words.resetLayout}
          title={words.resetLayout}
          onClick={() => useView.setState({ moved: new Map() })}
        >
          <RotateCcw size={15} />
        </button>
      )}
      <button
        type="button"
        className="btn btn-icon h-7"
        aria-label={words.table}
        title={words.table}
        onClick={() => useView.setState({ asTable: true })}
      >
        <Table2 size={15} />
      </button>
    </div>
  );
}
