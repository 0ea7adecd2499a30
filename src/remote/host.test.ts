import { expect, test } from 'vitest';
import type { Frame } from '#api/frame.ts';
import type { VirtualMs } from '#api/meta.ts';
import { freshTape } from '#share/freshTape.ts';
import { directPort, type DirectPort } from './directPort.ts';
import type { Engine } from './engine.ts';
import { createHost } from './host.ts';
import { createPlayground } from './page.ts';
import type { PackedFrame, ToPage } from './protocol.ts';

/** An engine that only counts time, and throws at a moment of choice. */
function clockwork(options: { readonly crashAt?: number; readonly objects?: number } = {}): Engine & { readonly asked: number[] } {
  let now = 0;
  let drained = false;
  const asked: number[] = [];
  return {
    asked,
    epoch: '2026-01-01T09:00:00Z',
    now: () => now as VirtualMs,
    end: () => now as VirtualMs,
    nextAt: () => undefined,
    say: () => ({ code: 200, body: { kind: 'ConfigMap' } }),
    advance(until) {
      asked.push(until);
      now = Math.max(now, until);
      if (options.crashAt !== undefined && now >= options.crashAt) throw new Error('a wheel has come off');
      return true;
    },
    step: () => undefined,
    seek: (at) => void (now = at),
    rewind: () => undefined,
    drain() {
      const count = drained ? 0 : (options.objects ?? 0);
      drained = true;
      const changes = Array.from({ length: count }, (_, i) => ({
        type: 'ADDED' as const,
        cluster: 'orrery',
        object: {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name: `p${i}`, uid: `u${i}` },
        } as unknown as Frame['changes'][number]['object'],
      }));
      return { reset: false, changes, history: [], traces: [], streams: [] };
    },
    tape: () => freshTape(),
    branches: () => [],
    branchTape: () => undefined,
    takeUpBranch: () => undefined,
    openWatch: () => 'w',
    readWatch: () => ({ events: [] }),
    closeWatch: () => undefined,
  };
}

async function settle(): Promise<void> {
  for (let i = 0; i < 10; i += 1) await Promise.resolve();
}

async function play(port: DirectPort, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 16) {
    port.pump(16);
    await settle();
  }
}

test('virtual time goes in whole milliseconds at any speed, and none is lost', async () => {
  const engine = clockwork();
  const port = directPort(freshTape(), () => engine);
  const playground = createPlayground(port, 'orrery');
  playground.clock.speed(0.25);
  await settle();
  await play(port, 1_600);
  expect(engine.asked.every(Number.isInteger)).toBe(true);
  expect(Number(engine.now())).toBe(400);
});

test('a frame carries only so much, and the next waits for the page', async () => {
  const port = directPort(freshTape(), () => clockwork({ objects: 250 }));
  const frames: Frame[] = [];
  createPlayground(port, 'orrery').onFrame((frame) => frames.push(frame));
  await play(port, 160);
  expect(frames.slice(0, 3).map((frame) => [frame.changes.length, frame.more])).toEqual([
    [100, true],
    [100, true],
    [50, false],
  ]);
});

test('a crash is shown with its tape, requests are refused, and another tape may be loaded', async () => {
  let crashes = true;
  const port = directPort(freshTape(), () => clockwork(crashes ? { crashAt: 50 } : {}));
  const playground = createPlayground(port, 'orrery');
  const frames: Frame[] = [];
  playground.onFrame((frame) => frames.push(frame));
  await play(port, 160);
  expect(frames.at(-1)?.crash).toMatchObject({ message: 'a wheel has come off', tape: { version: 1 } });
  const request = { verb: 'get', group: '', version: 'v1', resource: 'pods' } as const;
  expect((await playground.client.request(request)).code).toBe(500);
  crashes = false;
  await playground.load(freshTape());
  await play(port, 160);
  expect(frames.at(-1)?.crash).toBeUndefined();
  expect((await playground.client.request(request)).code).toBe(200);
});

/** An engine that comes a hundred milliseconds nearer each time that it is asked to play. */
function slowClockwork(): Engine {
  const engine = clockwork();
  let now = 0;
  return {
    ...engine,
    now: () => now as VirtualMs,
    end: () => now as VirtualMs,
    advance: (until) => (now = Math.min(until, now + 100)) >= until,
    seek: (at) => void (now = at),
  };
}

