/** The lanes: one an actor, with marks, and a playhead that goes where it is dragged. */
import { useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent, type RefObject } from 'react';
import { askWhy } from '../inspector/asked.ts';
import { sentence } from '../inspector/sentence.ts';
import { useMirror } from '../mirror/store.ts';
import { hold, useView } from '../view/store.ts';
import { useIsDark } from '../view/theme.ts';
import { useWords } from '../words/words.ts';
import { useWorld } from '../world.ts';
import { clockText, followLanes, nearest, type Lane, type Mark } from './lanes.ts';
import { axisHeight, labelWidth, laneHeight, paintLanes, timeAt, xOf, type Window } from './paintLanes.ts';
import { refOf } from './refs.ts';
import { useTimeView, windowFor, zoomed } from './store.ts';

const seekRestMs = 16;
/** A press that moved less than this was a click. */
const clickReach = 4;

/** A long history is sorted into lanes a few times a second at most. */
const longHistory = 1_500;
const laneRestMs = 350;

function useLanes(isOpen: boolean): readonly Lane[] {
  const [{ history, traces }, setShown] = useState(() => useMirror.getState());
  useEffect(() => {
    let timer: number | undefined;
    const take = (): void => {
      timer = undefined;
      setShown(useMirror.getState());
    };
    const stop = useMirror.subscribe((state, before) => {
      if (state.history === before.history && state.traces === before.traces) return;
      timer ??= window.setTimeout(take, state.history.length > longHistory ? laneRestMs : 0);
    });
    take();
    return () => {
      stop();
      window.clearTimeout(timer);
    };
  }, []);
  const [follow] = useState(followLanes);
  const { lanes, all } = useMemo(() => follow(history, traces), [follow, history, traces]);
  return useMemo(() => (isOpen ? lanes : [all]), [lanes, all, isOpen]);
}

/** The width of the box around a canvas, as it changes. */
function useHolderWidth(canvas: RefObject<HTMLCanvasElement | null>): number {
  const [width, setWidth] = useState(800);
  useEffect(() => {
    const holder = canvas.current?.parentElement;
    if (holder === null || holder === undefined) return undefined;
    const observer = new ResizeObserver(() => setWidth(holder.clientWidth));
    observer.observe(holder);
    return () => observer.disconnect();
  }, [canvas]);
  return width;
}

/** A lane's name in the person's language, where it is not a component's own. */
function useLaneNames(): (id: string) => string {
  const words = useWords();
  return useCallback((id) => (id === 'you' ? words.you : id === 'all' ? words.changes : id === 'network' ? words.packets : id), [words]);
}

/** The stretch of time that is shown. */
function useSpan(now: number, end: number): Window {
  const zoom = useTimeView((view) => view.zoom);
  const playing = useMirror((picture) => picture.playing);
  const { from, to } = windowFor(zoom, now, end, playing);
  return useMemo<Window>(() => ({ from, to }), [from, to]);
}

export function Lanes() {
  const isOpen = useTimeView((view) => view.isOpen);
  const words = useWords();
  const { clock } = useWorld();
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useHolderWidth(canvas);
  const [tip, setTip] = useState<TipAt>();
  const lanes = useLanes(isOpen);
  const end = useMirror((picture) => picture.end);
  const now = useMirror((picture) => picture.now);
  const span = useSpan(now, end);
  const height = lanes.length * laneHeight + axisHeight;
  const future = end > now ? now : Infinity;
  const names = useLaneNames();
  usePaint(
    canvas,
    useMemo(() => ({ lanes, window: span, width, names, future }), [lanes, span, width, names, future]),
  );
  const seekSoon = useSeek(clock.seek);
  const holder = useRef<HTMLDivElement>(null);
  useWheelZoom(holder, span, width);
  const pointer = usePointer({ lanes, span, width, end, seekSoon, setTip });
  const onKey = (event: KeyboardEvent): void => {
    const target = keyTarget(event, now, end);
    if (target === undefined) return;
    event.preventDefault();
    clock.seek(target);
  };
  return (
    <div
      ref={holder}
      className="relative max-h-[148px] touch-none overflow-x-hidden overflow-y-auto outline-offset-[-2px]"
      role="slider"
      tabIndex={0}
      aria-label={words.playhead}
      aria-valuemin={0}
      aria-valuemax={Math.round(end)}
      aria-valuenow={Math.round(now)}
      aria-valuetext={clockText(now)}
      {...pointer}
      onKeyDown={onKey}
    >
      <canvas ref={canvas} width={width * 2} height={height * 2} className="mb-1.5 block" style={{ width, height }} aria-hidden="true" />
      <Playhead span={span} width={width} height={height} now={now} end={end} />
      {tip !== undefined && <Tip {...tip} />}
    </div>
  );
}

