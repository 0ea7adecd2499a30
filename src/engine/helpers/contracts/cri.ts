/**
 * What a kubelet and its container runtime say to each other. The kubelet is at `kubelet/<node>`, the runtime at
 * `containerd/<node>`. Every request carries an `id` that its answer repeats.
 * upstream: staging/src/k8s.io/cri-api/pkg/apis/runtime/v1/api.proto
 */
import type { StreamChunk } from '#api/frame.ts';
import type { Message } from '../../client/component.ts';
import type { PortMapping } from './network.ts';

export interface Mount {
  readonly containerPath: string;
  readonly readOnly: boolean;
  /** Path inside the volume that is mounted; '' for its root. */
  readonly subPath: string;
  /** Which volume: a disk handle of Context.disks (persistent, hostPath, and pod-local volumes all are disks). */
  readonly disk: string;
  /** Whether it lies in memory (tmpfs) and not on a disk. */
  readonly isMemory?: boolean;
  /** How much of it there may be, in KiB. */
  readonly sizeKi?: number;
}

export interface RunSandbox extends Message {
  readonly type: 'cri/run-sandbox';
  readonly id: string;
  readonly sandbox: string;
  readonly pod: { readonly namespace: string; readonly name: string; readonly uid: string };
  readonly hostname: string;
  /** Content of /etc/resolv.conf and /etc/hosts as the kubelet wrote them (hosts: with `{{ip}}` where the pod IP belongs). */
  readonly resolvConf: string;
  readonly hosts: string;
  readonly hostNetwork: boolean;
  /** Which of the node's runtimes runs it; absent: the usual one. */
  readonly handler?: string;
  /** Ports of the node that lead to the pod. */
  readonly portMappings?: readonly PortMapping[];
  /** Settings of the kernel for this pod alone, by name with dots. */
  readonly sysctls?: Readonly<Record<string, string>>;
}

export interface SandboxReady extends Message {
  readonly type: 'cri/sandbox-ready';
  readonly id: string;
  readonly sandbox: string;
  readonly ip: string;
  /** In the runtime's words why there is no sandbox: no address is left, for example. */
  readonly error?: string;
}

export interface RemoveSandbox extends Message {
  readonly type: 'cri/remove-sandbox';
  readonly id: string;
  readonly sandbox: string;
  /** Only the address is given back: exited containers and their logs stay until `cri/remove` names them. */
  readonly keepContainers?: boolean;
}

export interface SandboxRemoved extends Message {
  readonly type: 'cri/sandbox-removed';
  readonly id: string;
  readonly sandbox: string;
}

export interface PullImage extends Message {
  readonly type: 'cri/pull';
  readonly id: string;
  readonly image: string;
}

/** `error` in the runtime's words, as it stands in ErrImagePull messages; `reason` such as ErrImagePull or InvalidImageName. */
export interface ImagePulled extends Message {
  readonly type: 'cri/pulled';
  readonly id: string;
  readonly image: string;
  readonly error?: string;
  /** As whom the image runs when nobody says otherwise. */
  readonly user?: number;
  readonly tookMs: number;
  /** What is on the node after that. */
  readonly images?: readonly NodeImage[];
}

/** An image on a node: all its names, and what it takes. */
export interface NodeImage {
  readonly names: readonly string[];
  readonly sizeBytes: number;
}

/** Is it there already? Answered with `cri/image-status`. */
export interface ImageStatus extends Message {
  readonly type: 'cri/image-status?';
  readonly id: string;
  readonly image: string;
}

export interface ImageStatusAnswer extends Message {
  readonly type: 'cri/image-status';
  readonly id: string;
  readonly image: string;
  readonly present: boolean;
  readonly user?: number;
}

export interface StartContainer extends Message {
  readonly type: 'cri/start';
  readonly id: string;
  readonly sandbox: string;
  /** 64 hexadecimal digits. */
  readonly container: string;
  readonly name: string;
  readonly attempt: number;
  readonly image: string;
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly workingDir: string;
  readonly mounts: readonly Mount[];
  readonly tty: boolean;
  readonly stdin: boolean;
  /** Its processes are numbered with others': what it runs first is not pid 1, whom signals spare. */
  readonly sharesProcesses?: boolean;
  /** The end of an attached client's input is the end of the process's input. */
  readonly stdinOnce?: boolean;
  readonly runAsUser?: number;
  /** Bytes; going over it kills with OOMKilled. */
  readonly memoryLimit?: number;
  readonly terminationMessagePath: string;
  /** With FallbackToLogsOnError an exit with an error and no message takes the log's last lines. */
  readonly terminationMessagePolicy?: 'File' | 'FallbackToLogsOnError';
  readonly runAsGroup?: number;
  /** Supplementary groups, fsGroup among them. */
  readonly groups?: readonly number[];
  readonly readOnlyRootFilesystem?: boolean;
  /** Programs that belong to root and run as root (setuid) do not become root. */
  readonly noNewPrivileges?: boolean;
  /** System calls are filtered: by the runtime's own profile or by one of the node's files. */
  readonly seccomp?: boolean;
  /** Added to and dropped from the runtime's usual ones, by name without CAP_; ALL stands for every one. */
  readonly capabilities?: { readonly add: readonly string[]; readonly drop: readonly string[] };
  /** The container's declared ports: what a server of which nothing else is known listens on. */
  readonly ports?: readonly number[];
}

export interface ContainerStarted extends Message {
  readonly type: 'cri/started';
  readonly id: string;
  readonly container: string;
  readonly imageId: string;
  /** The image's full name, such as docker.io/library/redis:5-alpine. */
  readonly imageName: string;
  /** In the runtime's words: an executable that is not there, for example. */
  readonly error?: string;
}

