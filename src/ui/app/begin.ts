/** How a visit begins: with the run in the link, else with a cluster that comes alive at once. */
import { applyText, useApply } from '../editor/apply.ts';
import type { Tape } from '#api/tape.ts';
import { bringIn, openFile, textOf, useFiles } from '../editor/files.ts';
import { scenarios } from '../editor/scenarios.ts';
import { pageOptions } from '../view/options.ts';
import { useView, type View } from '../view/store.ts';
import { clusterNow } from '../mirror/store.ts';
import type { Playground } from '../world.ts';
import { momentOfAddress } from './link.ts';
import { openTape } from './tapes.ts';

const begun = new WeakSet<Playground>();

export async function begin(world: Playground): Promise<void> {
  if (begun.has(world)) return;
  begun.add(world);
  // Opening a run forgets what was chosen; what the address chose, or a reload kept, is meant for this very run.
  const { selected, moved } = useView.getState();
  const [first] = scenarios;
  if (world.isLive) return openFirst();
  window.addEventListener('hashchange', () => void openAddress(world, {}));
  const isOpened = await openAddress(world, { selected, moved });
  openFirst();
  if (isOpened) return;
  world.clock.play();
  await applyText(world.clientOf(clusterNow()), first.file, textOf(first.file) ?? first.text);
}

function openFirst(): void {
  const [first] = scenarios;
  if (useFiles.getState().files.length === 0) openFile(first.file, first.text);
}

const rebuiltKey = 'orrery/rebuilt';

/** The files that the run was made from; a reload of the same link finds them as they were left. */
async function bringSources(tape: Tape): Promise<void> {
  if (sessionStorage.getItem(rebuiltKey) === location.hash && useFiles.getState().files.length > 0) return;
  const { sourcesOf } = await import('../editor/sources.ts');
  bringIn(sourcesOf(tape));
  sessionStorage.setItem(rebuiltKey, location.hash);
}

/** Opens the run in the address, if there is one; what is wrong with it is told in the place of an answer. True when there was one, good or bad. */
async function openAddress(world: Playground, kept: Partial<Pick<View, 'selected' | 'moved'>>): Promise<boolean> {
  try {
    const moment = await momentOfAddress();
    if (moment === undefined) return false;
    await openTape(world, moment.tape, pageOptions.at ?? moment.at);
    useView.setState(kept);
    await bringSources(moment.tape);
    if (pageOptions.autoplay === true) world.clock.play();
    if (pageOptions.autoplay === false) world.clock.pause();
  } catch (problem) {
    useApply.setState({
      answer: { file: '', isOk: false, text: problem instanceof Error ? problem.message : String(problem), markers: [] },
    });
    world.clock.play();
  }
  return true;
}
