/** The two ways to lay the same things out: beside what owns them, or in the rooms they run in. */
import type { PersistentVolumeClaim, Pod, Service } from '#api/kinds.ts';
import { keyOf, type KubeObject } from '#api/meta.ts';
import { blockOf, choosePlan, column, placeBlocks, type Block, type Room, type Section } from './blocks.ts';
import { cronFrame, deploymentFrame, graze, herd, loose, placesOf, rail, stackAbove, type Ground } from './bands.ts';
import { idOf, idOfObject, type Plan, type SceneNode } from './model.ts';
import { pieceOf, putDown, shift, size, type Piece, type Shows } from './pieces.ts';
import { recordAt, textAt } from './fields.ts';
import { backendsOf, claimsOf } from './relations.ts';
import { rightsOf } from './rights.ts';
import { claimThing, formThing, isClusters, roomThing, serviceThing, volumeThing } from './things.ts';
import { volumeFor, type Style, type World } from './world.ts';

export interface Laid {
  readonly nodes: SceneNode[];
  readonly shows: Shows[];
  readonly plan: Plan;
}

/** The room that a picture without one is made for. */
const someRoom: Room = { width: 1000, height: 560 };

/** How wide workloads may be: how many pods and berths stand side by side, and whether Services stand beside or above them. */
const styles: readonly Style[] = [
  { across: 8, isAbove: false },
  { across: 4, isAbove: false },
  { across: 2, isAbove: false },
  { across: 2, isAbove: true },
];

/** More pods than this are laid out in one way only: trying several would cost frames. */
const manyPods = 400;

function arrange(world: World, sectionsOf: (world: World) => readonly Section[], before: Plan | undefined): Laid {
  const style = world.pods.length > manyPods ? 0 : undefined;
  const tried = (style === undefined ? styles : [styles[style]!]).map((one) => sectionsOf({ ...world, style: one }));
  const plan = choosePlan(tried, world.input.room ?? someRoom, before);
  const laid: Laid = { nodes: [], shows: [], plan };
  for (const { piece, at } of placeBlocks(tried[plan.style] ?? [], plan.width)) {
    laid.nodes.push(...putDown(piece, at, world.input.moved));
    laid.shows.push(...piece.shows);
  }
  return laid;
}

export function byWorkload(world: World, before?: Plan): Laid {
  return arrange(world, workloadSections, before);
}

function workloadSections(world: World): readonly Section[] {
  const units = unitsOf(world);
  const drawn = drawnBy(units);
  const left = leftovers(world, drawn);
  const plates = [
    ...world.nodes.map((node) => pieceOf(roomThing(node, podsOn(world, node.metadata.name).length, 'plate'))),
    ...world.services.filter(isClusters).map((service) => servicePiece(world, service)),
  ].map(blockOf);
  const [rights, shelf] = shelfSections(world, drawn);
  return [{ blocks: units }, { blocks: left }, rights, { blocks: plates, gap: 1.5 * size.gap }, shelf];
}

/** Ids of all that stands in blocks, or is shown by what does. */
function drawnBy(blocks: readonly Block[]): Set<string> {
  const drawn = new Set<string>();
  for (const { parts } of blocks)
    for (const { piece } of parts) {
      for (const node of piece.nodes) drawn.add(node.id);
      for (const [hidden] of piece.shows) for (const id of hidden) drawn.add(id);
    }
  return drawn;
}

/** The rights, joined as they are read, when they are asked about; and everything else, which comes last. */
function shelfSections(world: World, drawn: ReadonlySet<string>): readonly [rights: Section, shelf: Section] {
  const rights = world.input.lens === 'rbac' ? rightsOf(world) : [];
  const known = new Set([...drawn, ...drawnBy(rights)]);
  return [{ blocks: rights }, { blocks: shelfOf(world, known), gap: size.gap }];
}

/** Where kinds stand on the shelf: what belongs together stands together. */
const shelfOrder = [
  'Fault',
  'Ingress',
  'IngressClass',
  'NetworkPolicy',
  'HorizontalPodAutoscaler',
  'PodDisruptionBudget',
  'ResourceQuota',
  'LimitRange',
  'PriorityClass',
  'StorageClass',
  'ConfigMap',
  'Secret',
  'ServiceAccount',
  'RoleBinding',
  'ClusterRoleBinding',
  'Role',
  'ClusterRole',
  'CustomResourceDefinition',
];

