/** The present picture, made again at most once a screen frame when the mirror or the view changed. */
import { create } from 'zustand';
import type { Trace } from '#api/trace.ts';
import type { Room } from '#scene/blocks.ts';
import { buildScene } from '#scene/scene.ts';
import { idOf, type Scene, type SceneNode, type Verdict } from '#scene/model.ts';
import { useMirror } from '../mirror/store.ts';
import { useView } from '../view/store.ts';
import { flowNodes, type FlowNode } from './flowNodes.ts';

const empty: Scene = {
  nodes: [],
  byId: new Map(),
  shownBy: new Map(),
  edges: [],
  slots: new Map(),
  plan: { style: 0, width: 0 },
  bounds: { x: 0, y: 0, width: 0, height: 0 },
};

interface ScenePicture {
  readonly scene: Scene;
  readonly flow: readonly FlowNode[];
}

export const useScene = create<ScenePicture>(() => ({ scene: empty, flow: [] }));

/** How much of the screen the map leaves to the picture. */
export const useRoom = create<Room>(() => ({ width: 1000, height: 560 }));

export function useSceneNode<T extends SceneNode['type']>(id: string, type: T): Extract<SceneNode, { readonly type: T }> | undefined {
  const node = useScene((state) => state.scene.byId.get(id));
  return node?.type === type ? (node as Extract<SceneNode, { readonly type: T }>) : undefined;
}

function built(): ScenePicture {
  const { lens, arrangement, opened, moved, namespace } = useView.getState();
  const room = useRoom.getState();
  const { mirror, traces, now } = useMirror.getState();
  const before = useScene.getState();
  const verdicts = lens === 'scheduling' ? verdictsAt(traces, now) : noVerdicts;
  const scene = buildScene({ mirror, lens, arrangement, opened, moved, namespace, room, verdicts }, before.scene);
  return { scene, flow: scene.nodes === before.scene.nodes ? before.flow : flowNodes(scene, before.flow) };
}

const noVerdicts: ReadonlyMap<string, Verdict> = new Map();

/** The scheduler's last word about each pod. */
function verdictsAt(traces: readonly Trace[], now: number): ReadonlyMap<string, Verdict> {
  const found = new Map<string, Verdict>();
  for (const trace of traces) {
    if (trace.type !== 'schedule' || trace.at > now) continue;
    const [namespace, name = ''] = trace.pod.split('/');
    found.set(idOf('Pod', namespace, name), trace);
  }
  return found;
}

/** What will make the next picture: a frame that comes, or a timer until its turn. */
const next: { frame: number | undefined; timer: number | undefined } = { frame: undefined, timer: undefined };

/** When the last picture was made, and how long that took. */
const last = { at: 0, took: 0 };
/** A big picture takes long to make and its changes are small: it is made so seldom that most of the time is left for moving. */
const restFactor = 10;
const frameMs = 16;
/** What took longer to make is shown in the frame after, since showing it takes as long again. */
const halfMs = 10;

function takeTurn(): void {
  window.clearTimeout(next.timer);
  next.timer = undefined;
  next.frame ??= requestAnimationFrame(make);
}

/** What the cluster did is seen when the picture's turn has come; what a person did, in the next frame. */
function askInTurn(): void {
  const rest = last.at + last.took * restFactor - performance.now();
  if (rest <= frameMs) takeTurn();
  else if (next.frame === undefined) next.timer ??= window.setTimeout(takeTurn, rest);
}

function make(): void {
  next.frame = undefined;
  const started = performance.now();
  const picture = built();
  last.at = performance.now();
  last.took = last.at - started;
  if (last.took < halfMs) useScene.setState(picture);
  else requestAnimationFrame(() => useScene.setState(picture));
}

export function connectScene(): () => void {
  takeTurn();
  const stopRoom = useRoom.subscribe(takeTurn);
  const stopMirror = useMirror.subscribe((picture, before) => {
    const hasVerdicts = picture.traces !== before.traces && useView.getState().lens === 'scheduling';
    if (picture.mirror === before.mirror && !hasVerdicts) return;
    // Under a hand on the playhead every moment is drawn at once.
    if (picture.playing && picture.now >= before.now) askInTurn();
    else takeTurn();
  });
  const stopView = useView.subscribe((view, before) => {
    if (
      view.lens !== before.lens ||
      view.arrangement !== before.arrangement ||
      view.opened !== before.opened ||
      view.moved !== before.moved ||
      view.namespace !== before.namespace
    )
      takeTurn();
  });
  return () => {
    stopRoom();
    stopMirror();
    stopView();
  };
}
