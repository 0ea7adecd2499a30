/** Flying to a thing, from anywhere on the page. */
import type { ReactFlowInstance } from '@xyflow/react';
import { zoomFor, type Room } from '#scene/blocks.ts';
import { formOf, isDrawn, isMadeBySystem } from '#scene/forms.ts';
import { idOf, type Box, type Ref, type SceneNode } from '#scene/model.ts';
import { isShown } from '#scene/select.ts';
import { objectAt, useMirror } from '../mirror/store.ts';
import { select, useView, type View } from '../view/store.ts';
import type { FlowNode } from './flowNodes.ts';
import { useRoom, useScene } from './sceneStore.ts';

/** The floating controls at the top stay clear of the picture; they are this high until they can be measured. */
const barHeight = 36;

/** A journey over a picture of more things than this would show every one of them on the way. */
export const bigPicture = 300;

let flow: ReactFlowInstance<FlowNode> | undefined;

let isFitted = false;

export function setFlow(instance: ReactFlowInstance<FlowNode> | undefined): void {
  flow = instance;
  isFitted = false;
}

/** Whether the person has taken the map into their own hands; until then it keeps everything in view. */
export const hands = { areOn: false };

/** Panels beside the map open first, so that the middle is the middle of what is left. */
export const settleMs = 90;

/** Whoever asked the system for less motion gets none. */
export function isStill(): boolean {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches;
}

/** To the map, and there to the thing. */
export function flyTo(ref: Ref): void {
  useView.setState({ asTable: false, sheet: 'map' });
  follow(ref);
}

/** Chooses a thing and brings it to the middle; whoever reads a table or a sheet goes on reading there. */
export function follow(ref: Ref): void {
  select(ref);
  bringIntoPicture(ref);
  hands.areOn = true;
  window.setTimeout(() => centreOn(ref), settleMs);
}

/** What another lens or another choice of namespaces would show is shown by it. */
function bringIntoPicture(ref: Ref): void {
  const object = objectAt(useMirror.getState(), ref);
  if (thingOf(ref) === undefined && object !== undefined && !isMadeBySystem(object)) useView.setState(placeOf(ref, useView.getState()));
}

/** How to look so that an object is in the picture; nothing when that is how it is, or no way of looking has it. */
export function placeOf({ kind, namespace }: Ref, view: Pick<View, 'lens' | 'namespace'>): Partial<Pick<View, 'lens' | 'namespace'>> {
  const lens = formOf(kind)?.lens;
  return {
    ...(lens === undefined || lens === view.lens ? {} : { lens }),
    ...(isDrawn(kind) && !isShown(namespace, view.namespace) ? { namespace: '*' } : {}),
  };
}

function thingOf(ref: Ref): SceneNode | undefined {
  const { scene } = useScene.getState();
  const id = idOf(ref.kind, ref.namespace, ref.name);
  return scene.byId.get(id) ?? scene.byId.get(scene.shownBy.get(id) ?? '');
}

function centreOn(ref: Ref): void {
  const thing = thingOf(ref);
  if (thing === undefined || flow === undefined) return;
  const zoom = Math.max(0.8, Math.min(1.1, flow.getZoom()));
  void flow.setCenter(thing.x + thing.width / 2, thing.y + thing.height / 2, { zoom, duration: isStill() ? 0 : 500 });
}

/** What is shown above a sheet, until the sheet is closed. */
let strip: { readonly ref: Ref; readonly free: number } | undefined;

/** Puts a thing in the middle of the part of the map that a sheet over its foot leaves free; without one, everything as it was. */
export function showAbove(ref: Ref | undefined, free: number): void {
  strip = ref === undefined ? undefined : { ref, free };
  const element = pane();
  if (flow === undefined || element === null) return;
  const thing = ref === undefined ? undefined : thingOf(ref);
  if (thing === undefined) {
    if (!hands.areOn) fitMap();
    return;
  }
  const zoom = Math.max(0.8, Math.min(1.1, flow.getZoom(), element.clientWidth / (thing.width + 24)));
  const x = element.clientWidth / 2 - (thing.x + thing.width / 2) * zoom;
  const y = (element.clientHeight * free) / 2 - (thing.y + thing.height / 2) * zoom;
  void flow.setViewport({ x, y, zoom }, { duration: isStill() ? 0 : 300 });
}

/** The part of the pane that the floating controls leave to the picture. */
function roomIn({ clientWidth, clientHeight }: Element): Room & { readonly top: number } {
  const bar = document.querySelector('[data-map-bar]')?.clientHeight ?? barHeight;
  const top = bar + 20;
  return { width: clientWidth - (clientWidth < 620 ? 44 : 56), height: clientHeight - top - 32, top };
}

const pane = (): Element | null => document.querySelector('.react-flow');

/** Tells the picture how much room it has, in steps, so that dragging a border does not make it anew for every pixel. */
export function measureRoom(): void {
  const element = pane();
  if (element === null || element.clientWidth === 0) return;
  const { width, height } = roomIn(element);
  const room = { width: Math.floor(width / 20) * 20, height: Math.floor(height / 20) * 20 };
  const before = useRoom.getState();
  if (room.width !== before.width || room.height !== before.height) useRoom.setState(room);
}

/** The whole picture, or as much as can be read, from the top. */
export function fitMap(): void {
  if (strip !== undefined && thingOf(strip.ref) !== undefined) {
    showAbove(strip.ref, strip.free);
    return;
  }
  const { bounds } = useScene.getState().scene;
  const element = pane();
  if (bounds.width === 0 || element === null || flow === undefined) return;
  const room = roomIn(element);
  const { zoom, isWhole } = zoomFor(bounds, room);
  const x = element.clientWidth / 2 - (bounds.x + bounds.width / 2) * zoom;
  const middle = room.top + room.height / 2 - (bounds.y + bounds.height / 2) * zoom;
  const isBig = useScene.getState().scene.nodes.length > bigPicture;
  const y = isWhole ? middle : topWithChosen(bounds, zoom, room);
  void flow.setViewport({ x, y, zoom }, { duration: isStill() || isBig || !isFitted ? 0 : 300 });
  isFitted = flow.viewportInitialized;
}

/** The first picture stands where it belongs from its first frame on: nobody has seen it elsewhere. */
export function fitFirst(): void {
  if (!isFitted && !hands.areOn) fitMap();
}

/** A picture that is cut at the foot begins at its top, or as far down as it takes to see what is chosen. */
function topWithChosen(bounds: Box, zoom: number, room: Room & { readonly top: number }): number {
  const top = room.top + 12 - bounds.y * zoom;
  const { selected } = useView.getState();
  const thing = selected === undefined ? undefined : thingOf(selected);
  return thing === undefined ? top : Math.min(top, room.top + room.height - (thing.y + thing.height) * zoom);
}

/** Whoever looks at one thing and then through another lens still looks at that thing. */
export function keepInSight(): void {
  const { selected } = useView.getState();
  const thing = selected === undefined ? undefined : thingOf(selected);
  if (!hands.areOn || strip !== undefined) fitMap();
  else if (selected !== undefined && thing !== undefined && !isInSight(thing)) centreOn(selected);
}

function isInSight(thing: Box): boolean {
  const element = pane();
  if (flow === undefined || element === null) return true;
  const { x, y, zoom } = flow.getViewport();
  const { top, height } = roomIn(element);
  const [left, up] = [thing.x * zoom + x, thing.y * zoom + y];
  return left >= 0 && left + thing.width * zoom <= element.clientWidth && up >= top && up + thing.height * zoom <= top + height + 32;
}
