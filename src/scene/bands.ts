/** Workloads as pieces: a StatefulSet is a rail of numbered berths, everything else a herd. */
import type { CronJob, Deployment, PersistentVolumeClaim, Pod, StatefulSet } from '#api/kinds.ts';
import type { KubeObject } from '#api/meta.ts';
import { listAt, textAt } from './fields.ts';
import { idOf, idOfObject, refOf, type BandNode, type Point, type StackNode, type Tone } from './model.ts';
import { dotGrid } from './dots.ts';
import { pieceOf, shift, size, type Draft, type Piece, type Shows } from './pieces.ts';
import { podFacts } from './podFacts.ts';
import { columnsFor, powerOfTwo } from './slots.ts';
import { claimThing, podThing } from './things.ts';
import { volumeFor, type Herder, type World } from './world.ts';

/** More pods than this are one stack, until a person opens it. */
export const stackAbove = 12;

const noTags: readonly string[] = [];

function tagsOf(world: World, podId: string): readonly string[] {
  return world.tags.get(podId) ?? noTags;
}

function bandTone(ready: number, wanted: number, deleting: boolean): Tone {
  if (deleting) return 'leaving';
  if (ready === wanted) return wanted === 0 ? 'idle' : 'ready';
  return 'moving';
}

/** A controller that has given up, or was refused, says so in a condition. */
function hasFailed(owner: KubeObject): boolean {
  return listAt(owner, 'status.conditions').some((condition) => {
    const [type, status, reason] = [textAt(condition, 'type'), textAt(condition, 'status'), textAt(condition, 'reason')];
    if (type === 'Progressing') return reason === 'ProgressDeadlineExceeded';
    return (type === 'Failed' || type === 'ReplicaFailure') && status === 'True';
  });
}

type Corner = Pick<BandNode, 'type' | 'x' | 'y' | 'olds' | 'foldable'>;
const corner: Corner = { type: 'band', x: 0, y: 0, olds: 0, foldable: false };

function ordinalOf(name: string, set: string): number | undefined {
  if (!name.startsWith(`${set}-`)) return undefined;
  const rest = name.slice(set.length + 1);
  return /^\d+$/.test(rest) ? Number(rest) : undefined;
}

interface Berth {
  readonly ordinal: number;
  pod?: Pod;
  readonly claims: PersistentVolumeClaim[];
}

function berthsOf(world: World, set: StatefulSet): Berth[] {
  const name = set.metadata.name;
  const berths = new Map<number, Berth>();
  const at = (ordinal: number): Berth => {
    const berth = berths.get(ordinal) ?? { ordinal, claims: [] };
    berths.set(ordinal, berth);
    return berth;
  };
  const start = set.spec.ordinals?.start ?? 0;
  for (let i = 0; i < (set.spec.replicas ?? 1); i += 1) at(start + i);
  for (const pod of world.podsOf.get(set.metadata.uid) ?? []) {
    const ordinal = ordinalOf(pod.metadata.name, name);
    if (ordinal !== undefined) at(ordinal).pod = pod;
  }
  const templates = (set.spec.volumeClaimTemplates ?? []).map((template) => template.metadata?.name ?? '');
  for (const claim of world.claims) {
    if (claim.metadata.namespace !== set.metadata.namespace) continue;
    for (const template of templates) {
      const ordinal = ordinalOf(claim.metadata.name, `${template}-${name}`);
      if (ordinal !== undefined) at(ordinal).claims.push(claim);
    }
  }
  return [...berths.values()].sort((a, b) => a.ordinal - b.ordinal);
}

export function rail(world: World, set: StatefulSet): Piece {
  const id = idOfObject(set);
  const berths = berthsOf(world, set);
  const pods = world.podsOf.get(set.metadata.uid) ?? [];
  const ready = pods.filter((pod) => podFacts(pod).isReady).length;
  const wanted = set.spec.replicas ?? 1;
  const head: Omit<BandNode, 'width' | 'height'> = {
    ...corner,
    id,
    ref: refOf(set),
    shape: 'rail',
    kind: 'StatefulSet',
    name: set.metadata.name,
    ready,
    wanted,
    foldable: berths.length > stackAbove,
    tone: bandTone(ready, wanted, set.metadata.deletionTimestamp !== undefined),
  };
  if (berths.length > stackAbove && !world.input.opened.has(id))
    return stacked(
      head,
      berths.flatMap((berth) => berth.pod ?? []),
    );
  return openRail(world, head, berths, set);
}

