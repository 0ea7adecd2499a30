/** A scripted container runtime for tests: what each container does is said by its name. */
import type { Message } from '../../client/component.ts';
import type {
  CriAnswer,
  CriRequest,
  ExecSync,
  ListedContainer,
  ListedSandbox,
  PullImage,
  RunSandbox,
  StartContainer,
  StopContainer,
} from '../../helpers/contracts/cri.ts';

/** What a container does: `runs`, `exits 1 after 500`, `cannot start`; on TERM `ends 0`, `ends 143`, `ignores`. */
export interface Script {
  readonly does?: string;
  readonly onTerm?: string;
}

interface Ran {
  readonly exitCode: number;
  readonly output?: string;
  readonly tookMs?: number;
  readonly timedOut?: boolean;
}

export interface TestRuntime {
  scripts: Record<string, Script>;
  images: Set<string>;
  broken: Set<string>;
  exec: (container: string, command: readonly string[], now: number) => Ran;
  /** Set: no sandbox can be made, for this reason. */
  noAddress?: string;
  readonly started: StartContainer[];
  readonly heard: string[];
  /** How many sandboxes and running containers there are. */
  left(): { readonly sandboxes: number; readonly running: number };
  hear(message: Message): void;
}

export interface Around {
  now(): number;
  answer(message: CriAnswer, delayMs: number): void;
  /** Calls back later. */
  after(delayMs: number, then: () => void): void;
}

interface Scene {
  readonly around: Around;
  readonly runtime: TestRuntime;
  readonly sandboxes: Map<string, ListedSandbox>;
  readonly containers: Map<string, ListedContainer>;
  addresses: number;
}

export function testRuntime(around: Around): TestRuntime {
  const runtime: TestRuntime = {
    scripts: {},
    images: new Set(),
    broken: new Set(),
    exec: () => ({ exitCode: 0 }),
    started: [],
    heard: [],
    left: () => ({
      sandboxes: scene.sandboxes.size,
      running: [...scene.containers.values()].filter(({ exited }) => exited === undefined).length,
    }),
    hear(message) {
      runtime.heard.push(message.type);
      hear(scene, message as CriRequest);
    },
  };
  const scene: Scene = { around, runtime, sandboxes: new Map(), containers: new Map(), addresses: 1 };
  return runtime;
}

function hear(scene: Scene, request: CriRequest): void {
  const { around, runtime, sandboxes, containers } = scene;
  switch (request.type) {
    case 'cri/list':
      return around.answer(
        { type: 'cri/listed', id: request.id, sandboxes: [...sandboxes.values()], containers: [...containers.values()], images: [] },
        1,
      );
    case 'cri/run-sandbox':
      return runSandbox(scene, request);
    case 'cri/remove-sandbox':
      sandboxes.delete(request.sandbox);
      return around.answer({ type: 'cri/sandbox-removed', id: request.id, sandbox: request.sandbox }, 30);
    case 'cri/image-status?':
      return around.answer(
        { type: 'cri/image-status', id: request.id, image: request.image, present: runtime.images.has(request.image), user: 0 },
        1,
      );
    case 'cri/pull':
      return pull(scene, request);
    case 'cri/start':
      return start(scene, request);
    case 'cri/stop':
      return stop(scene, request);
    case 'cri/remove':
      return void containers.delete(request.container);
    case 'cri/exec-sync':
      return exec(scene, request);
    default:
  }
}

function runSandbox(scene: Scene, { id, sandbox, pod }: RunSandbox): void {
  const error = scene.runtime.noAddress;
  if (error !== undefined) return scene.around.answer({ type: 'cri/sandbox-ready', id, sandbox, ip: '', error }, 200);
  const ip = `10.244.0.${(scene.addresses += 1)}`;
  scene.sandboxes.set(sandbox, { sandbox, pod, ip });
  scene.around.answer({ type: 'cri/sandbox-ready', id, sandbox, ip }, 200);
}

function pull({ around, runtime }: Scene, { id, image }: PullImage): void {
  const failed = runtime.broken.has(image);
  around.after(2_000, () => {
    if (!failed) runtime.images.add(image);
    const error = failed ? { error: `failed to resolve reference "docker.io/library/${image}": not found` } : {};
    around.answer({ type: 'cri/pulled', id, image, tookMs: 2_000, ...error }, 0);
  });
}

function start(scene: Scene, spec: StartContainer): void {
  const { around, runtime } = scene;
  runtime.started.push(spec);
  const imageName = `docker.io/library/${spec.image}`;
  const done = { type: 'cri/started', id: spec.id, container: spec.container, imageId: 'sha256:1', imageName } as const;
  const does = runtime.scripts[spec.name]?.does ?? 'runs';
  if (does === 'cannot start') return around.answer({ ...done, error: 'exec: "/nope": no such file or directory: unknown' }, 150);
  around.after(150, () => {
    const { container, sandbox, name, attempt } = spec;
    scene.containers.set(container, {
      container,
      sandbox,
      name,
      attempt,
      image: imageName,
      imageId: 'sha256:1',
      imageName,
      startedAtMs: around.now(),
    });
    around.answer(done, 0);
    const [, code, , after] = /^exits (\d+)( after (\d+))?/.exec(does) ?? [];
    if (code !== undefined) around.after(Number(after ?? '10'), () => end(scene, container, Number(code)));
  });
}

function stop(scene: Scene, { container, graceMs }: StopContainer): void {
  const name = scene.containers.get(container)?.name ?? '';
  const onTerm = scene.runtime.scripts[name]?.onTerm ?? 'ends 0';
  if (onTerm === 'ignores') scene.around.after(graceMs, () => end(scene, container, 137));
  else scene.around.after(10, () => end(scene, container, Number(onTerm.split(' ')[1])));
}

function end({ around, containers }: Scene, id: string, exitCode: number): void {
  const ran = containers.get(id);
  if (ran === undefined || ran.exited !== undefined) return;
  const exited = { exitCode, reason: exitCode === 0 ? 'Completed' : 'Error', finishedAtMs: around.now() } as const;
  containers.set(id, { ...ran, exited });
  around.answer({ type: 'cri/exited', container: id, startedAtMs: ran.startedAtMs, ...exited }, 1);
}

function exec({ around, runtime }: Scene, { id, container, command }: ExecSync): void {
  const { exitCode, output = '', timedOut = false, tookMs = 20 } = runtime.exec(container, command, around.now());
  around.answer({ type: 'cri/exec-done', id, exitCode, output, timedOut }, tookMs);
}
