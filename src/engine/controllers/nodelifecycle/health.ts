/**
 * Whether a node still says that it lives: by its lease and by the heartbeats of its conditions. One that is silent for
 * longer than the grace period has all its conditions declared Unknown.
 * upstream: pkg/controller/nodelifecycle/node_lifecycle_controller.go (tryUpdateNodeHealth)
 */
import type { Node } from '#api/kinds.ts';
import { formatTime, parseTime } from '#api/machinery/time.ts';
import type { Reconcile } from '#engine/client/controller.ts';

const gracePeriodMs = 40_000;
const startupGracePeriodMs = 60_000;

const declared = ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'Ready'] as const;

type Condition = NonNullable<Node['status']['conditions']>[number];

/** What was last heard of a node, and when this controller heard it; its own clock counts, not the node's. */
export interface Heard {
  readonly atMs: number;
  readonly heartbeat: string;
  readonly renewTime: string;
  readonly uid: string;
}

export function readyOf(node: Node): Condition | undefined {
  return node.status.conditions?.find((condition) => condition.type === 'Ready');
}

/** A node that never said a word has been silent since it was made, and not only since this controller began. */
export function hear(
  node: Node,
  renewTime: string | undefined,
  before: Heard | undefined,
  { now, wallMs }: Pick<Reconcile, 'now' | 'wallMs'>,
): Heard {
  const news = { heartbeat: String(readyOf(node)?.lastHeartbeatTime ?? ''), renewTime: renewTime ?? '', uid: node.metadata.uid };
  const same = before !== undefined && before.uid === news.uid && before.renewTime === news.renewTime;
  // Declaring a condition Unknown keeps its heartbeat, so it is no sign of life.
  if (same && before.heartbeat === news.heartbeat) return before;
  const made = parseTime(node.metadata.creationTimestamp ?? '');
  const never = before === undefined && readyOf(node) === undefined && renewTime === undefined;
  return { ...news, atMs: never && made !== undefined ? now - Math.max(wallMs - made, 0) : now };
}

export function isSilent(node: Node, heard: Heard, now: number): boolean {
  return now > heard.atMs + (readyOf(node) === undefined ? startupGracePeriodMs : gracePeriodMs);
}

/** The node with all it should say about itself unknown; the very node when it was so already. */
export function declaredUnknown(node: Node, { wallMs }: Pick<Reconcile, 'wallMs'>): Node {
  const before = node.status.conditions ?? [];
  const at = formatTime(wallMs);
  const missing = declared.filter((type) => !before.some((condition) => condition.type === type));
  const known = before.some(({ type, status }) => status !== 'Unknown' && (declared as readonly string[]).includes(type));
  if (!known && missing.length === 0) return node;
  const unknown = before.map((condition) =>
    condition.status === 'Unknown' || !(declared as readonly string[]).includes(condition.type)
      ? condition
      : {
          ...condition,
          status: 'Unknown' as const,
          reason: 'NodeStatusUnknown',
          message: 'Kubelet stopped posting node status.',
          lastTransitionTime: at,
        },
  );
  const never = missing.map((type) => ({
    type,
    status: 'Unknown' as const,
    reason: 'NodeStatusNeverUpdated',
    message: 'Kubelet never posted node status.',
    lastHeartbeatTime: node.metadata.creationTimestamp ?? at,
    lastTransitionTime: at,
  }));
  return { ...node, status: { ...node.status, conditions: [...unknown, ...never] } };
}