function openRail(world: World, head: Omit<BandNode, 'width' | 'height'>, berths: readonly Berth[], set: StatefulSet): Piece {
  const first = berths[0]?.ordinal ?? 0;
  const wide = (berths.at(-1)?.ordinal ?? 0) - first + 1;
  // Far-apart ordinals (a changed ordinals.start beside old claims) stand side by side instead of leaving a desert between them.
  const isDense = wide <= 4 * berths.length + 8;
  const span = isDense ? wide : berths.length;
  const columns = Math.min(world.style.across, powerOfTwo(span));
  const dishes = set.spec.volumeClaimTemplates?.length ?? 0;
  const height = size.numeral + size.pod.height + dishes * (size.claim.height + 8);
  const rows = Math.ceil(span / columns);
  const nodes: Draft[] = [];
  const shows: Shows[] = [];
  const last = (set.spec.ordinals?.start ?? 0) + (set.spec.replicas ?? 1) - 1;
  for (const [index, berth] of berths.entries()) {
    const slot = isDense ? berth.ordinal - first : index;
    const x = size.pad + (slot % columns) * (size.pod.width + size.gap);
    const y = size.head + Math.floor(slot / columns) * (height + size.gap);
    const docked = berth.pod !== undefined;
    nodes.push({
      type: 'berth',
      id: idOf('Berth', set.metadata.namespace, `${set.metadata.name}-${berth.ordinal}`),
      inside: head.id,
      ordinal: berth.ordinal,
      set: set.metadata.name,
      state: docked ? 'docked' : berth.ordinal > last ? 'kept' : 'waiting',
      tone: docked ? 'ready' : 'idle',
      x,
      y,
      width: size.pod.width,
      height,
    });
    if (berth.pod !== undefined) {
      const tags = tagsOf(world, podFacts(berth.pod).id);
      nodes.push(podThing(berth.pod, { at: { x, y: y + size.numeral }, inside: head.id, tags, ordinal: berth.ordinal }));
    }
    const lain = dishesUnder(world, berth.claims, { x, y: y + size.numeral + size.pod.height + 8 }, head.id);
    nodes.push(...lain.nodes);
    shows.push(...lain.shows);
  }
  const band: BandNode = {
    ...head,
    width: 2 * size.pad + columns * size.pod.width + (columns - 1) * size.gap,
    height: size.head + size.pad + rows * height + (rows - 1) * size.gap,
  };
  return pieceOf(band, nodes, shows);
}

function wantedOf(world: World, owner: Herder): number {
  if (owner.kind === 'DaemonSet') return (owner as { status: { desiredNumberScheduled?: number } }).status.desiredNumberScheduled ?? 0;
  const { spec } = owner as { spec: { replicas?: number; completions?: number } };
  return spec.replicas ?? spec.completions ?? (world.podsOf.get(owner.metadata.uid) ?? []).length;
}

/** A ReplicaSet, DaemonSet or Job with its pods. */
export function herd(world: World, owner: Herder, inside?: string, places = 0): Piece {
  const pods = world.podsOf.get(owner.metadata.uid) ?? [];
  const ready = pods.filter((pod) => podFacts(pod).isReady || podFacts(pod).tone === 'done').length;
  const wanted = wantedOf(world, owner);
  const revision = owner.metadata.annotations?.['deployment.kubernetes.io/revision'];
  const head: Omit<BandNode, 'width' | 'height'> = {
    ...corner,
    id: idOfObject(owner),
    ref: refOf(owner),
    ...(inside === undefined ? {} : { inside }),
    shape: 'herd',
    kind: owner.kind,
    name: owner.metadata.name,
    ready,
    wanted,
    ...(revision === undefined ? {} : { revision }),
    tone: hasFailed(owner) ? 'bad' : bandTone(ready, wanted, owner.metadata.deletionTimestamp !== undefined),
  };
  return graze(world, pods, head, { places });
}