interface TipAt {
  readonly x: number;
  readonly y: number;
  readonly mark: Mark;
}

interface Pointed {
  readonly lanes: readonly Lane[];
  readonly span: Window;
  readonly width: number;
  readonly end: number;
  readonly seekSoon: (at: number) => void;
  readonly setTip: (tip: TipAt | undefined) => void;
}

/** Dragging moves the playhead; a mark that is clicked, and not dragged from, is gone to and opened. */
function usePointer({ lanes, span, width, end, seekSoon, setTip }: Pointed) {
  const pressed = useRef<{ readonly x: number; readonly mark: Mark | undefined }>(undefined);
  const xIn = (event: PointerEvent<HTMLDivElement>): number => event.clientX - event.currentTarget.getBoundingClientRect().left;
  const markUnder = (event: PointerEvent<HTMLDivElement>): Mark | undefined => {
    const y = event.clientY - event.currentTarget.getBoundingClientRect().top + event.currentTarget.scrollTop;
    const lane = lanes[Math.floor((y - axisHeight) / laneHeight)];
    return lane === undefined ? undefined : nearest(lane.marks, timeAt(xIn(event), span, width), ((span.to - span.from) / width) * 6);
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
    const x = xIn(event);
    if (event.buttons === 1 && x >= labelWidth - 6) {
      event.currentTarget.setPointerCapture(event.pointerId);
      seekSoon(Math.max(0, Math.min(end, timeAt(x, span, width))));
      return;
    }
    const mark = markUnder(event);
    setTip(mark === undefined ? undefined : { x: event.clientX, y: event.clientY, mark });
  };
  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    pressed.current = { x: xIn(event), mark: markUnder(event) };
    onPointerMove(event);
  };
  const onPointerUp = (event: PointerEvent<HTMLDivElement>): void => {
    const { x = NaN, mark } = pressed.current ?? {};
    pressed.current = undefined;
    if (mark === undefined || !(Math.abs(xIn(event) - x) < clickReach)) return;
    seekSoon(Math.min(end, mark.at));
    openMark(mark);
  };
  return { onPointerDown, onPointerMove, onPointerUp, onPointerLeave: () => setTip(undefined) };
}

/** What a mark stands for: the object that changed, or the request itself. */
function openMark({ entry, trace }: Mark): void {
  if (entry !== undefined) {
    useView.setState({ held: undefined });
    askWhy(refOf(entry), entry.revision);
  } else if (trace?.type === 'packet' || trace?.type === 'lookup') hold(trace);
}

interface PlayheadProps {
  readonly span: Window;
  readonly width: number;
  readonly height: number;
  readonly now: number;
  readonly end: number;
}

