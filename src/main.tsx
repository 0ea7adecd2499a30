/** The page's entry: a worker with the cluster in it, or a cluster that is served, and the screen that looks at it. */
import { started } from './startWorker.ts';
import { createRoot } from 'react-dom/client';
import { createPlayground, type Playground } from '#remote/page.ts';
import type { WorkerPort } from '#remote/workerPort.ts';
import { defaultCluster } from '#share/freshTape.ts';
import { App } from '#ui/app/App.tsx';
import { tellWays } from '#ui/app/opening.ts';
import { servedWorld } from '#ui/app/served.ts';
import { connectMirror, useMirror } from '#ui/mirror/store.ts';
import '#ui/theme.css';

function tellBroken(broken: string): void {
  useMirror.setState({ broken });
}

function workerWorld(port: WorkerPort): Playground {
  port.onBroken(tellBroken);
  return createPlayground(port, defaultCluster, { whenDrawn });
}

/** A tab in the background draws nothing, and its cluster lives on. */
const patienceMs = 1_000;

function whenDrawn(then: () => void): void {
  if (document.hidden) return then();
  const done = (): void => {
    cancelAnimationFrame(frame);
    window.clearTimeout(timer);
    then();
  };
  const frame = requestAnimationFrame(done);
  const timer = window.setTimeout(done, patienceMs);
}

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no place for the screen');
const world = started === undefined ? servedWorld(tellBroken) : workerWorld(started);
// Before anything is drawn: the first frame may have come already.
connectMirror(world);
tellWays(world);
createRoot(root).render(<App world={world} />);