/** Pods that nobody owns. */
export function loose(world: World, pods: readonly Pod[]): Piece {
  const ready = pods.filter((pod) => podFacts(pod).isReady).length;
  const head = { ...corner, id: 'loose', shape: 'herd', kind: 'Pod', name: '', ready, wanted: pods.length, tone: 'idle' } as const;
  return graze(world, pods, head, { least: 276 });
}

/** What a herd's ground is asked for beside room for its pods. */
export interface Ground {
  /** Places kept for pods that are still to come, so that the ground does not grow under those that are there. */
  readonly places?: number;
  readonly columns?: number;
  /** No narrower than this, for the words in the head. */
  readonly least?: number;
  /** Claims that lie under the pod that mounts them. */
  readonly claimsOf?: (pod: Pod) => readonly PersistentVolumeClaim[];
}

/** Which place each pod has, how many places there are, and how many of them stand side by side. */
export function placesOf(world: World, id: string, pods: readonly Pod[], reserved: number) {
  const { of } = world.slots.place(
    id,
    pods.map((pod) => pod.metadata.uid),
  );
  let places = Math.max(1, Math.min(reserved, stackAbove));
  for (const slot of of.values()) places = Math.max(places, slot + 1);
  return { of, places, columns: Math.min(places, columnsFor(powerOfTwo(places), world.style.across)) };
}

/** A herd on its ground, or folded into a stack. */
export function graze(world: World, pods: readonly Pod[], head: Omit<BandNode, 'width' | 'height'>, ground: Ground = {}): Piece {
  const foldable = pods.length > stackAbove;
  const band = { ...head, foldable };
  if (foldable && !world.input.opened.has(head.id)) return stacked(band, pods);
  const found = placesOf(world, head.id, pods, Math.max(head.wanted, ground.places ?? 0));
  const { of, places } = found;
  const columns = ground.columns ?? found.columns;
  const claims = pods.map((pod) => ground.claimsOf?.(pod) ?? []);
  const slotAt = (index: number): number => of.get(pods[index]!.metadata.uid) ?? 0;
  const dishes = Array.from({ length: Math.ceil(places / columns) }, () => 0);
  claims.forEach(({ length }, index) => {
    const row = Math.floor(slotAt(index) / columns);
    dishes[row] = Math.max(dishes[row] ?? 0, length);
  });
  const tops: number[] = [size.head];
  for (const count of dishes) tops.push(tops.at(-1)! + size.pod.height + count * (size.claim.height + 8) + size.gap);
  const nodes: Draft[] = [];
  const shows: Shows[] = [];
  pods.forEach((pod, index) => {
    const slot = slotAt(index);
    const at = { x: size.pad + (slot % columns) * (size.pod.width + size.gap), y: tops[Math.floor(slot / columns)]! };
    nodes.push(podThing(pod, { at, inside: head.id, tags: tagsOf(world, podFacts(pod).id) }));
    const lain = dishesUnder(world, claims[index] ?? [], { x: at.x, y: at.y + size.pod.height + 8 }, head.id);
    nodes.push(...lain.nodes);
    shows.push(...lain.shows);
  });
  const width = 2 * size.pad + columns * size.pod.width + (columns - 1) * size.gap;
  const height = tops.at(-1)! - size.gap + size.pad;
  return pieceOf({ ...band, width: Math.max(width, ground.least ?? 320), height }, nodes, shows);
}

/** Claims under each other, each with its volume in it. */
function dishesUnder(world: World, claims: readonly PersistentVolumeClaim[], at: Point, inside: string) {
  const shows: Shows[] = [];
  const nodes = claims.map((claim, index) => {
    const dish = claimThing(claim, volumeFor(world, claim), { x: at.x, y: at.y + index * (size.claim.height + 8) }, inside);
    if (dish.volume !== '') shows.push([[idOf('PersistentVolume', undefined, dish.volume)], dish.id]);
    return dish;
  });
  return { nodes, shows };
}

