/** Flying to a thing, from anywhere on the page. */
import type { ReactFlowInstance } from '@xyflow/react';
import { idOf, type Ref } from '#scene/model.ts';
import { select, useView } from '../view/store.ts';
import type { FlowNode } from './flowNodes.ts';
import { useScene } from './sceneStore.ts';

/** The floating controls at the top stay clear of the picture. */
const barHeight = 56;

/** A journey over a picture of more things than this would show every one of them on the way. */
export const bigPicture = 300;

let flow: ReactFlowInstance<FlowNode> | undefined;

export function setFlow(instance: ReactFlowInstance<FlowNode> | undefined): void {
  flow = instance;
}

/** Whether the person has taken the map into their own hands; until then it keeps everything in view. */
export const hands = { areOn: false };

/** Panels beside the map open first, so that the middle is the middle of what is left. */
const settleMs = 90;

function isStill(): boolean {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches;
}

export function flyTo(ref: Ref): void {
  select(ref);
  useView.setState({ asTable: false, sheet: 'map' });
  hands.areOn = true;
  window.setTimeout(() => centreOn(ref), settleMs);
}

function centreOn(ref: Ref): void {
  const { scene } = useScene.getState();
  const id = idOf(ref.kind, ref.namespace, ref.name);
  const thing = scene.byId.get(id) ?? scene.byId.get(scene.shownBy.get(id) ?? '');
  if (thing === undefined || flow === undefined) return;
  const zoom = Math.max(0.8, Math.min(1.1, flow.getZoom()));
  void flow.setCenter(thing.x + thing.width / 2, thing.y + thing.height / 2, { zoom, duration: isStill() ? 0 : 500 });
}

/** The whole picture, but never so near that a small cluster looks like a big one. */
export function fitMap(): void {
  const { bounds } = useScene.getState().scene;
  const pane = document.querySelector('.react-flow');
  if (bounds.width === 0 || pane === null || flow === undefined) return;
  const { clientWidth, clientHeight } = pane;
  const top = clientWidth < 620 ? barHeight + 44 : barHeight;
  const room = { width: clientWidth - 40, height: clientHeight - top - 36 };
  const zoom = Math.max(0.04, Math.min(1.05, room.width / bounds.width, room.height / bounds.height));
  const x = clientWidth / 2 - (bounds.x + bounds.width / 2) * zoom;
  const y = top + (clientHeight - top) / 2 - (bounds.y + bounds.height / 2) * zoom;
  const isBig = useScene.getState().scene.nodes.length > bigPicture;
  void flow.setViewport({ x, y, zoom }, { duration: isStill() || isBig ? 0 : 300 });
}
