/** The map: things from the picture, wires and packets over them, and every way to move about. */
import {
  Background,
  BackgroundVariant,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  useStore,
  type NodeChange,
  type NodeTypes,
  type ReactFlowInstance,
} from '@xyflow/react';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, type MouseEvent } from 'react';
import type { SceneNode } from '#scene/model.ts';
import { neighbour, type Direction } from '#scene/neighbour.ts';
import { moveThing, select, useView } from '../view/store.ts';
import { useWords } from '../words/words.ts';
import { useWorld } from '../world.ts';
import { BandCard, BerthCard, PodCard, RoomCard, StackCard } from './cards.tsx';
import { ClaimCard, FormCard, ServiceCard } from './thingCards.tsx';
import { bigPicture, fitFirst, fitMap, hands, keepInSight, measureRoom, setFlow, settleMs } from './flight.ts';
import type { FlowNode } from './flowNodes.ts';
import { MapBar } from './MapBar.tsx';
import { MiniMap } from './MiniMap.tsx';
import { moverAt, Overlay } from './Overlay.tsx';
import { haveMoved } from './fading.ts';
import { dragFrom, usePress } from './press.ts';
import { useScene } from './sceneStore.ts';

const nodeTypes: NodeTypes = {
  pod: PodCard,
  band: BandCard,
  berth: BerthCard,
  stack: StackCard,
  claim: ClaimCard,
  service: ServiceCard,
  room: RoomCard,
  form: FormCard,
};

/** Below this, what is written in small type could not be read: cards say less, and larger. */
const farZoom = 0.72;
/** More pod cards than this in the document would cost frames, so the overlay paints them instead. */
const cardLimit = 300;
const directions: Readonly<Record<string, Direction>> = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' };

export function MapView() {
  return (
    <ReactFlowProvider>
      <Flow />
    </ReactFlowProvider>
  );
}

function useFlowNodes(): { readonly nodes: FlowNode[]; readonly paintPods: boolean; readonly isFar: boolean } {
  const all = useScene((state) => state.flow);
  const isFar = useStore((state) => state.transform[2] < farZoom);
  const pods = useMemo(() => all.reduce((sum, node) => sum + (node.type === 'pod' ? 1 : 0), 0), [all]);
  const paintPods = isFar && pods > cardLimit;
  const nodes = useMemo(() => (paintPods ? all.filter((node) => node.type !== 'pod') : [...all]), [all, paintPods]);
  return { nodes, paintPods, isFar };
}

/** Keeps the whole picture in view until the person moves the map. */
function useAutoFit(): void {
  const bounds = useScene(({ scene: { bounds: box } }) => `${box.x},${box.y},${box.width},${box.height}`);
  const arrangement = useView((view) => view.arrangement);
  const size = useStore((state) => `${state.width}x${state.height}`);
  const key = `${bounds},${arrangement},${size}`;
  const lens = useView((view) => view.lens);
  useEffect(measureRoom, [size]);
  useLayoutEffect(fitFirst, [key]);
  useEffect(() => {
    const timer = window.setTimeout(keepInSight, settleMs);
    return () => window.clearTimeout(timer);
  }, [lens, arrangement]);
  useEffect(() => {
    if (hands.areOn) return undefined;
    const timer = window.setTimeout(fitMap, 60);
    return () => window.clearTimeout(timer);
  }, [key]);
}

function Flow() {
  const words = useWords();
  const flow = useReactFlow<FlowNode>();
  const { nodes, paintPods, isFar } = useFlowNodes();
  const grabbed = useRef<string>(undefined);
  const frame = useRef<HTMLDivElement>(null);
  useAutoFit();
  useGlide(frame);
  useMapKeys(frame, flow);
  const isOnThing = usePress(frame, choose);
  useEffect(() => {
    setFlow(flow);
    return () => setFlow(undefined);
  }, [flow]);
  const onPane = useOnPane(paintPods);
  return (
    <div ref={frame} className={`@container relative size-full ${isFar ? 'far' : ''}`} role="region" aria-label={words.map}>
      <ReactFlow
        nodes={nodes}
        edges={noEdges}
        nodeTypes={nodeTypes}
        onNodesChange={onNodesChange}
        onNodeClick={(_event, node) => choose(thingOf(node.id))}
        onPaneClick={(event) => {
          if (!isOnThing()) onPane(event);
        }}
        onMoveStart={(event, viewport) => {
          grabbed.current = event === null ? undefined : `${viewport.x},${viewport.y},${viewport.zoom}`;
        }}
        onMoveEnd={(_event, viewport) => {
          if (grabbed.current !== undefined && grabbed.current !== `${viewport.x},${viewport.y},${viewport.zoom}`) hands.areOn = true;
        }}
        onlyRenderVisibleElements={nodes.length > 120}
        nodesConnectable={false}
        elementsSelectable={false}
        minZoom={0.04}
        maxZoom={1.8}
        deleteKeyCode={null}
        selectionKeyCode={null}
        multiSelectionKeyCode={null}
        zoomOnDoubleClick={false}
        nodeDragThreshold={dragFrom}
        proOptions={withoutMark}
      >
        <Background variant={BackgroundVariant.Dots} gap={22} size={1.4} />
        <Overlay paintPods={paintPods} />
      </ReactFlow>
      <EmptyHint />
      <MapBar onFit={fitAgain} />
      <div className="absolute right-3 bottom-3 z-10 hidden @min-[820px]:block">
        <MiniMap />
      </div>
    </div>
  );
}

