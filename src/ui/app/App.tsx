/**
 * The screen. Owns the frame around map, source, inspector, terminal and timeline, and how a visit begins.
 * Reads the mirror and the view; writes only requests, through the Client, and the clock.
 * Deliberately knows nothing of the engine: what it shows, it was told in a frame.
 */
import { useEffect } from 'react';
import { connectMirror } from '../mirror/store.ts';
import { connectScene } from '../map/sceneStore.ts';
import { SearchDialog } from '../map/SearchDialog.tsx';
import { useIsDark } from '../view/theme.ts';
import { useView } from '../view/store.ts';
import { loadWords } from '../words/words.ts';
import { useWorld, WorldProvider, type Playground } from '../world.ts';
import { begin } from './begin.ts';
import { CrashPanel } from './CrashPanel.tsx';
import { Layout } from './Layout.tsx';
import { TopBar } from './TopBar.tsx';

export function App({ world }: { readonly world: Playground }) {
  const isDark = useIsDark();
  document.documentElement.classList.toggle('dark', isDark);
  return (
    <WorldProvider value={world}>
      <Connections />
      <div className="flex h-full flex-col">
        <TopBar />
        <main className="flex min-h-0 flex-1 flex-col">
          <Layout />
        </main>
      </div>
      <CrashPanel />
      <SearchDialog />
    </WorldProvider>
  );
}

function Connections() {
  const world = useWorld();
  useEffect(() => {
    const stops = [connectMirror(world), connectScene()];
    void loadWords(useView.getState().language);
    void begin(world);
    return () => {
      for (const stop of stops) stop();
    };
  }, [world]);
  return null;
}
