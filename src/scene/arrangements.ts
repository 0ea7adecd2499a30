/** The two ways to lay the same things out: beside what owns them, or in the rooms they run in. */
import type { Pod, Service } from '#api/kinds.ts';
import { keyOf, type KubeObject } from '#api/meta.ts';
import { cronFrame, deploymentFrame, graze, herd, loose, rail } from './bands.ts';
import { idOf, idOfObject, type Point, type SceneNode } from './model.ts';
import { pieceOf, putDown, shelves, shift, size, type Piece } from './pieces.ts';
import { podFacts } from './podFacts.ts';
import { recordAt, textAt } from './fields.ts';
import { backendsOf } from './relations.ts';
import { claimThing, formThing, roomThing, serviceThing, volumeThing } from './things.ts';
import { volumeFor, type World } from './world.ts';

export interface Laid {
  readonly nodes: SceneNode[];
  readonly shows: [string, string][];
}

/** Pieces that stand together: Services to the left, the workload they select to the right. */
interface Unit {
  readonly services: readonly Piece[];
  readonly body: Piece | undefined;
  readonly width: number;
  readonly height: number;
}

/** Shelves are as wide as makes the picture about twice as wide as high; few widths, so that it seldom changes. */
const shelfWidths = [1600, 2560, 3600, 5200, 7600, 11_400, 17_000];

const tallWidth = 700;

function shelfWidthFor(pieces: readonly { readonly width: number; readonly height: number }[]): number {
  const area = pieces.reduce((sum, piece) => sum + (piece.width + size.aisle) * (piece.height + size.shelf), 0);
  return shelfWidths.find((width) => width * width >= area * 2.6) ?? 17_000;
}

export function byWorkload(world: World): Laid {
  const laid: Laid = { nodes: [], shows: [] };
  const units = unitsOf(world);
  const isTall = world.input.isTall === true;
  const width = isTall ? tallWidth : shelfWidthFor(units);
  const places = shelves(units, width);
  let bottom = 0;
  units.forEach((unit, index) => {
    const at = places[index] ?? { x: 0, y: 0 };
    let y = at.y;
    for (const piece of unit.services) {
      put(laid, world, piece, { x: at.x, y });
      y += piece.height + size.gap;
    }
    const aside = unit.services.length === 0 || isTall ? 0 : size.service.width + size.aisle;
    if (unit.body !== undefined) put(laid, world, unit.body, { x: at.x + aside, y: isTall ? y + size.gap : at.y });
    bottom = Math.max(bottom, at.y + unit.height);
  });
  bottom = row(laid, world, leftovers(world, laid), { top: bottom + size.shelf, width });
  bottom = row(
    laid,
    world,
    world.nodes.map((node) => pieceOf(roomThing(node, podsOn(world, node.metadata.name).length, 'plate'))),
    { top: bottom + (bottom > 0 ? size.shelf : 0), width },
  );
  row(laid, world, shelfOf(world, laid), { top: bottom + size.shelf, width, gap: size.gap });
  return laid;
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

/** What has no place among the workloads, kind after kind; it comes last, so that changing the lens moves nothing else. */
function shelfOf(world: World, laid: Laid): Piece[] {
  const drawn = new Set(laid.nodes.map((node) => node.id));
  const rank = (kind: string): number => (shelfOrder.includes(kind) ? shelfOrder.indexOf(kind) : shelfOrder.length);
  const kinds = [...world.others.keys()].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return kinds.flatMap((kind) =>
    (world.others.get(kind) ?? []).filter((object) => !drawn.has(idOfObject(object))).map((object) => pieceOf(formThing(object))),
  );
}

function put(laid: Laid, world: World, piece: Piece, at: Point): void {
  laid.nodes.push(...putDown(piece, at, world.input.moved));
  for (const [hidden, shown] of piece.shows) laid.shows.push([hidden, shown]);
}

interface Row {
  readonly top: number;
  readonly width: number;
  /** Between pieces and between shelves; absent means an aisle that wires can run in. */
  readonly gap?: number;
}

/** Puts pieces in shelves from `top` down; answers where they end. */
function row(laid: Laid, world: World, pieces: readonly Piece[], { top, width, gap }: Row): number {
  if (pieces.length === 0) return top - size.shelf;
  let end = top;
  shelves(pieces, width, gap).forEach((at, index) => {
    const piece = pieces[index];
    if (piece === undefined) return;
    put(laid, world, piece, { x: at.x, y: top + at.y });
    end = Math.max(end, top + at.y + piece.height);
  });
  return end;
}

function unitsOf(world: World): Unit[] {
  const workloads: { readonly labels: Labels; readonly namespace: string | undefined; readonly created: string; readonly piece: Piece }[] =
    [];
  for (const set of world.sets) workloads.push({ ...about(set, set.spec.template), piece: rail(world, set) });
  for (const deployment of world.deployments)
    workloads.push({ ...about(deployment, deployment.spec.template), piece: deploymentFrame(world, deployment) });
  for (const owner of world.herders) workloads.push({ ...about(owner, owner.spec.template), piece: herd(world, owner) });
  for (const cron of world.cronJobs)
    workloads.push({ ...about(cron, cron.spec.jobTemplate?.spec?.template), piece: cronFrame(world, cron) });
  workloads.sort((a, b) => (a.created < b.created ? -1 : a.created > b.created ? 1 : 0));
  const free = new Set(world.services);
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
      world.input.isTall,
    );
  });
  const alone = world.podsOf.get('') ?? [];
  if (alone.length > 0) units.push(unit([], loose(world, alone)));
  if (free.size > 0)
    units.push(
      unit(
        [...free].map((service) => servicePiece(world, service)),
        undefined,
      ),
    );
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
  const ready = (view?.ready.length ?? 0) + (view?.others ?? 0);
  return pieceOf(serviceThing(service, { ready, total: ready + (view?.notReady.length ?? 0) }));
}