function Playhead({ span, width, height, now, end }: PlayheadProps) {
  return (
    <>
      <div
        className="pointer-events-none absolute inset-y-0 right-0 bg-ink/4"
        style={{ left: Math.max(labelWidth, xOf(end, span, width)), minHeight: height }}
      />
      <div
        className="pointer-events-none absolute top-0 w-[1.5px] bg-accent"
        style={{ transform: `translateX(${xOf(now, span, width)}px)`, height }}
      >
        <span className="absolute top-0 -left-[3.5px] h-2 w-2 rounded-b-xs bg-accent" />
      </div>
    </>
  );
}

/** Where a key takes the playhead: a second, or with Shift ten, to either side, or to an end. */
function keyTarget({ key, shiftKey }: KeyboardEvent, now: number, end: number): number | undefined {
  const step = shiftKey ? 10_000 : 1_000;
  const to = { ArrowLeft: now - step, ArrowRight: now + step, Home: 0, End: end }[key];
  return to === undefined ? undefined : Math.max(0, Math.min(end, to));
}

function Tip({ x, y, mark }: TipAt) {
  const text =
    mark.entry !== undefined
      ? sentence(mark.entry)
      : mark.trace?.type === 'packet'
        ? `${mark.trace.source.pod ?? mark.trace.source.ip} → ${mark.trace.destination.ip}:${mark.trace.destination.port} ${mark.trace.verdict}`
        : mark.trace?.type === 'lookup'
          ? `${mark.trace.pod}: ${mark.trace.name}?`
          : '';
  return (
    <div
      className="float pointer-events-none fixed z-30 max-w-96 -translate-x-1/2 -translate-y-full px-2.5 py-1.5 text-[12px]"
      style={{ left: Math.max(200, Math.min(window.innerWidth - 200, x)), top: y - 10 }}
    >
      <span className="mr-2 font-mono text-ink-3">{clockText(mark.at)}</span>
      {text}
    </div>
  );
}

/** The wheel with Ctrl zooms around the pointer; with Shift, or sideways, it moves along. */
function useWheelZoom(holder: RefObject<HTMLDivElement | null>, span: Window, width: number): void {
  useEffect(() => {
    const element = holder.current;
    const onWheel = (event: WheelEvent): void => {
      const { now, end } = useMirror.getState();
      const last = Math.max(now, end);
      const along = event.shiftKey ? event.deltaY : event.deltaX;
      if (event.ctrlKey || event.metaKey) {
        const x = event.clientX - (element?.getBoundingClientRect().left ?? 0);
        useTimeView.setState({ zoom: zoomed(span, timeAt(x, span, width), 2 ** (event.deltaY / 160), last) });
      } else if (along !== 0 && useTimeView.getState().zoom !== undefined) {
        const by = ((span.to - span.from) / Math.max(1, width)) * along;
        const from = Math.max(0, span.from + by);
        useTimeView.setState({ zoom: { from, to: from + span.to - span.from } });
      } else return;
      event.preventDefault();
    };
    element?.addEventListener('wheel', onWheel, { passive: false });
    return () => element?.removeEventListener('wheel', onWheel);
  }, [holder, span, width]);
}

/** Seeks at once, then at most every so often while the playhead is dragged, and always to where it was let go. */
function useSeek(seek: (at: number) => void): (at: number) => void {
  const timer = useRef<number | undefined>(undefined);
  const wanted = useRef<number | undefined>(undefined);
  return (at) => {
    wanted.current = at;
    if (timer.current !== undefined) return;
    const send = (): void => {
      timer.current = undefined;
      if (wanted.current === undefined) return;
      seek(wanted.current);
      wanted.current = undefined;
      timer.current = window.setTimeout(send, seekRestMs);
    };
    send();
  };
}

/** Paints when what stands on the lanes changed; the playhead moves by itself. */
function usePaint(canvas: { readonly current: HTMLCanvasElement | null }, picture: Parameters<typeof paintLanes>[1]): void {
  const isDark = useIsDark();
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context === null || context === undefined) return;
    context.setTransform(2, 0, 0, 2, 0, 0);
    paintLanes(context, picture);
  }, [canvas, isDark, picture]);
}
