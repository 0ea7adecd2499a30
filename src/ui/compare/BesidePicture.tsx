/** The picture of what stands beside the map: it follows the clock, is moved and zoomed by hand, its things can be chosen and its stacks opened. */
import { Maximize } from 'lucide-react';
import { useEffect, useMemo, useRef, useState, type PointerEvent, type RefObject } from 'react';
import { buildScene } from '#scene/scene.ts';
import type { Box, Mirror, Point, Ref, Scene, SceneInput, SceneNode } from '#scene/model.ts';
import { idOf } from '#scene/model.ts';
import { paintNow } from '../map/paint.ts';
import { pageOf, sceneSvg } from '../picture/svg.ts';
import { useIsDark } from '../view/theme.ts';
import { routesOf, type Routing } from '#scene/routes.ts';
import { toggleOpened, useView } from '../view/store.ts';
import { useWords } from '../words/words.ts';
import type { Difference } from './difference.ts';

interface PictureProps {
  readonly mirror: Mirror;
  readonly differing: readonly Difference[];
  readonly chosen: Ref | undefined;
  readonly choose: (ref: Ref | undefined) => void;
}

/** Where the picture lies in its pane: its corner and its size, as a part of the scene's own. */
interface Place extends Point {
  readonly zoom: number;
}

const zoomMin = 0.1;
const zoomMax = 3;
/** A press that goes no further than this is a choice, not a move. */
const pressReach = 4;

export function BesidePicture({ mirror, differing, chosen, choose }: PictureProps) {
  const words = useWords();
  const pane = useRef<HTMLDivElement>(null);
  const scene = useSceneOf(mirror);
  const url = usePicture(scene, differing, chosen);
  const page = pageOf(scene.bounds);
  const { place, setOwn, isOwn } = usePlace(pane, page);
  const hands = useHands(pane, place, setOwn, (at) => {
    const pressed = thingAt(scene, { x: page.x + at.x, y: page.y + at.y });
    if (pressed?.type === 'stack') toggleOpened(pressed.inside ?? '');
    else choose(pressed?.ref);
  });
  return (
    <div ref={pane} className="relative min-h-0 w-full flex-1 cursor-grab touch-none overflow-hidden bg-ground" {...hands}>
      <img
        src={url}
        alt={words.compare}
        draggable={false}
        className="absolute top-0 left-0 max-w-none origin-top-left"
        style={{ width: page.width * place.zoom, height: page.height * place.zoom, transform: `translate(${place.x}px, ${place.y}px)` }}
      />
      {isOwn && (
        <button
          type="button"
          className="btn btn-icon float absolute right-2 bottom-2 h-8"
          aria-label={words.fit}
          title={words.fit}
          onPointerDown={(event) => event.stopPropagation()}
          onClick={() => setOwn(undefined)}
        >
          <Maximize size={14} />
        </button>
      )}
    </div>
  );
}

function useSceneOf(mirror: Mirror): Scene {
  const lens = useView((view) => view.lens);
  const arrangement = useView((view) => view.arrangement);
  const namespace = useView((view) => view.namespace);
  const opened = useView((view) => view.opened);
  const [sceneIn] = useState(keepScene);
  return useMemo(
    () => sceneIn({ mirror, lens, arrangement, namespace, opened, moved: new Map() }),
    [sceneIn, mirror, lens, arrangement, namespace, opened],
  );
}

/** What has its place keeps it as the clock goes on. */
function keepScene(): (input: SceneInput) => Scene {
  let before: Scene | undefined;
  return (input) => (before = buildScene(input, before));
}

/** Ways are looked for again only where something has moved. */
function keepRoutes(): (scene: Scene) => Routing {
  let before: Routing | undefined;
  return (scene) => (before = routesOf(scene, before));
}

function usePicture(scene: Scene, differing: readonly Difference[], chosen: Ref | undefined): string {
  const isDark = useIsDark();
  const [routesIn] = useState(keepRoutes);
  return useMemo(() => {
    const marked = new Set(differing.map(({ id }) => id));
    if (chosen !== undefined) marked.add(idOf(chosen.kind, chosen.namespace, chosen.name));
    void isDark;
    return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(sceneSvg(scene, { paint: paintNow(), marked, routes: routesIn(scene).routes }))}`;
  }, [scene, differing, chosen, isDark, routesIn]);
}

/** The whole picture in the pane, until the person has taken it into their own hands. */
function usePlace(pane: RefObject<HTMLDivElement | null>, page: Box) {
  const [own, setOwn] = useState<Place>();
  const [room, setRoom] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const element = pane.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setRoom({ width: element.clientWidth, height: element.clientHeight }));
    observer.observe(element);
    return () => observer.disconnect();
  }, [pane]);
  const zoom = Math.min(1, room.width / page.width, room.height / page.height);
  const fit = { x: (room.width - page.width * zoom) / 2, y: (room.height - page.height * zoom) / 2, zoom };
  return { place: own ?? fit, setOwn, isOwn: own !== undefined };
}

/** Dragging moves, the wheel zooms around the pointer, and a press without either chooses. */
function useHands(pane: RefObject<HTMLDivElement | null>, place: Place, setOwn: (place: Place) => void, press: (at: Point) => void) {
  const from = useRef<{ readonly x: number; readonly y: number; readonly place: Place }>(undefined);
  const latest = useRef(place);
  useEffect(() => {
    latest.current = place;
  }, [place]);
  useEffect(() => {
    const element = pane.current;
    // React listens to wheels passively, and the page would scroll along.
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const { left, top } = element!.getBoundingClientRect();
      const { x, y, zoom } = latest.current;
      const next = Math.max(zoomMin, Math.min(zoomMax, zoom * Math.exp(-event.deltaY / 500)));
      const [px, py] = [event.clientX - left, event.clientY - top];
      setOwn({ x: px - ((px - x) * next) / zoom, y: py - ((py - y) * next) / zoom, zoom: next });
    };
    element?.addEventListener('wheel', onWheel, { passive: false });
    return () => element?.removeEventListener('wheel', onWheel);
  }, [pane, setOwn]);
  const isFar = (event: PointerEvent): boolean =>
    from.current !== undefined && Math.abs(event.clientX - from.current.x) + Math.abs(event.clientY - from.current.y) > pressReach;
  return {
    onPointerDown: (event: PointerEvent<HTMLDivElement>) => {
      event.currentTarget.setPointerCapture(event.pointerId);
      from.current = { x: event.clientX, y: event.clientY, place };
    },
    onPointerMove: (event: PointerEvent<HTMLDivElement>) => {
      const start = from.current;
      if (start === undefined || !isFar(event)) return;
      setOwn({ ...start.place, x: start.place.x + event.clientX - start.x, y: start.place.y + event.clientY - start.y });
    },
    onPointerUp: (event: PointerEvent<HTMLDivElement>) => {
      const isPress = from.current !== undefined && !isFar(event);
      from.current = undefined;
      if (!isPress) return;
      const { left, top } = event.currentTarget.getBoundingClientRect();
      press({ x: (event.clientX - left - place.x) / place.zoom, y: (event.clientY - top - place.y) / place.zoom });
    },
  };
}

/** The smallest thing at a place: what is in a frame is meant, not the frame. */
function thingAt({ nodes }: Scene, { x, y }: Point): SceneNode | undefined {
  const hit = nodes.filter((node) => x >= node.x && x <= node.x + node.width && y >= node.y && y <= node.y + node.height);
  return hit.sort((a, b) => a.width * a.height - b.width * b.height).find(({ ref, type }) => ref !== undefined || type === 'stack');
}
