/** The page's entry: a worker with the cluster in it, or a cluster that is served, and the screen that looks at it. */
import { createRoot } from 'react-dom/client';
import { createPlayground, type Playground } from '#remote/page.ts';
import { workerPort } from '#remote/workerPort.ts';
import { defaultCluster } from '#share/freshTape.ts';
import { App } from '#ui/app/App.tsx';
import { isServed, servedWorld } from '#ui/app/served.ts';
import { useMirror } from '#ui/mirror/store.ts';
import '#ui/theme.css';

function tellBroken(broken: string): void {
  useMirror.setState({ broken });
}

function workerWorld(): Playground {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  // A script that does not come is an event without a message.
  worker.onerror = ({ message = '', filename, lineno }) => tellBroken(message === '' ? '' : `${message} (${filename}:${lineno})`);
  return createPlayground(workerPort(worker), defaultCluster, { whenDrawn });
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
createRoot(root).render(<App world={isServed() ? servedWorld(tellBroken) : workerWorld()} />);
