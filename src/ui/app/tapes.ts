/** Runs as files: saved, opened, and checked before they are believed. */
import type { Tape } from '#api/tape.ts';
import { withoutKeys } from '#share/withoutKeys.ts';
import { whenApplied } from '../editor/apply.ts';
import { expectAnother } from '../mirror/store.ts';
import { stoppedProblem } from '#remote/loading.ts';
import { wordsNow } from '../words/words.ts';
import { forgetMoved } from '../view/moved.ts';
import { useView } from '../view/store.ts';
import { nothingOpens, useOpening } from './opening.ts';
import type { Playground } from '../world.ts';
import { saveText } from './saveText.ts';

export function saveTape(tape: Tape, name = 'orrery-run.json'): void {
  saveText(JSON.stringify(withoutKeys(tape)), name);
}

/** Answers what is wrong with the file, or nothing when its run is open. */
export async function openTapeFile(world: Playground, file: File): Promise<string | undefined> {
  try {
    const { readTape } = await import('#share/readTape.ts');
    await openTape(world, readTape(JSON.parse(await file.text())));
    return undefined;
  } catch (problem) {
    return problem instanceof Error ? problem.message : String(problem);
  }
}

export async function openTape(world: Playground, tape: Tape, at?: number): Promise<void> {
  await whenApplied();
  expectAnother(true);
  useView.setState({ isOpening: true });
  try {
    await world.load(tape, at, (now) => useOpening.setState({ what: 'opening', from: 0, now, to: at ?? 0, stop: world.stop }));
  } catch (problem) {
    expectAnother(false);
    throw problem instanceof Error && problem.message === stoppedProblem ? new Error(wordsNow().openingStopped) : problem;
  } finally {
    useView.setState({ isOpening: false });
    useOpening.setState(nothingOpens, true);
  }
  forgetMoved();
  useView.setState({ selected: undefined, held: undefined, moved: new Map(), opened: new Set() });
}