function unit(services: readonly Piece[], body: Piece | undefined, isTall = false): Unit {
  if (isTall)
    return {
      services,
      body,
      width: Math.max(size.service.width, body?.width ?? 0),
      height: services.reduce<number>((sum, piece) => sum + piece.height + size.gap, size.gap) + (body?.height ?? 0),
    };
  const left = services.length === 0 ? 0 : size.service.width + (body === undefined ? 0 : size.aisle);
  const stacked = services.reduce((sum, piece) => sum + piece.height + size.gap, -size.gap);
  return { services, body, width: left + (body?.width ?? 0), height: Math.max(stacked, body?.height ?? 0) };
}

/** Claims and volumes that stand under no berth. */
function leftovers(world: World, laid: Laid): Piece[] {
  const drawn = new Set(laid.nodes.map((node) => node.id));
  for (const [hidden] of laid.shows) drawn.add(hidden);
  const pieces: Piece[] = [];
  for (const claim of world.claims) {
    if (drawn.has(idOfObject(claim))) continue;
    const volume = volumeFor(world, claim);
    const dish = claimThing(claim, volume, { x: 0, y: 0 });
    if (volume !== undefined) drawn.add(idOfObject(volume));
    pieces.push(pieceOf(dish, [], volume === undefined ? [] : [[idOfObject(volume), dish.id]]));
  }
  for (const volume of world.volumes) {
    if (!drawn.has(idOfObject(volume))) pieces.push(pieceOf(volumeThing(volume)));
  }
  return pieces;
}

function podsOn(world: World, node: string): readonly Pod[] {
  return world.podsOn.get(node) ?? [];
}

export function byNode(world: World): Laid {
  const laid: Laid = { nodes: [], shows: [] };
  const rooms = roomsOf(world);
  const width = world.input.isTall === true ? tallWidth : shelfWidthFor(rooms);
  let bottom = row(
    laid,
    world,
    world.services.map((service) => servicePiece(world, service)),
    { top: 0, width },
  );
  bottom = row(laid, world, rooms, { top: bottom + size.shelf, width });
  bottom = row(laid, world, leftovers(world, laid), { top: bottom + size.shelf, width });
  row(laid, world, shelfOf(world, laid), { top: bottom + size.shelf, width, gap: size.gap });
  return laid;
}

function roomsOf(world: World): Piece[] {
  const rooms = world.nodes.map((node) => room(world, node));
  const waiting = podsOn(world, '');
  if (waiting.length > 0)
    rooms.unshift(
      graze(world, waiting, {
        type: 'band',
        shape: 'herd',
        id: 'waiting',
        kind: '',
        name: '',
        ready: 0,
        wanted: waiting.length,
        olds: 0,
        foldable: false,
        tone: 'moving',
        x: 0,
        y: 0,
      }),
    );
  return rooms;
}

function room(world: World, node: World['nodes'][number]): Piece {
  const pods = podsOn(world, node.metadata.name);
  const plate = roomThing(node, pods.length, 'room');
  const herded = graze(world, pods, {
    type: 'band',
    shape: 'herd',
    id: idOf('Node', undefined, node.metadata.name),
    kind: 'Node',
    name: plate.name,
    ready: pods.filter((pod) => podFacts(pod).isReady).length,
    wanted: pods.length,
    olds: 0,
    foldable: false,
    tone: plate.tone,
    x: 0,
    y: 0,
  });
  const lift = size.plate.height - size.head;
  const inner = herded.nodes.slice(1).map((one) => shift(one, { x: 0, y: lift }));
  return pieceOf({ ...plate, width: herded.width, height: herded.height + lift }, inner, herded.shows);
}