function stacked(head: Omit<BandNode, 'width' | 'height'>, pods: readonly Pod[]): Piece {
  const facts = pods.map(podFacts);
  const grid = dotGrid(facts.length, head.wanted);
  const stack: StackNode = {
    type: 'stack',
    id: `Stack/${head.id}`,
    inside: head.id,
    ...(head.ref === undefined ? {} : { ref: head.ref }),
    name: head.name,
    ready: head.ready,
    total: head.wanted,
    dots: facts.map((fact) => fact.tone),
    tone: head.tone,
    x: size.pad,
    y: size.head,
    width: grid.width + 32,
    height: 64 + grid.height,
  };
  const band: BandNode = { ...head, width: stack.width + 2 * size.pad, height: size.head + stack.height + size.pad };
  return pieceOf(band, [stack], [[facts.map(({ id }) => id), stack.id]]);
}

/** A Deployment around those of its ReplicaSets that still have, or want, pods. */
export function deploymentFrame(world: World, deployment: Deployment): Piece {
  const id = idOfObject(deployment);
  const owned = world.replicaSetsOf.get(deployment.metadata.uid) ?? [];
  const live = owned.filter(
    (set, index) => (set.spec.replicas ?? 0) > 0 || (world.podsOf.get(set.metadata.uid) ?? []).length > 0 || index === owned.length - 1,
  );
  const herds = live.map((set) => herd(world, set, id, deployment.spec.replicas ?? 1));
  const wanted = deployment.spec.replicas ?? 1;
  const ready = herds.reduce((sum, { nodes: [root] }) => sum + (root?.type === 'band' ? root.ready : 0), 0);
  const nodes: Draft[] = [];
  let y: number = size.head;
  for (const piece of herds) {
    for (const node of piece.nodes) nodes.push(shift(node, { x: size.pad, y }));
    y += piece.height + size.gap;
  }
  const revision = deployment.metadata.annotations?.['deployment.kubernetes.io/revision'];
  const band: BandNode = {
    ...corner,
    id,
    ref: refOf(deployment),
    shape: 'frame',
    kind: 'Deployment',
    name: deployment.metadata.name,
    ready,
    wanted,
    olds: owned.length - live.length,
    ...(revision === undefined ? {} : { revision }),
    tone: hasFailed(deployment) ? 'bad' : bandTone(ready, wanted, deployment.metadata.deletionTimestamp !== undefined),
    width: 2 * size.pad + Math.max(300, ...herds.map((piece) => piece.width)),
    height: Math.max(y, size.head + 40) - (herds.length > 0 ? size.gap : 0) + size.pad,
  };
  const hidden = owned.filter((set) => !live.includes(set)).map(idOfObject);
  return pieceOf(band, nodes, [...herds.flatMap((piece) => piece.shows), [hidden, id]]);
}

/** A CronJob around the Jobs it has made and still keeps. */
export function cronFrame(world: World, cron: CronJob): Piece {
  const id = idOfObject(cron);
  const jobs = world.jobsOf.get(cron.metadata.uid) ?? [];
  const nodes: Draft[] = [];
  const herds = jobs.map((job) => herd(world, job, id));
  const columns = Math.ceil(world.style.across / 4);
  const width = Math.max(320, ...herds.map((piece) => piece.width));
  let y: number = size.head;
  for (let at = 0; at < herds.length; at += columns) {
    const line = herds.slice(at, at + columns);
    line.forEach((piece, column) => {
      for (const node of piece.nodes) nodes.push(shift(node, { x: size.pad + column * (width + size.gap), y }));
    });
    y += Math.max(...line.map((piece) => piece.height)) + size.gap;
  }
  const across = Math.max(1, Math.min(columns, herds.length));
  const active = (cron.status.active ?? []).length;
  const band: BandNode = {
    ...corner,
    id,
    ref: refOf(cron),
    shape: 'frame',
    kind: 'CronJob',
    name: cron.metadata.name,
    ready: active,
    wanted: active,
    note: cron.spec.suspend === true ? `${cron.spec.schedule} (suspended)` : cron.spec.schedule,
    tone: cron.metadata.deletionTimestamp !== undefined ? 'leaving' : active > 0 ? 'moving' : 'idle',
    width: 2 * size.pad + across * width + (across - 1) * size.gap,
    height: Math.max(y, size.head + 20) - (herds.length > 0 ? size.gap : 0) + size.pad,
  };
  return pieceOf(
    band,
    nodes,
    herds.flatMap((piece) => piece.shows),
  );
}
