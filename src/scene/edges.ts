/** The relations that one lens asks about. Ends are ids of things that are drawn. */
import type { Pod } from '#api/kinds.ts';
import { keyOf, objectKey } from '#api/meta.ts';
import { idOf, idOfObject, type SceneEdge, type SceneNode, type Tone } from './model.ts';
import { podFacts } from './podFacts.ts';
import type { World } from './world.ts';

export interface Drawn {
  readonly byId: ReadonlyMap<string, SceneNode>;
  readonly shownBy: ReadonlyMap<string, string>;
}

export function edgesOf(world: World, drawn: Drawn): SceneEdge[] {
  const edges = new Map<string, SceneEdge>();
  const line: Line = (from, to, tone, { label = '', dashed = false } = {}) => {
    const a = drawn.byId.has(from) ? from : drawn.shownBy.get(from);
    const b = drawn.byId.has(to) ? to : drawn.shownBy.get(to);
    if (a === undefined || b === undefined || a === b) return;
    const id = `${a}>${b}`;
    if (!edges.has(id)) edges.set(id, { id, from: a, to: b, tone, label, dashed });
  };
  relations[world.input.lens](world, line);
  return [...edges.values()];
}

type Line = (from: string, to: string, tone: Tone, look?: { readonly label?: string; readonly dashed?: boolean }) => void;

const relations = { ownership, placement, storage, network, dns };

function ownership(world: World, line: Line): void {
  for (const [kind, objects] of world.input.mirror.kinds) {
    if (kind === 'Event' || kind === 'EndpointSlice') continue;
    for (const object of objects.values()) {
      for (const owner of object.metadata.ownerReferences ?? []) {
        line(idOf(owner.kind, owner.kind === 'Node' ? undefined : object.metadata.namespace, owner.name), idOfObject(object), 'idle', {
          dashed: owner.controller !== true,
        });
      }
    }
  }
}

function placement(world: World, line: Line): void {
  for (const pod of world.pods) {
    const { node, tone } = podFacts(pod);
    if (node !== '') line(podFacts(pod).id, idOf('Node', undefined, node), tone);
  }
}

function storage(world: World, line: Line): void {
  for (const pod of world.pods) {
    for (const claim of claimsOf(pod)) line(podFacts(pod).id, claim, 'ready');
  }
  for (const claim of world.claims) {
    const name = claim.spec.volumeName ?? '';
    if (name !== '')
      line(idOfObject(claim), idOf('PersistentVolume', undefined, name), claim.status.phase === 'Bound' ? 'ready' : 'moving');
  }
}

/** Ids of the claims that a pod mounts. */
function claimsOf(pod: Pod): string[] {
  return (pod.spec.volumes ?? []).flatMap((volume) => {
    const name = volume.persistentVolumeClaim?.claimName;
    return name === undefined ? [] : [idOf('PersistentVolumeClaim', pod.metadata.namespace, name)];
  });
}

/** Each ready endpoint is as likely as the others: kube-proxy's chain of probabilities comes to that. */
function network(world: World, line: Line): void {
  for (const service of world.services) {
    const view = world.endpoints.get(keyOf(service));
    if (view === undefined) continue;
    const id = idOfObject(service);
    const isHeadless = service.spec.clusterIP === 'None';
    const share = isHeadless ? '' : percent(view.ready.length);
    for (const pod of view.ready) line(id, pod, 'ready', { label: share, dashed: isHeadless });
    for (const pod of view.notReady) line(id, pod, 'moving', { dashed: true });
  }
}

function percent(count: number): string {
  const tenths = Math.round(1000 / count);
  return tenths % 10 === 0 ? `${tenths / 10}%` : `${(tenths / 10).toFixed(1)}%`;
}

function dns(world: World, line: Line): void {
  for (const service of world.services) {
    const view = world.endpoints.get(objectKey(service.metadata.namespace, service.metadata.name));
    for (const pod of view?.names.keys() ?? []) line(idOfObject(service), pod, 'ready', { dashed: true });
  }
}
