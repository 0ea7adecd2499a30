/** A scripted container runtime for tests: what each container does is said by its name. */
import type { Message } from '../../client/component.ts';
import type { CriAnswer, CriRequest, ListedContainer, ListedSandbox, StartContainer } from '../../helpers/contracts/cri.ts';

/** What a container does: `runs`, `exits 1 after 500`, `cannot start`; on TERM `ends 0`, `ends 143`, `ignores`. */
export interface Script {
  readonly does?: string;
  readonly onTerm?: string;
}

export interface TestRuntime {
  scripts: Record<string, Script>;
  images: Set<string>;
  broken: Set<string>;
  exec: (container: string, command: readonly string[], now: number) => { readonly exitCode: number; readonly output?: string; readonly tookMs?: number; readonly timedOut?: boolean };
  /** Set: no sandbox can be made, for this reason. */
  noAddress?: string;
  readonly started: StartContainer[];
  readonly heard: string[];
  hear(message: Message): void;
}

type Ran = ListedContainer & { readonly spec: StartContainer };

export interface Around {
  now(): number;
  answer(message: CriAnswer, delayMs: number): void;
  /** Calls back later. */
  after(delayMs: number, then: () => void): void;
}

export function testRuntime(around: Around): TestRuntime {
  const sandboxes = new Map<string, ListedSandbox>();
  const containers = new Map<string, Ran>();
  let addresses = 1;

  function end(id: string, exitCode: number): void {
    const ran = containers.get(id);
    if (ran === undefined || ran.exited !== undefined) return;
    const exited = { exitCode, reason: exitCode === 0 ? 'Completed' : 'Error', finishedAtMs: around.now() } as const;
    containers.set(id, { ...ran, exited });
    around.answer({ type: 'cri/exited', container: id, startedAtMs: ran.startedAtMs, ...exited }, 1);
  }

  function start(spec: StartContainer): void {
    runtime.started.push(spec);
    const imageName = `docker.io/library/${spec.image}`;
    const done = { type: 'cri/started', id: spec.id, container: spec.container, imageId: 'sha256:1', imageName } as const;
    const does = runtime.scripts[spec.name]?.does ?? 'runs';
    if (does === 'cannot start') return around.answer({ ...done, error: 'exec: "/nope": no such file or directory: unknown' }, 150);
    around.after(150, () => {
      const { container, sandbox, name, attempt, image } = spec;
      containers.set(container, { container, sandbox, name, attempt, image, imageId: 'sha256:1', imageName, startedAtMs: around.now(), spec });
      around.answer(done, 0);
      const [, code, , after] = /^exits (\d+)( after (\d+))?/.exec(does) ?? [];
      if (code !== undefined) around.after(Number(after ?? '10'), () => end(container, Number(code)));
    });
  }

  function stop(id: string, graceMs: number): void {
    const ran = containers.get(id);
    const onTerm = (ran === undefined ? undefined : runtime.scripts[ran.name]?.onTerm) ?? 'ends 0';
    if (onTerm === 'ignores') around.after(graceMs, () => end(id, 137));
    else around.after(10, () => end(id, Number(onTerm.split(' ')[1])));
  }

  function pull(id: string, image: string): void {
    const error = runtime.broken.has(image) ? { error: `failed to resolve reference "docker.io/library/${image}": not found` } : {};
    around.after(2_000, () => {
      if (error.error === undefined) runtime.images.add(image);
      around.answer({ type: 'cri/pulled', id, image, tookMs: 2_000, ...error }, 0);
    });
  }

  const runtime: TestRuntime = {
    scripts: {},
    images: new Set(),
    broken: new Set(),
    exec: () => ({ exitCode: 0 }),
    started: [],
    heard: [],
    hear(message) {
      const request = message as CriRequest;
      runtime.heard.push(request.type);
      switch (request.type) {
        case 'cri/list':
          return around.answer({ type: 'cri/listed', id: request.id, sandboxes: [...sandboxes.values()], containers: [...containers.values()] }, 1);
        case 'cri/run-sandbox': {
          if (runtime.noAddress !== undefined) return around.answer({ type: 'cri/sandbox-ready', id: request.id, sandbox: request.sandbox, ip: '', error: runtime.noAddress }, 200);
          const ip = `10.244.0.${(addresses += 1)}`;
          sandboxes.set(request.sandbox, { sandbox: request.sandbox, pod: request.pod, ip });
          return around.answer({ type: 'cri/sandbox-ready', id: request.id, sandbox: request.sandbox, ip }, 200);
        }
        case 'cri/remove-sandbox':
          sandboxes.delete(request.sandbox);
          return around.answer({ type: 'cri/sandbox-removed', id: request.id, sandbox: request.sandbox }, 30);
        case 'cri/image-status?':
          return around.answer({ type: 'cri/image-status', id: request.id, image: request.image, present: runtime.images.has(request.image) }, 1);
        case 'cri/pull':
          return pull(request.id, request.image);
        case 'cri/start':
          return start(request);
        case 'cri/stop':
          return stop(request.container, request.graceMs);
        case 'cri/remove':
          return void containers.delete(request.container);
        case 'cri/exec-sync': {
          const ran = runtime.exec(request.container, request.command, around.now());
          return around.answer({ type: 'cri/exec-done', id: request.id, exitCode: ran.exitCode, output: ran.output ?? '', timedOut: ran.timedOut === true }, ran.tookMs ?? 20);
        }
        default:
      }
    },
  };
  return runtime;
}