/** What has no place among the workloads, kind after kind. */
function shelfOf(world: World, drawn: ReadonlySet<string>): Block[] {
  const rank = (kind: string): number => (shelfOrder.includes(kind) ? shelfOrder.indexOf(kind) : shelfOrder.length);
  const kinds = [...world.others.keys()].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return kinds.flatMap((kind) =>
    (world.others.get(kind) ?? []).filter((object) => !drawn.has(idOfObject(object))).map((object) => blockOf(pieceOf(formThing(object)))),
  );
}

function unitsOf(world: World): Block[] {
  const workloads: { readonly labels: Labels; readonly namespace: string | undefined; readonly created: string; readonly piece: Piece }[] =
    [];
  for (const set of world.sets) workloads.push({ ...about(set, set.spec.template), piece: rail(world, set) });
  for (const deployment of world.deployments)
    workloads.push({ ...about(deployment, deployment.spec.template), piece: deploymentFrame(world, deployment) });
  for (const owner of world.herders) workloads.push({ ...about(owner, owner.spec.template), piece: herd(world, owner) });
  for (const cron of world.cronJobs)
    workloads.push({ ...about(cron, cron.spec.jobTemplate?.spec?.template), piece: cronFrame(world, cron) });
  workloads.sort((a, b) => (a.created < b.created ? -1 : a.created > b.created ? 1 : 0));
  const free = new Set(world.services.filter((service) => !isClusters(service)));
  const aside = new Set([...world.others.values()].flat());
  const units = workloads.map((workload) => {
    const services = [...free].filter((service) => service.metadata.namespace === workload.namespace && selects(service, workload.labels));
    for (const service of services) free.delete(service);
    const companions = [...aside].filter((object) => isCompanion(object, workload, services));
    for (const object of companions) aside.delete(object);
    const gates = companions.filter(({ kind }) => kind === 'Ingress');
    return unit(
      [
        ...gates.map((object) => pieceOf(formThing(object))),
        ...services.map((service) => servicePiece(world, service)),
        ...companions.filter((object) => !gates.includes(object)).map((object) => pieceOf(formThing(object))),
      ],
      workload.piece,
      world.style,
    );
  });
  const alone = world.podsOf.get('') ?? [];
  if (alone.length > 0) units.push(blockOf(loose(world, alone)));
  const rest = [...free].map((service) => servicePiece(world, service));
  for (let i = 0; i < rest.length; i += 2) units.push(column(rest.slice(i, i + 2)));
  return units;
}

interface Workload {
  readonly labels: Labels;
  readonly namespace: string | undefined;
  readonly piece: Piece;
}

/** What is about one workload stands beside it: its gate, its scaler, its budget, its policy. */
function isCompanion(object: KubeObject, { labels, namespace, piece }: Workload, services: readonly Service[]): boolean {
  if (object.metadata.namespace !== namespace) return false;
  switch (object.kind) {
    case 'Ingress':
      return backendsOf(object).some((name) => services.some((service) => service.metadata.name === name));
    case 'HorizontalPodAutoscaler':
      return piece.nodes[0]?.id === idOf(textAt(object, 'spec.scaleTargetRef.kind'), namespace, textAt(object, 'spec.scaleTargetRef.name'));
    case 'PodDisruptionBudget':
    case 'NetworkPolicy': {
      const selector = Object.entries(
        recordAt(object, object.kind === 'NetworkPolicy' ? 'spec.podSelector.matchLabels' : 'spec.selector.matchLabels'),
      );
      return selector.length > 0 && selector.every(([key, value]) => labels[key] === value);
    }
    default:
      return false;
  }
}

type Labels = Readonly<Record<string, string>>;

function about(owner: KubeObject, template: { readonly metadata?: unknown } | undefined) {
  const metadata = template?.metadata as { readonly labels?: Labels } | undefined;
  return { labels: metadata?.labels ?? {}, namespace: owner.metadata.namespace, created: owner.metadata.creationTimestamp };
}

function selects(service: Service, labels: Labels): boolean {
  const selector = Object.entries(service.spec.selector ?? {});
  return selector.length > 0 && selector.every(([key, value]) => labels[key] === value);
}

function servicePiece(world: World, service: Service): Piece {
  const view = world.endpoints.get(keyOf(service));
  const ready = (view?.ready.length ?? 0) + (view?.others.length ?? 0);
  return pieceOf(serviceThing(service, { ready, total: ready + (view?.notReady.length ?? 0) }));
}

/** Services to the left of the workload they select, or above it. */
function unit(services: readonly Piece[], body: Piece, { isAbove }: Style): Block {
  const stack = column(services);
  if (services.length === 0) return blockOf(body);
  const at = isAbove ? { x: 0, y: stack.height + 2 * size.gap } : { x: stack.width + size.aisle, y: 0 };
  return {
    width: Math.max(stack.width, at.x + body.width),
    height: Math.max(stack.height, at.y + body.height),
    parts: [...stack.parts, { piece: body, at }],
  };
}

