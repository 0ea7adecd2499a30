/** upstream: staging/src/k8s.io/apimachinery/pkg/watch/watch.go */
import type { KubeObject, ResourceVersion, Uid, VirtualMs } from './meta.ts';
import type { Status } from './request.ts';

/** One change of one object, as a watcher sees it. */
export type WatchEvent<T extends KubeObject = KubeObject> =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: T }
  | { readonly type: 'BOOKMARK'; readonly object: KubeObject }
  | { readonly type: 'ERROR'; readonly object: Status };

/**
 * One committed change as history keeps it: who wrote what, when, and because of what.
 * "Why?" is a walk from an entry to the entry its cause names.
 */
export interface HistoryEntry {
  readonly revision: number;
  readonly at: VirtualMs;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly uid: Uid;
  readonly resourceVersion: ResourceVersion;
  readonly verb: string;
  readonly subresource?: string;
  /** The writer: a component such as `kube-scheduler`, or a person's user name. */
  readonly by: string;
  readonly cause: Cause;
}

/** Why a write was made. */
export interface Cause {
  /** The component that wrote: `kube-controller-manager`, `kubelet/node-1`, or `user`. */
  readonly actor: string;
  /** Inside the component: the controller's name, if it has several. */
  readonly controller?: string;
  /** The work item's key, such as `default/web`. */
  readonly key?: string;
  /** The revision whose news put the item on the queue; absent when nothing earlier led to it. */
  readonly revision?: number;
  /** A timer that fired, in a few words, when it was time and not news that led to the write. */
  readonly timer?: string;
}
