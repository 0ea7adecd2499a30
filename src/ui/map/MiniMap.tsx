/** The whole map on a stamp: one canvas, painted a few times a second, and a frame that can be dragged. */
import { useReactFlow, useStoreApi } from '@xyflow/react';
import { useEffect, useRef, useState, type PointerEvent } from 'react';
import type { Box, Scene } from '#scene/model.ts';
import { useIsDark } from '../view/theme.ts';
import { useWords } from '../words/words.ts';
import { paintNow } from './paint.ts';
import { useScene } from './sceneStore.ts';

const width = 168;
const height = 104;
const restMs = 150;

interface Fit {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

function fitOf(bounds: Box): Fit {
  const scale = Math.min(width / (bounds.width + 120), height / (bounds.height + 120));
  return { scale, x: width / 2 - (bounds.x + bounds.width / 2) * scale, y: height / 2 - (bounds.y + bounds.height / 2) * scale };
}

/** The part of the picture that is on the screen, and whether anything is beyond it. */
function viewOf({
  transform,
  width: w,
  height: h,
}: {
  readonly transform: readonly [number, number, number];
  readonly width: number;
  readonly height: number;
}): Box {
  const [x, y, zoom] = transform;
  return { x: -x / zoom, y: -y / zoom, width: w / zoom, height: h / zoom };
}

function isAllIn({ x, y, width: w, height: h }: Box, view: Box): boolean {
  return x >= view.x - 1 && y >= view.y - 1 && x + w <= view.x + view.width + 1 && y + h <= view.y + view.height + 1;
}

function paintMini(context: CanvasRenderingContext2D, scene: Scene, view: Box): void {
  const paint = paintNow();
  const fit = fitOf(scene.bounds);
  context.setTransform(2, 0, 0, 2, 0, 0);
  context.clearRect(0, 0, width, height);
  for (const node of scene.nodes) {
    if (node.type === 'berth') continue;
    context.globalAlpha = node.type === 'band' || node.type === 'room' ? 0.22 : 0.9;
    context.fillStyle = node.type === 'band' || node.type === 'room' ? paint.ink : paint.tones[node.tone];
    context.fillRect(
      node.x * fit.scale + fit.x,
      node.y * fit.scale + fit.y,
      Math.max(1.5, node.width * fit.scale),
      Math.max(1.5, node.height * fit.scale),
    );
  }
  context.globalAlpha = 1;
  context.strokeStyle = paint.accent;
  context.lineWidth = 1.5;
  const left = Math.max(1, view.x * fit.scale + fit.x);
  const top = Math.max(1, view.y * fit.scale + fit.y);
  const right = Math.min(width - 1, (view.x + view.width) * fit.scale + fit.x);
  const foot = Math.min(height - 1, (view.y + view.height) * fit.scale + fit.y);
  context.strokeRect(left, top, right - left, foot - top);
}

export function MiniMap() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const words = useWords();
  const store = useStoreApi();
  const flow = useReactFlow();
  const isDark = useIsDark();
  // While everything is on the screen the stamp would only cover some of it.
  const [isNeeded, setNeeded] = useState(false);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context === null || context === undefined) return;
    let timer: number | undefined;
    const ask = (): void => {
      timer ??= window.setTimeout(() => {
        timer = undefined;
        const view = viewOf(store.getState());
        const { scene } = useScene.getState();
        setNeeded(!isAllIn(scene.bounds, view));
        paintMini(context, scene, view);
      }, restMs);
    };
    ask();
    const stops = [store.subscribe(ask), useScene.subscribe(ask)];
    return () => {
      window.clearTimeout(timer);
      for (const stop of stops) stop();
    };
  }, [store, isDark]);
  const goTo = (event: PointerEvent<HTMLCanvasElement>): void => {
    if (event.buttons === 0) return;
    const box = event.currentTarget.getBoundingClientRect();
    const fit = fitOf(useScene.getState().scene.bounds);
    void flow.setCenter((event.clientX - box.left - fit.x) / fit.scale, (event.clientY - box.top - fit.y) / fit.scale, {
      zoom: flow.getZoom(),
    });
  };
  return (
    <canvas
      ref={canvas}
      width={width * 2}
      height={height * 2}
      style={{ width, height }}
      className={`float cursor-crosshair ${isNeeded ? '' : 'invisible'}`}
      role="img"
      aria-label={words.map}
      onPointerDown={goTo}
      onPointerMove={goTo}
    />
  );
}
