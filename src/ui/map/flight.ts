/** Flying to a thing, from anywhere on the page. */
import type { ReactFlowInstance } from '@xyflow/react';
import { idOf, type Ref } from '#scene/model.ts';
import { select, useView } from '../view/store.ts';
import type { FlowNode } from './flowNodes.ts';
import { useScene } from './sceneStore.ts';

let flow: ReactFlowInstance<FlowNode> | undefined;

export function setFlow(instance: ReactFlowInstance<FlowNode> | undefined): void {
  flow = instance;
}

export function isStill(): boolean {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches;
}

export function flyTo(ref: Ref): void {
  select(ref);
  useView.setState({ asTable: false, sheet: 'map' });
  const { scene } = useScene.getState();
  const id = idOf(ref.kind, ref.namespace, ref.name);
  const thing = scene.byId.get(id) ?? scene.byId.get(scene.shownBy.get(id) ?? '');
  if (thing === undefined || flow === undefined) return;
  const zoom = Math.max(0.8, Math.min(1.1, flow.getZoom()));
  void flow.setCenter(thing.x + thing.width / 2, thing.y + thing.height / 2, { zoom, duration: isStill() ? 0 : 500 });
}

export function fitMap(): void {
  const { bounds } = useScene.getState().scene;
  if (bounds.width === 0) return;
  void flow?.fitBounds(bounds, { padding: 0.08, duration: isStill() ? 0 : 300 });
}
