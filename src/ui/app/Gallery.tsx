/** The scenarios to start from. Each is a file of our own; choosing one applies it, nothing is drawn beforehand. */
import { useState } from 'react';
import { closeDialog } from '../actions/dialogs.ts';
import { freshTape } from '#share/freshTape.ts';
import { applyText } from '../editor/apply.ts';
import { openFile } from '../editor/files.ts';
import { scenarios, type Scenario } from '../editor/scenarios.ts';
import { Glyph } from '../parts/glyphs.tsx';
import { useView } from '../view/store.ts';
import { useWords } from '../words/words.ts';
import { clientOf, useWorld } from '../world.ts';
import { Dialog } from './Dialog.tsx';
import { openTape } from './tapes.ts';

export function Gallery() {
  const words = useWords();
  const world = useWorld();
  const language = useView((view) => view.language);
  const [isBusy, setBusy] = useState(false);
  const start = async (scenario: Scenario, isFresh: boolean): Promise<void> => {
    setBusy(true);
    if (isFresh) await openTape(world, freshTape());
    openFile(scenario.file, scenario.text);
    await applyText(clientOf(world), scenario.file, scenario.text);
    world.clock.play();
    setBusy(false);
    closeDialog();
  };
  return (
    <Dialog isOpen onOpenChange={closeDialog} title={words.startFrom} hint={words.startHint}>
      <ul className="grid gap-3 sm:grid-cols-2">
        {scenarios.map((scenario) => (
          <li key={scenario.file} className="flex flex-col rounded-xl border border-line bg-card p-4">
            <h3 className="flex items-center gap-2 font-semibold">
              <Glyph kind={scenario.kind} size={18} />
              {scenario.title[language]}
            </h3>
            <p className="mt-1 mb-3 flex-1 text-ink-2">{scenario.about[language]}</p>
            <div className="flex flex-wrap gap-1">
              {!world.isLive && (
                <button type="button" className="btn btn-main" disabled={isBusy} onClick={() => void start(scenario, true)}>
                  {words.startFresh}
                </button>
              )}
              <button type="button" className="btn" disabled={isBusy} onClick={() => void start(scenario, false)}>
                {words.addToCluster}
              </button>
            </div>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
