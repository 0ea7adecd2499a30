/** The source: a tab for each file, YAML with faults at their lines, help from the schema, and Apply. */
import { GitCompare, Play } from 'lucide-react';
import { useCallback, useState, type DragEvent } from 'react';
import { Progress } from '../parts/Progress.tsx';
import { pageOptions } from '../view/options.ts';
import { useWords } from '../words/words.ts';
import { clientOf, useWorld } from '../world.ts';
import { AnswerBox } from './AnswerBox.tsx';
import { applyText, useApply } from './apply.ts';
import { CodeArea } from './CodeArea.tsx';
import { compare, useCompare } from './compare.ts';
import { ComparePanel } from './ComparePanel.tsx';
import { takeIn } from './drop.ts';
import { FileMenu } from './FileMenu.tsx';
import { textOf, useFiles } from './files.ts';
import { NothingOpen } from './NothingOpen.tsx';
import { OldFormsBar } from './OldFormsBar.tsx';
import { Tabs } from './Tabs.tsx';

export function Editor() {
  const world = useWorld();
  const current = useFiles((state) => state.current);
  const isComparing = useCompare((state) => state.comparison !== undefined);
  const { isOver, handlers } = useDrop();
  const apply = useCallback(() => {
    const name = useFiles.getState().current;
    const text = textOf(name);
    if (text === undefined || useApply.getState().isBusy) return;
    useCompare.setState({ comparison: undefined });
    void applyText(clientOf(world), name, text);
  }, [world]);
  return (
    <div className="relative flex size-full flex-col bg-sheet" {...handlers}>
      <div className="flex h-9 shrink-0 items-center border-b border-line">
        <Tabs />
        <Buttons apply={apply} />
      </div>
      {current === '' ? <NothingOpen /> : null}
      <div className={`flex min-h-0 flex-1 flex-col ${current === '' ? 'hidden' : ''}`}>
        <OldFormsBar />
        <CodeArea apply={apply} />
      </div>
      {isComparing ? <ComparePanel /> : null}
      <HomelessNote />
      <ApplyBar />
      <AnswerBox />
      {isOver ? <DropHint /> : null}
    </div>
  );
}

function Buttons({ apply }: { readonly apply: () => void }) {
  const words = useWords();
  const world = useWorld();
  const current = useFiles((state) => state.current);
  const isBusy = useApply((state) => state.isBusy);
  const isComparing = useCompare((state) => state.isBusy);
  return (
    <div className="ml-auto flex shrink-0 items-center gap-0.5 pr-1.5">
      <FileMenu />
      <button
        type="button"
        className="btn btn-icon h-7"
        aria-label={words.compareFile}
        title={words.compareHint}
        disabled={current === '' || isComparing}
        onClick={() => void compare(clientOf(world), current)}
      >
        <GitCompare size={14} />
      </button>
      <button
        type="button"
        className="btn btn-main h-7"
        title={words.applyHint}
        disabled={current === '' || isBusy || pageOptions.readonly}
        onClick={apply}
      >
        <Play size={13} fill="currentColor" />
        {isBusy ? words.applying : words.apply}
      </button>
    </div>
  );
}

function ApplyBar() {
  const words = useWords();
  const progress = useApply((state) => state.progress);
  if (progress === undefined) return null;
  const { done, of, stop } = progress;
  return (
    <div className="flex items-center gap-3 border-t border-line bg-sunk px-3 py-2" role="status">
      <Progress name={words.applying} text={`${done} / ${of}`} from={0} now={done} to={of} stop={stop} />
    </div>
  );
}

/** Files and folders may be dropped anywhere on the panel. */
function useDrop() {
  const [isOver, setIsOver] = useState(false);
  const isFile = (event: DragEvent): boolean => event.dataTransfer.types.includes('Files');
  const handlers = {
    onDragOver: (event: DragEvent) => {
      if (!isFile(event)) return;
      event.preventDefault();
      setIsOver(true);
    },
    onDragLeave: (event: DragEvent) => {
      if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setIsOver(false);
    },
    onDrop: (event: DragEvent) => {
      setIsOver(false);
      if (!isFile(event)) return;
      event.preventDefault();
      void takeIn(event.dataTransfer);
    },
  };
  return { isOver, handlers };
}

/** What the browser does not keep has to be taken home by hand. */
function HomelessNote() {
  const words = useWords();
  const isHomeless = useFiles((state) => state.isHomeless);
  if (!isHomeless) return null;
  return (
    <p role="alert" className="border-t border-line bg-sunk px-3 py-2 text-[12px] text-moving">
      {words.notKept}
    </p>
  );
}

function DropHint() {
  const words = useWords();
  return (
    <div className="pointer-events-none absolute inset-2 z-30 grid place-items-center rounded-xl border-2 border-dashed border-accent bg-sheet/90">
      <p className="max-w-[80%] text-center font-medium text-ink">{words.dropHint}</p>
    </div>
  );
}
