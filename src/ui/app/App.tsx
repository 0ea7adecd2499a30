/**
 * The screen. Owns the frame around map, source, inspector, terminal and timeline, and how a visit begins.
 * Reads the mirror and the view; writes only requests, through the Client, and the clock.
 * Deliberately knows nothing of the engine: what it shows, it was told in a frame.
 */
import { lazy, Suspense, useEffect } from 'react';
import { connectScene } from '../map/sceneStore.ts';
import { useDialogs } from '../actions/dialogs.ts';
import { useKeys } from '../actions/useKeys.ts';
import { pageOptions } from '../view/options.ts';
import { useIsDark } from '../view/theme.ts';
import { useView } from '../view/store.ts';
import { loadWords } from '../words/words.ts';
import { useWorld, WorldProvider, type Playground } from '../world.ts';
import { begin } from './begin.ts';
import { connectEmbed } from './embedPort.ts';
import { CrashPanel } from './CrashPanel.tsx';
import { Layout } from './Layout.tsx';
import { Narrator } from './Narrator.tsx';
import { OpeningBar } from './OpeningBar.tsx';
import { TopBar } from './TopBar.tsx';

const Palette = lazy(() => import('../actions/Palette.tsx').then((module) => ({ default: module.Palette })));
const KeysDialog = lazy(() => import('../actions/KeysDialog.tsx').then((module) => ({ default: module.KeysDialog })));
const FaultsDialog = lazy(() => import('../faults/FaultsDialog.tsx').then((module) => ({ default: module.FaultsDialog })));
const Gallery = lazy(() => import('./Gallery.tsx').then((module) => ({ default: module.Gallery })));
const ShareDialog = lazy(() => import('./ShareDialog.tsx').then((module) => ({ default: module.ShareDialog })));

/** Each is fetched when it is first opened. */
function Dialogs() {
  const open = useDialogs((state) => state.open);
  return (
    <Suspense fallback={null}>
      {open === 'palette' && <Palette />}
      {open === 'keys' && <KeysDialog />}
      {open === 'faults' && <FaultsDialog />}
      {open === 'gallery' && <Gallery />}
      {open === 'share' && <ShareDialog />}
    </Suspense>
  );
}

export function App({ world }: { readonly world: Playground }) {
  const isDark = useIsDark();
  const isSharp = useView((view) => view.theme === 'contrast');
  document.documentElement.classList.toggle('dark', isDark);
  document.documentElement.classList.toggle('contrast', isSharp);
  return (
    <WorldProvider value={world}>
      <Connections />
      <div className="flex h-full flex-col">
        {!pageOptions.embed && <TopBar />}
        <main className="flex min-h-0 flex-1 flex-col">
          <Layout />
        </main>
      </div>
      <CrashPanel />
      <OpeningBar />
      <Dialogs />
      <Narrator />
    </WorldProvider>
  );
}

function Connections() {
  const world = useWorld();
  useKeys();
  useEffect(() => {
    const stops = [connectScene(), connectEmbed(world)];
    void loadWords(useView.getState().language);
    void begin(world);
    return () => {
      for (const stop of stops) stop();
    };
  }, [world]);
  return null;
}
