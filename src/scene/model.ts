/** The vocabulary of the picture: things with a place, and relations between them. Words for people are the page's business. */
import type { KubeObject } from '#api/meta.ts';
import type { Trace } from '#api/trace.ts';

/** kind -> key -> object, of one cluster: what the page has been told so far. */
export interface Mirror {
  readonly kinds: ReadonlyMap<string, ReadonlyMap<string, KubeObject>>;
}

export const lenses = ['network', 'storage', 'placement', 'ownership', 'dns', 'rbac', 'scheduling'] as const;
export type Lens = (typeof lenses)[number];

export function isLens(word: string): word is Lens {
  return (lenses as readonly string[]).includes(word);
}

export type Arrangement = 'workload' | 'node';

/** How a thing is doing. The page shows it as colour, icon and word together. */
export type Tone = 'ready' | 'moving' | 'bad' | 'leaving' | 'idle' | 'done';

export interface Point {
  readonly x: number;
  readonly y: number;
}
export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

/** Names one object of the cluster. */
export interface Ref {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

interface Placed extends Box {
  /** `Kind/namespace/name`, or a made-up id for a thing that is no object. */
  readonly id: string;
  readonly ref?: Ref;
  /** The thing that carries this one along when it is moved. */
  readonly inside?: string;
  readonly tone: Tone;
}

/** The ground of a workload: a StatefulSet's rail, a ReplicaSet's herd, a Deployment around its ReplicaSets. */
export interface BandNode extends Placed {
  readonly type: 'band';
  readonly shape: 'rail' | 'herd' | 'frame';
  readonly kind: string;
  readonly name: string;
  readonly ready: number;
  readonly wanted: number;
  /** Old, empty ReplicaSets that are kept for a rollback. */
  readonly olds: number;
  readonly revision?: string;
  /** A few words that belong in the head, such as a CronJob's schedule. */
  readonly note?: string;
  /** Whether the band can be folded into a stack, or is one. */
  readonly foldable: boolean;
}
export interface BerthNode extends Placed {
  readonly type: 'berth';
  readonly ordinal: number;
  readonly set: string;
  /** `kept`: above the replica count, but its claim is still there. */
  readonly state: 'docked' | 'waiting' | 'kept';
}
export interface PodNode extends Placed {
  readonly type: 'pod';
  /** The same record as long as the pod is the same object, so it can be compared by identity. */
  readonly facts: PodFacts;
  readonly ordinal: number | undefined;
  /** Names that a headless Service has given to this pod and no other. */
  readonly tags: readonly string[];
}
export interface PodFacts {
  readonly id: string;
  readonly ref: Ref;
  readonly name: string;
  /** What `kubectl get pods` prints under STATUS. */
  readonly word: string;
  readonly readyCount: number;
  readonly containers: number;
  readonly isReady: boolean;
  readonly restarts: number;
  readonly node: string;
  readonly ip: string;
  readonly image: string;
  readonly tone: Tone;
}
/** Many pods as one thing: `48/50` and a dot for each. */
export interface StackNode extends Placed {
  readonly type: 'stack';
  readonly name: string;
  readonly ready: number;
  readonly total: number;
  readonly dots: readonly Tone[];
}
/** A dish with its disk: the claim, and the volume if there is one. */
export interface ClaimNode extends Placed {
  readonly type: 'claim';
  readonly name: string;
  /** The claim's phase, or the volume's own when nobody claims it. */
  readonly word: string;
  readonly bound: boolean;
  readonly volume: string;
  readonly volumeWord: string;
  readonly size: string;
  readonly storageClass: string;
  readonly modes: string;
}
export interface ServiceNode extends Placed {
  readonly type: 'service';
  readonly name: string;
  readonly serviceType: string;
  readonly headless: boolean;
  readonly ip: string;
  readonly ports: string;
  readonly ready: number;
  readonly total: number;
}
export interface RoomNode extends Placed {
  readonly type: 'room';
  readonly name: string;
  readonly word: string;
  readonly cordoned: boolean;
  readonly pods: number;
  readonly capacity: number;
  readonly cpu: string;
  readonly memory: string;
  /** A plate names the node beside the workloads; a room holds its pods. */
  readonly shape: 'plate' | 'room';
}

/** How a kind without a picture of its own is cut out: a sheet with a folded corner, a sealed one, a gate, ... */
export type Form = 'sheet' | 'seal' | 'gate' | 'fence' | 'gauge' | 'badge' | 'scroll' | 'clip' | 'card';

export interface FormNode extends Placed {
  readonly type: 'form';
  readonly form: Form;
  readonly kind: string;
  readonly name: string;
  readonly lines: readonly string[];
}

export type SceneNode = BandNode | BerthNode | PodNode | StackNode | ClaimNode | ServiceNode | RoomNode | FormNode;

export interface SceneEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly tone: Tone;
  /** Short text on the line, such as a probability. */
  readonly label: string;
  readonly dashed: boolean;
}

/** Which slot of its group each thing has. A thing keeps its slot as long as it lives. */
export type Slots = ReadonlyMap<string, { readonly capacity: number; readonly of: ReadonlyMap<string, number> }>;

/** How the picture was fitted to its room: which of the styles, and how wide it may be. */
export interface Plan {
  readonly style: number;
  readonly width: number;
}

export type Verdict = Extract<Trace, { readonly type: 'schedule' }>;

export interface SceneInput {
  readonly mirror: Mirror;
  readonly lens: Lens;
  readonly arrangement: Arrangement;
  /** Ids of bands that a person opened although they are many. */
  readonly opened: ReadonlySet<string>;
  /** Where a person dragged a band, a Service or a room. */
  readonly moved: ReadonlyMap<string, Point>;
  /** Pod id -> what the scheduler last said about it; read by the scheduling lens. */
  readonly verdicts?: ReadonlyMap<string, Verdict>;
  /** How much of the screen the picture has. */
  readonly room?: { readonly width: number; readonly height: number };
  /** '' means every namespace but those that start with `kube-`; '*' means all. */
  readonly namespace: string;
}

export interface ShownBy {
  get(id: string): string | undefined;
}

export interface Scene {
  readonly nodes: readonly SceneNode[];
  readonly byId: ReadonlyMap<string, SceneNode>;
  /** For an object without a place of its own (a volume in its dish, a pod in a stack): the id of the thing that shows it. */
  readonly shownBy: ShownBy;
  readonly edges: readonly SceneEdge[];
  readonly slots: Slots;
  readonly plan: Plan;
  readonly bounds: Box;
}

export function idOf(kind: string, namespace: string | undefined, name: string): string {
  return `${kind}/${namespace ?? ''}/${name}`;
}

export function idOfObject(object: KubeObject): string {
  return idOf(object.kind, object.metadata.namespace, object.metadata.name);
}

export function refOf(object: KubeObject): Ref {
  const { namespace, name } = object.metadata;
  return namespace === undefined ? { kind: object.kind, name } : { kind: object.kind, namespace, name };
}