/** Claims and volumes that stand under no berth. */
function leftovers(world: World, others: ReadonlySet<string>): Block[] {
  if (world.claims.length + world.volumes.length === 0) return [];
  const drawn = new Set(others);
  const pieces: Piece[] = [];
  for (const claim of world.claims) {
    if (drawn.has(idOfObject(claim))) continue;
    const volume = volumeFor(world, claim);
    const dish = claimThing(claim, volume, { x: 0, y: 0 });
    if (volume !== undefined) drawn.add(idOfObject(volume));
    pieces.push(pieceOf(dish, [], volume === undefined ? [] : [[[idOfObject(volume)], dish.id]]));
  }
  for (const volume of world.volumes) {
    if (!drawn.has(idOfObject(volume))) pieces.push(pieceOf(volumeThing(volume)));
  }
  return pieces.map(blockOf);
}

function podsOn(world: World, node: string): readonly Pod[] {
  return world.podsOn.get(node) ?? [];
}

export function byNode(world: World, before?: Plan): Laid {
  return arrange(world, nodeSections, before);
}

function nodeSections(world: World): readonly Section[] {
  const services = world.services.map((service) => blockOf(servicePiece(world, service)));
  const rooms = roomsOf(world).map(blockOf);
  const drawn = drawnBy(rooms);
  return [
    { blocks: services, gap: 2 * size.gap },
    { blocks: rooms, gap: 2 * size.gap },
    { blocks: leftovers(world, drawn) },
    ...shelfSections(world, drawn),
  ];
}

/** Rooms of one size, as on a plan of a house; pods without a node wait before them. */
function roomsOf(world: World): Piece[] {
  const claims = mountedClaims(world);
  const claimsOfPod = (pod: Pod) => claims.get(pod.metadata.uid) ?? [];
  const columns = Math.max(1, ...world.nodes.map((node) => columnsOn(world, node)));
  const rooms = world.nodes.map((node) => room(world, node, { columns, least: 0, claimsOf: claimsOfPod }));
  const height = Math.max(0, ...rooms.map((piece) => piece.height));
  const width = Math.max(0, ...rooms.map((piece) => piece.width));
  const even = rooms.map(({ nodes: [plate, ...inner], shows }) => pieceOf({ ...plate!, width, height }, inner, shows));
  const waiting = podsOn(world, '');
  if (waiting.length === 0) return even;
  const head = { type: 'band', shape: 'herd', id: 'waiting', kind: '', name: '', ready: 0, wanted: waiting.length } as const;
  return [graze(world, waiting, { ...head, olds: 0, foldable: false, tone: 'moving', x: 0, y: 0 }, { claimsOf: claimsOfPod }), ...even];
}

function columnsOn(world: World, node: World['nodes'][number]): number {
  const pods = podsOn(world, node.metadata.name);
  return pods.length > stackAbove ? 1 : placesOf(world, idOfObject(node), pods, 0).columns;
}

/** Each claim lies under one of the pods that mount it: the first that is there. */
function mountedClaims(world: World): ReadonlyMap<string, readonly PersistentVolumeClaim[]> {
  const mounted = new Map<string, PersistentVolumeClaim[]>();
  if (world.claims.length === 0) return mounted;
  const free = new Map(world.claims.map((claim) => [idOfObject(claim), claim]));
  for (const pod of world.pods) {
    const own = claimsOf(pod).flatMap((id) => free.get(id) ?? []);
    if (own.length === 0) continue;
    mounted.set(pod.metadata.uid, own);
    for (const claim of own) free.delete(idOfObject(claim));
  }
  return mounted;
}

function room(world: World, node: World['nodes'][number], ground: Ground): Piece {
  const pods = podsOn(world, node.metadata.name);
  const plate = roomThing(node, pods.length, 'room');
  const head = { type: 'band', shape: 'herd', id: idOfObject(node), kind: 'Node', name: plate.name, ready: 0, wanted: 0 } as const;
  const herded = graze(world, pods, { ...head, olds: 0, foldable: false, tone: plate.tone, x: 0, y: 0 }, ground);
  const lift = size.plate.height - size.head;
  const inner = herded.nodes.slice(1).map((one) => shift(one, { x: 0, y: lift }));
  return pieceOf({ ...plate, width: herded.width, height: herded.height + lift }, inner, herded.shows);
}
