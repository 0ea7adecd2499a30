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

export const useScene = create<{ readonly scene: Scene; readonly flow: readonly FlowNode[] }>(() => ({ scene: empty, flow: [] }));

/** How much of the screen the map leaves to the picture. */
export const useRoom = create<Room>(() => ({ width: 1000, height: 560 }));

export function useSceneNode<T extends SceneNode['type']>(id: string, type: T): Extract<SceneNode, { readonly type: T }> | undefined {
  const node = useScene((state) => state.scene.byId.get(id));
  return node?.type === type ? (node as Extract<SceneNode, { readonly type: T }>) : undefined;
}

function rebuild(): void {
  const { lens, arrangement, opened, moved, namespace } = useView.getState();
  const room = useRoom.getState();
  const { mirror, traces, now } = useMirror.getState();
  const before = useScene.getState();
  const verdicts = lens === 'scheduling' ? verdictsAt(traces, now) : noVerdicts;
  const scene = buildScene({ mirror, lens, arrangement, opened, moved, namespace, room, verdicts }, before.scene);
  useScene.setState({ scene, flow: flowNodes(scene, before.flow) });
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

let asked = false;

function ask(): void {
  if (asked) return;
  asked = true;
  requestAnimationFrame(() => {
    asked = false;
    rebuild();
  });
}

export function connectScene(): () => void {
  ask();
  const stopRoom = useRoom.subscribe(ask);
  const stopMirror = useMirror.subscribe((picture, before) => {
    const hasVerdicts = picture.traces !== before.traces && useView.getState().lens === 'scheduling';
    if (picture.mirror !== before.mirror || hasVerdicts) ask();
  });
  const stopView = useView.subscribe((view, before) => {
    if (
      view.lens !== before.lens ||
      view.arrangement !== before.arrangement ||
      view.opened !== before.opened ||
      view.moved !== before.moved ||
      view.namespace !== before.namespace
    )
      ask();
  });
  return () => {
    stopRoom();
    stopMirror();
    stopView();
  };
}
