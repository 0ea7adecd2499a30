/** What the host knows: the engine and its pace, what the page was told and is still to be told. */
import type { Frame, StreamChunk } from '#api/frame.ts';
import type { Tape } from '#api/tape.ts';
import { createBeside, type Beside } from './beside.ts';
import type { Engine } from './engine.ts';
import { createLedger, type Ledger } from './ledger.ts';
import type { Journey } from './journey.ts';
import type { Loading } from './loading.ts';
import { createPast, type Past } from './past.ts';
import type { ToHost, ToPage } from './protocol.ts';
import { createWatches, type Watches } from './watches.ts';

export interface HostOptions {
  readonly makeEngine: (tape: Tape) => Engine;
  readonly post: (message: ToPage) => void;
  /** Milliseconds of the wall's clock; only its differences count. */
  readonly wall: () => number;
  /** The clock is not the page's: it is never moved, and no way back is kept. */
  readonly isLive?: boolean;
}

export interface HostState {
  readonly isLive: boolean;
  engine: Engine;
  playing: boolean;
  speed: number;
  lastWall: number;
  /** The part of a virtual millisecond that has passed and was not played. */
  owed: number;
  /** How much of the wall's time was played since the last frame, and when that was sent. */
  untold: number;
  toldAt: number;
  sequence: number;
  /** A frame is out and has not been acknowledged. */
  waiting: boolean;
  reset: boolean;
  moved: boolean;
  /** The last frame could not hold all that was to be told. */
  more: boolean;
  readonly ledger: Ledger;
  /** The furthest moment of the branch, as it was when the engine was last asked. */
  end: number;
  traces: Frame['traces'][number][];
  streams: StreamChunk[];
  readonly watches: Watches;
  /** Something other than time passing is to be told (play, pause, speed). */
  stale: boolean;
  crashed: Frame['crash'];
  toldBranches: string;
  readonly beside: Beside;
  readonly past: Past;
  /** The moment that is shown while the engine is not there yet; and which part of the way the engine has told. */
  viewAt: number | undefined;
  toldTo: number;
  soughtAt: number;
  /** What was asked of a moment that the engine is still on its way to. */
  held: ToHost[];
  /** A run that is being opened; until it is there the old one stands still. */
  loading: Loading | undefined;
  /** A way through time that is being gone; until its end the page keeps what it has. */
  journey: Journey | undefined;
}

export function createState(options: HostOptions, tape: Tape): HostState {
  return {
    isLive: options.isLive ?? false,
    engine: options.makeEngine(tape),
    playing: true,
    speed: 1,
    lastWall: options.wall(),
    owed: 0,
    untold: 0,
    toldAt: -Infinity,
    sequence: 0,
    waiting: false,
    reset: true,
    moved: false,
    more: false,
    ledger: createLedger(),
    end: 0,
    traces: [],
    streams: [],
    watches: createWatches(),
    stale: true,
    crashed: undefined,
    toldBranches: '',
    beside: createBeside(options.makeEngine),
    past: createPast(),
    viewAt: undefined,
    toldTo: 0,
    soughtAt: 0,
    held: [],
    loading: undefined,
    journey: undefined,
  };
}
