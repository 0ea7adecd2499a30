import { ChevronDown, ChevronUp, Maximize2, Pause, Play, StepBack, StepForward, ZoomIn, ZoomOut } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { CompareMenu } from '../compare/CompareMenu.tsx';
import { useMirror } from '../mirror/store.ts';
import { useWords } from '../words/words.ts';
import { Works } from '../works/Works.tsx';
import { useWorld } from '../world.ts';
import { BranchMenu } from './BranchMenu.tsx';
import { clockText } from './lanes.ts';
import { speeds, stepBack, togglePlay } from './steps.ts';
import { useTimeView, windowFor, zoomed } from './store.ts';

export function TimeControls() {
  const words = useWords();
  const { isLive } = useWorld();
  const isOpen = useTimeView((view) => view.isOpen);
  const toggleName = isOpen ? words.collapse : words.expand;
  return (
    <div className="flex min-h-9 flex-wrap items-center gap-x-1 px-2">
      {isLive ? <Live /> : <Controls />}
      <Moment />
      <BranchMenu />
      <CompareMenu />
      <ZoomButtons />
      <button
        type="button"
        className="btn btn-icon h-7"
        aria-expanded={isOpen}
        aria-label={toggleName}
        title={toggleName}
        onClick={() => useTimeView.setState({ isOpen: !isOpen })}
      >
        {isOpen ? <ChevronDown size={15} /> : <ChevronUp size={15} />}
      </button>
    </div>
  );
}

/** A served cluster's clock is shown, and is nobody's to move. */
function Live() {
  const words = useWords();
  const speed = useMirror((picture) => picture.speed);
  return (
    <span className="flex items-center gap-1.5 px-2 text-[12px]" title={words.liveHint}>
      <span className="size-2 rounded-full bg-ready" aria-hidden="true" />
      {words.live} {speed}×
    </span>
  );
}

function Controls() {
  const words = useWords();
  const { clock } = useWorld();
  const playing = useMirror((picture) => picture.playing);
  return (
    <>
      <button
        type="button"
        className="btn btn-icon h-7"
        aria-label={words.stepBack}
        title={`${words.stepBack} (,)`}
        onClick={() => stepBack(clock)}
      >
        <StepBack size={15} />
      </button>
      <button
        type="button"
        className="btn btn-icon btn-main h-7"
        aria-label={playing ? words.pause : words.play}
        title={`${playing ? words.pause : words.play} (k)`}
        onClick={() => togglePlay(clock)}
      >
        {playing ? <Pause size={14} fill="currentColor" /> : <Play size={14} fill="currentColor" />}
      </button>
      <StepButtons />
      <SpeedPicker />
    </>
  );
}

function Moment() {
  const words = useWords();
  const now = useMirror((picture) => picture.now);
  const end = useMirror((picture) => picture.end);
  const count = useMirror((picture) => picture.history.length);
  return (
    <>
      <output className="ml-2 font-mono text-[13px] whitespace-nowrap" aria-label={words.playhead}>
        {clockText(now)}
        {end > now && <span className="hidden text-ink-3 sm:inline"> / {clockText(end)}</span>}
      </output>
      <span className="ml-4 hidden min-w-0 flex-1 md:flex">
        <Works most={6} />
      </span>
      <span className="ml-auto hidden pl-3 text-[11.5px] whitespace-nowrap text-ink-3 lg:inline">
        {count} {words.marks}
      </span>
    </>
  );
}

function StepButtons() {
  const words = useWords();
  const { clock } = useWorld();
  const kinds = [
    ['event', words.stepEvent],
    ['change', words.step],
    ['reconcile', words.stepReconcile],
  ] as const;
  return (
    <span className="flex">
      <button
        type="button"
        className="btn btn-icon h-7 rounded-r-none"
        aria-label={words.step}
        title={`${words.step} (.)`}
        onClick={() => clock.step()}
      >
        <StepForward size={15} />
      </button>
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger className="btn h-7 rounded-l-none px-0.5" aria-label={words.stepMore} title={words.stepMore}>
          <ChevronUp size={12} />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content className="float z-50 p-1" align="start" side="top" sideOffset={6}>
            {kinds.map(([by, name]) => (
              <DropdownMenu.Item key={by} className="menu-item" onSelect={() => clock.step(by)}>
                {name}
              </DropdownMenu.Item>
            ))}
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
    </span>
  );
}

function SpeedPicker() {
  const words = useWords();
  const { clock } = useWorld();
  const speed = useMirror((picture) => picture.speed);
  const nearest = speeds.reduce((best, one) => (Math.abs(one - speed) < Math.abs(best - speed) ? one : best), 1);
  return (
    <select
      className="field h-7 text-[12px] max-sm:w-16 max-sm:px-1"
      aria-label={words.speed}
      title={words.speed}
      value={nearest}
      onChange={(event) => clock.speed(Number(event.currentTarget.value))}
    >
      {speeds.map((one) => (
        <option key={one} value={one}>
          {one}×
        </option>
      ))}
    </select>
  );
}

function ZoomButtons() {
  const words = useWords();
  const isZoomed = useTimeView((view) => view.zoom !== undefined);
  const zoom = (factor: number): void => {
    const { now, end } = useMirror.getState();
    useTimeView.setState((view) => ({ zoom: zoomed(windowFor(view.zoom, now, end), now, factor, Math.max(now, end)) }));
  };
  return (
    <span className="ml-auto flex sm:ml-0">
      {isZoomed && (
        <button
          type="button"
          className="btn btn-icon h-7"
          aria-label={words.wholeRun}
          title={words.wholeRun}
          onClick={() => useTimeView.setState({ zoom: undefined })}
        >
          <Maximize2 size={13} />
        </button>
      )}
      <button
        type="button"
        className={`btn btn-icon h-7 ${isZoomed ? '' : 'max-sm:hidden'}`}
        aria-label={words.timeOut}
        title={words.timeOut}
        onClick={() => zoom(2)}
      >
        <ZoomOut size={14} />
      </button>
      <button type="button" className="btn btn-icon h-7" aria-label={words.timeIn} title={words.timeIn} onClick={() => zoom(0.5)}>
        <ZoomIn size={14} />
      </button>
    </span>
  );
}