export interface StopContainer extends Message {
  readonly type: 'cri/stop';
  readonly id: string;
  readonly container: string;
  /** Milliseconds between TERM and KILL. */
  readonly graceMs: number;
}

/** The main process makes a mistake that the kernel answers with this signal, or is sent it from outside; without SIG. */
export interface SignalContainer extends Message {
  readonly type: 'cri/signal';
  readonly container: string;
  readonly signal: string;
  readonly isOwnMistake: boolean;
}

/** Told whenever a container's main process ends, whoever ended it. */
export interface ContainerExited extends Message {
  readonly type: 'cri/exited';
  readonly container: string;
  readonly exitCode: number;
  readonly signal?: number;
  readonly reason: 'Completed' | 'Error' | 'OOMKilled' | 'ContainerCannotRun';
  readonly message?: string;
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
}

export interface RemoveContainer extends Message {
  readonly type: 'cri/remove';
  readonly id: string;
  readonly container: string;
}

/** Runs a command for the kubelet itself (exec probes, hooks). Answered with `cri/exec-done`. */
export interface ExecSync extends Message {
  readonly type: 'cri/exec-sync';
  readonly id: string;
  readonly container: string;
  readonly command: readonly string[];
  readonly timeoutMs: number;
}

export interface ExecDone extends Message {
  readonly type: 'cri/exec-done';
  readonly id: string;
  readonly exitCode: number;
  readonly output: string;
  readonly timedOut: boolean;
  /** The command could not be started at all, in the runtime's words. */
  readonly error?: string;
}

/** An exec, attach or logs stream for a person; output goes out with Context.stream, which ends with an exit chunk. */
export interface OpenStream extends Message {
  readonly type: 'cri/stream';
  readonly stream: string;
  readonly container: string;
  readonly what: 'exec' | 'attach' | 'log';
  readonly command: readonly string[];
  readonly stdin: boolean;
  readonly tty: boolean;
  readonly log?: {
    readonly follow: boolean;
    readonly tailLines?: number;
    /** Only lines from this virtual moment on. */
    readonly sinceMs?: number;
    readonly timestamps: boolean;
  };
}

/** Standard input, a new terminal size, or the end of a stream, from whoever opened it. */
/** From the API server to a kubelet: a request to its HTTP server follows on the stream. */
/** Where a kubelet serves. */
export const kubeletPort = 10_250;

export interface KubeletRequest extends Message {
  readonly type: 'kubelet/request';
  readonly stream: string;
}

export interface StreamInput extends Message {
  readonly type: 'stream/stdin' | 'stream/resize' | 'stream/hangup';
  readonly stream: string;
  /** Absent in a stream/stdin: the end of the input, while the output goes on. */
  readonly data?: string;
  readonly columns?: number;
  readonly rows?: number;
}

/** To the component that has opened a stream: what is said on it. */
export interface StreamOutput extends Message {
  readonly type: 'stream/output';
  readonly chunk: StreamChunk;
}

/** From the API server to a node's kubelet: somebody wants a stream. The kubelet finds the container and asks its runtime. */
export interface KubeletStream extends Message {
  readonly type: 'kubelet/stream';
  readonly stream: string;
  readonly namespace: string;
  readonly pod: string;
  readonly what: 'exec' | 'attach' | 'log';
  readonly query: Readonly<Record<string, readonly string[]>>;
}

/** From now on pods get addresses of this range. */
export interface UpdateRuntimeConfig extends Message {
  readonly type: 'cri/update-runtime-config';
  readonly podCidr: string;
}

/** What runs there? A kubelet that has just started takes over what it finds. Answered with `cri/listed`. */
export interface ListRuntime extends Message {
  readonly type: 'cri/list';
  readonly id: string;
}

/** Everything that was not removed yet: ready sandboxes, and containers that run or have exited. */
export interface RuntimeListed extends Message {
  readonly type: 'cri/listed';
  readonly id: string;
  readonly sandboxes: readonly ListedSandbox[];
  readonly containers: readonly ListedContainer[];
  readonly images: readonly NodeImage[];
}

export interface ListedSandbox {
  readonly sandbox: string;
  readonly pod: RunSandbox['pod'];
  readonly ip: string;
}

export interface ListedContainer {
  readonly container: string;
  readonly sandbox: string;
  readonly name: string;
  readonly attempt: number;
  /** The image as it was asked for. */
  readonly image: string;
  readonly imageId: string;
  readonly imageName: string;
  readonly startedAtMs: number;
  /** Absent while it runs. */
  readonly exited?: Pick<ContainerExited, 'exitCode' | 'signal' | 'reason' | 'message' | 'finishedAtMs'>;
}

/** HTTP and TCP probes are dialled by the node over the network (contracts/network.ts). */
export type CriRequest =
  | RunSandbox
  | RemoveSandbox
  | PullImage
  | ImageStatus
  | StartContainer
  | StopContainer
  | SignalContainer
  | RemoveContainer
  | ExecSync
  | OpenStream
  | ListRuntime
  | UpdateRuntimeConfig
  | StreamInput;
export type CriAnswer =
  | SandboxReady
  | SandboxRemoved
  | ImagePulled
  | ImageStatusAnswer
  | ContainerStarted
  | ContainerExited
  | ExecDone
  | RuntimeListed;

export function kubeletAddress(node: string): string {
  return `kubelet/${node}`;
}
export function containerdAddress(node: string): string {
  return `containerd/${node}`;
}