function fitAgain(): void {
  hands.areOn = false;
  fitMap();
}

/** Only what a person drags is taken over; everything else about a thing comes from the picture. */
function onNodesChange(changes: NodeChange<FlowNode>[]): void {
  for (const change of changes) {
    if (change.type === 'position' && change.position !== undefined && change.dragging === true) moveThing(change.id, change.position);
  }
}

/** A click beside all things may still hit what is painted: a packet, or a pod that is far away. */
function useOnPane(paintPods: boolean): (event: MouseEvent) => void {
  const world = useWorld();
  const flow = useReactFlow<FlowNode>();
  return useCallback(
    (event: MouseEvent) => {
      const at = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
      const { scene } = useScene.getState();
      const mover = moverAt(scene, at.x, at.y, 14 / flow.getZoom());
      if (mover !== undefined) {
        world.clock.pause();
        useView.setState({ held: mover.id, selected: undefined });
        return;
      }
      const pod = paintPods
        ? scene.nodes.find(
            (node) =>
              node.type === 'pod' && at.x >= node.x && at.x <= node.x + node.width && at.y >= node.y && at.y <= node.y + node.height,
          )
        : undefined;
      useView.setState({ held: undefined });
      select(pod?.ref);
    },
    [flow, world, paintPods],
  );
}

function EmptyHint() {
  const words = useWords();
  const isEmpty = useScene((state) =>
    state.scene.nodes.every((node) => node.type === 'room' || (node.type === 'service' && node.name === 'kubernetes')),
  );
  const isOpening = useView((view) => view.isOpening);
  // A cluster has its nodes at once: before they are there, nothing has been heard yet.
  const isUnheard = useScene((state) => state.scene.nodes.length === 0);
  const isWaiting = isOpening || isUnheard;
  if (!isEmpty) return null;
  return (
    <div
      aria-busy={isWaiting}
      className="later pointer-events-none absolute inset-x-0 bottom-[11%] flex flex-col items-center gap-1 px-6 text-center"
    >
      <p className="text-[17px] font-semibold">{isWaiting ? words.loading : words.emptyMap}</p>
      {isWaiting ? null : <p className="text-ink-2">{words.emptyMapHint}</p>}
    </div>
  );
}

const noEdges: never[] = [];
/** The credit stands in the dialog of keys, where it covers nothing. */
const withoutMark = { hideAttribution: true };

function thingOf(id: string): SceneNode | undefined {
  return useScene.getState().scene.byId.get(id);
}

function choose(thing: SceneNode | undefined): void {
  if (thing?.ref === undefined) return;
  useView.setState({ held: undefined });
  select(thing.ref);
}

const glideMs = 520;

/** Whatever has to make room glides; only what a hand drags does not, nor a picture so big that it would cost frames. */
function useGlide(frame: { readonly current: HTMLDivElement | null }): void {
  useEffect(() => {
    let timer = 0;
    let { moved } = useView.getState();
    const stop = useScene.subscribe(({ flow, scene }, before) => {
      if (flow === before.flow) return;
      const isDragged = useView.getState().moved !== moved;
      ({ moved } = useView.getState());
      if (isDragged || flow.length > bigPicture || !haveMoved(scene.nodes, before.scene.byId)) return;
      frame.current?.classList.add('gliding');
      window.clearTimeout(timer);
      timer = window.setTimeout(() => frame.current?.classList.remove('gliding'), glideMs);
    });
    return () => {
      window.clearTimeout(timer);
      stop();
    };
  }, [frame]);
}

type Viewport = Pick<ReactFlowInstance<FlowNode>, 'setCenter' | 'getZoom'>;

function useMapKeys(frame: { readonly current: HTMLDivElement | null }, flow: Viewport): void {
  useEffect(() => {
    const element = frame.current;
    const onKey = (event: KeyboardEvent): void => onMapKey(event, flow);
    element?.addEventListener('keydown', onKey);
    return () => element?.removeEventListener('keydown', onKey);
  }, [frame, flow]);
}

/** Arrow keys go to the next thing in that direction; Enter and Space look inside. */
function onMapKey(event: KeyboardEvent, flow: Viewport): void {
  const holder = (event.target as HTMLElement).closest?.('.react-flow__node');
  if (holder !== event.target || !(holder instanceof HTMLElement)) return;
  const id = holder.dataset['id'] ?? '';
  if (event.key === 'Enter' || event.key === ' ') {
    choose(thingOf(id));
    event.preventDefault();
    return;
  }
  const direction = directions[event.key];
  const { scene } = useScene.getState();
  const here = scene.byId.get(id);
  if (direction === undefined || here === undefined) return;
  event.preventDefault();
  const things = scene.nodes.filter((node) => node.type !== 'berth');
  // A card leads to the next card; the grounds they stand on are reached when there is no card that way.
  const next =
    neighbour(
      things.filter((node) => node.type !== 'band'),
      here,
      direction,
    ) ?? neighbour(things, here, direction);
  if (next === undefined) return;
  const found = document.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(next.id)}"]`);
  if (found !== null) found.focus();
  else void flow.setCenter(next.x + next.width / 2, next.y + next.height / 2, { zoom: flow.getZoom(), duration: 0 });
}