/** A host whose wall goes on by 50 ms at each look. */
function slowHost() {
  const told: ToPage[] = [];
  let wall = 0;
  let count = 0;
  const makeEngine = (): Engine => ((count += 1) === 1 ? clockwork() : slowClockwork());
  const host = createHost({ makeEngine, post: (message) => told.push(message), wall: () => (wall += 50) }, freshTape());
  const tellOf = (type: ToPage['type']) => told.filter((message) => message.type === type);
  return { host, tellOf };
}

const get = { type: 'request', id: 9, cluster: 'orrery', request: { verb: 'get', group: '', version: 'v1', resource: 'pods' } } as const;

test('a long way to a moment is told, and what is asked meanwhile waits for the world that comes', () => {
  const { host, tellOf } = slowHost();
  host.receive({ type: 'load', id: 1, tape: freshTape(), at: 1_000, playing: false });
  host.receive(get);
  expect(tellOf('loading')).toEqual([{ type: 'loading', id: 1, now: 200 }]);
  expect([tellOf('loaded'), tellOf('response')]).toEqual([[], []]);
  for (let i = 0; i < 10; i += 1) host.tick();
  expect(tellOf('loaded')).toEqual([{ type: 'loaded', id: 1 }]);
  expect(tellOf('response')).toMatchObject([{ id: 9, now: 1_000 }]);
});

test('a run that is being opened can be given up, and another that is opened takes its place', () => {
  const { host, tellOf } = slowHost();
  const load = { type: 'load', tape: freshTape(), at: 1_000, playing: false } as const;
  host.receive({ ...load, id: 1 });
  host.receive({ type: 'stop' });
  host.receive({ ...load, id: 2 });
  host.receive({ ...load, id: 3 });
  expect(tellOf('loaded')).toEqual([
    { type: 'loaded', id: 1, problem: 'stopped' },
    { type: 'loaded', id: 2, problem: 'stopped' },
  ]);
  expect(host.busy()).toBe(true);
});

test('a long way through time is told, what is asked of its end waits, and it can end where it is', () => {
  const told: ToPage[] = [];
  let wall = 0;
  const host = createHost({ makeEngine: slowClockwork, post: (message) => told.push(message), wall: () => (wall += 50) }, freshTape());
  const tellOf = (type: ToPage['type']) => told.filter((message) => message.type === type);
  host.receive({ type: 'clock', command: { do: 'pause' } });
  host.receive({ type: 'clock', command: { do: 'seek', at: 5_000 } });
  host.receive(get);
  for (let i = 0; i < 4; i += 1) host.tick();
  expect(tellOf('going').at(-1)).toMatchObject({ from: 0, to: 5_000 });
  expect(tellOf('response')).toEqual([]);
  host.receive({ type: 'stop' });
  const [{ now }] = tellOf('response') as [ToPage & { readonly type: 'response' }];
  expect(Number(now)).toBeGreaterThan(500);
  expect(Number(now)).toBeLessThan(5_000);
  host.tick();
  expect(tellOf('frame').at(-1)).toMatchObject({ frame: { now } });
});

test('a long way to a look beside is gone in slices, and a newer question takes the place of an older one', () => {
  const { host, tellOf } = slowHost();
  host.receive({ type: 'clock', command: { do: 'pause' } });
  host.tick();
  const of = { tape: freshTape() };
  host.receive({ type: 'glimpse', id: 1, of, at: 9_000 });
  host.tick();
  host.receive({ type: 'glimpse', id: 2, of, at: 1_000 });
  expect(tellOf('glimpsed')).toEqual([{ type: 'glimpsed', id: 1, objects: undefined }]);
  for (let i = 0; i < 20 && tellOf('glimpsed').length < 2; i += 1) {
    expect(host.busy()).toBe(true);
    host.tick();
  }
  expect(tellOf('loading')).toContainEqual({ type: 'loading', id: 2, now: 200 });
  expect(tellOf('glimpsed').at(-1)).toEqual({ type: 'glimpsed', id: 2, objects: [] });
});

test('a page that has not drawn the last frame holds the clock back: no frame leaps', () => {
  const engine = clockwork();
  const frames: PackedFrame[] = [];
  let wall = 0;
  const host = createHost(
    { makeEngine: () => engine, post: (message) => message.type === 'frame' && frames.push(message.frame), wall: () => wall },
    freshTape(),
  );
  const pass = (ms: number): void => {
    for (let i = 0; i < ms; i += 50) {
      wall += 50;
      host.tick();
    }
  };
  pass(5_000);
  expect(frames).toHaveLength(1);
  host.receive({ type: 'ack', sequence: 1 });
  pass(5_000);
  expect(frames.map((frame) => Number(frame.now))).toEqual([50, 300]);
});
