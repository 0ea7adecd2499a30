/**
 * One canvas over the map for wires and for what travels. It reads React Flow's transform and paints only when
 * something it shows has changed, or while something is on its way.
 */
import { useStoreApi } from '@xyflow/react';
import { useEffect, useRef, useState } from 'react';
import { moversAt, type Mover } from '#scene/motion.ts';
import type { Trace } from '#api/trace.ts';
import { idOf, type Lens, type Scene } from '#scene/model.ts';
import { dnsServers } from '#scene/world.ts';
import { liveNow, useMirror } from '../mirror/store.ts';
import { useView } from '../view/store.ts';
import { useIsDark } from '../view/theme.ts';
import { drawOverlay } from './draw.ts';
import { followWires } from './fading.ts';
import { isStill } from './flight.ts';
import { moverPoint } from './drawMovers.ts';
import { heldMover } from './packets.ts';
import { paintNow } from './paint.ts';
import { useScene } from './sceneStore.ts';

/** A journey takes at least this long to the eye, whatever the clock's speed. */
const leastWallMs = 2400;

/** What is on its way is drawn where the lens asks about it. */
const moving: { readonly [L in Lens]?: Trace['type'] } = { network: 'packet', dns: 'lookup' };
const noMovers: Mover[] = [];

function moversNow(): Mover[] {
  const { traces, mirror, speed } = useMirror.getState();
  const now = liveNow();
  const least = leastWallMs * Math.max(0.05, speed);
  let first = traces.length;
  while (first > 0 && (traces[first - 1]?.at ?? 0) > now - Math.max(least, 5_000)) first -= 1;
  const server = dnsServers(mirror)[0];
  const dnsId = server === undefined ? undefined : idOf('Service', server.metadata.namespace, server.metadata.name);
  const recent = first < traces.length - 200 ? traces.slice(-200) : traces.slice(first);
  const wanted = moving[useView.getState().lens];
  if (wanted === undefined && useView.getState().held === undefined) return noMovers;
  const movers = moversAt(
    recent.filter((trace) => trace.type === wanted),
    now,
    least,
    dnsId,
  );
  const kept = heldMover(traces, useView.getState().held, dnsId);
  return kept === undefined || movers.some((mover) => mover.id === kept.id) ? movers : [...movers, kept];
}

export function moverAt(scene: Scene, x: number, y: number, reach: number): Mover | undefined {
  return moversNow().find((mover) => {
    const point = moverPoint(scene, mover);
    return point !== undefined && Math.abs(point.x - x) < reach && Math.abs(point.y - y) < reach;
  });
}

export function Overlay({ paintPods }: { readonly paintPods: boolean }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const flow = useStoreApi();
  const isDark = useIsDark();
  const [wiresIn] = useState(() => followWires(() => performance.now()));
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (element === null || context === null || context === undefined) return;
    let asked = 0;
    let hadMovers = false;
    const ask = (): void => {
      if (asked === 0) asked = requestAnimationFrame(paint);
    };
    const onNews = (): void => {
      if (hadMovers || moversNow().length > 0) ask();
    };
    const stops = [
      // What is drawn moves in the same screen frame as the cards under it.
      flow.subscribe((state, before) => (state.transform === before.transform ? ask() : paint())),
      // Pods that only change their state are not drawn here, unless they are too many for cards.
      useScene.subscribe(({ scene, flow: boxes }, before) => {
        if (paintPods || scene.edges !== before.scene.edges || (boxes !== before.flow && scene.edges.length > 0)) ask();
      }),
      useView.subscribe(ask),
      useMirror.subscribe(onNews),
    ];
    const paint = (): void => {
      cancelAnimationFrame(asked);
      asked = 0;
      const movers = moversNow();
      hadMovers = movers.length > 0;
      const { scene } = useScene.getState();
      const wires = wiresIn(scene, isStill());
      // A stopped clock moves nothing.
      if (wires.areComing || (hadMovers && useMirror.getState().playing)) ask();
      const { transform, width, height } = flow.getState();
      const [x, y, zoom] = transform;
      const ratio = window.devicePixelRatio;
      if (element.width !== Math.round(width * ratio) || element.height !== Math.round(height * ratio)) {
        element.width = Math.round(width * ratio);
        element.height = Math.round(height * ratio);
      }
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.clearRect(0, 0, element.width, element.height);
      context.setTransform(ratio * zoom, 0, 0, ratio * zoom, ratio * x, ratio * y);
      const { selected } = useView.getState();
      const selectedId = selected === undefined ? undefined : idOf(selected.kind, selected.namespace, selected.name);
      drawOverlay(context, {
        paint: paintNow(),
        scene,
        zoom,
        seen: { x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom },
        selected: selectedId === undefined ? undefined : scene.byId.has(selectedId) ? selectedId : scene.shownBy.get(selectedId),
        movers,
        paintPods,
        wires,
      });
    };
    ask();
    return () => {
      cancelAnimationFrame(asked);
      for (const stop of stops) stop();
    };
  }, [flow, isDark, paintPods, wiresIn]);
  return <canvas ref={canvas} className="pointer-events-none absolute inset-0 z-[5] size-full" aria-hidden="true" />;
}
