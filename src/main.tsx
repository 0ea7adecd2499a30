/** The page's entry: a worker with the cluster in it, and the screen that looks at it. */
import { createRoot } from 'react-dom/client';
import { createPlayground } from '#remote/page.ts';
import { workerPort } from '#remote/workerPort.ts';
import { defaultCluster } from '#share/freshTape.ts';
import { App } from '#ui/app/App.tsx';
import { useMirror } from '#ui/mirror/store.ts';
import '#ui/theme.css';

const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });

worker.onerror = (event) => {
  useMirror.setState({
    broken: event.message === '' ? 'the worker could not be started' : `${event.message} (${event.filename}:${event.lineno})`,
  });
};

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no place for the screen');
createRoot(root).render(<App world={createPlayground(workerPort(worker), defaultCluster)} />);
