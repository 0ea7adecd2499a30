/** The source: a tab for each file, YAML with faults at their lines, and Apply. */
import { Play, Plus, X } from 'lucide-react';
import { useCallback, useEffect, useRef } from 'react';
import { parseManifest } from '#manifest/parse.ts';
import { useIsDark } from '../view/theme.ts';
import { useWords } from '../words/words.ts';
import { clientOf, useWorld } from '../world.ts';
import { applyText, useApply } from './apply.ts';
import { changeText, closeFile, newFile, textOf, useFiles } from './files.ts';
import { textMarkers, type Marker } from './markers.ts';
import { monaco } from './monaco.ts';

const checkRestMs = 250;

export function Editor() {
  const words = useWords();
  const world = useWorld();
  const current = useFiles((state) => state.current);
  const isBusy = useApply((state) => state.isBusy);
  const apply = useCallback(() => {
    const name = useFiles.getState().current;
    const text = textOf(name);
    if (text !== undefined && !useApply.getState().isBusy) void applyText(clientOf(world), name, text);
  }, [world]);
  return (
    <div className="flex size-full flex-col bg-sheet">
      <div className="flex h-9 shrink-0 items-center border-b border-line">
        <Tabs />
        <button
          type="button"
          className="btn btn-main mx-1.5 ml-auto h-7"
          title={words.applyHint}
          disabled={current === '' || isBusy}
          onClick={apply}
        >
          <Play size={13} fill="currentColor" />
          {isBusy ? words.applying : words.apply}
        </button>
      </div>
      <TextArea apply={apply} />
      <AnswerBox />
    </div>
  );
}

function Tabs() {
  const words = useWords();
  const files = useFiles((state) => state.files);
  const current = useFiles((state) => state.current);
  return (
    <div className="flex min-w-0 flex-1 items-center overflow-x-auto" role="group" aria-label={words.files}>
      {files.map(({ name }) => (
        <span
          key={name}
          className={`group flex h-9 shrink-0 items-center border-r border-line ${name === current ? 'bg-card shadow-[inset_0_-2px_0_var(--accent)]' : ''}`}
        >
          <button
            type="button"
            aria-current={name === current}
            className="h-full pr-1 pl-3 font-mono text-[12px]"
            onClick={() => useFiles.setState((state) => ({ current: name, loads: state.loads + 1 }))}
          >
            {name}
          </button>
          <button
            type="button"
            className="mr-1 rounded p-0.5 text-ink-3 opacity-0 group-hover:opacity-100 hover:bg-ink/10 focus-visible:opacity-100"
            aria-label={`${words.closeFile} ${name}`}
            onClick={() => closeFile(name)}
          >
            <X size={12} />
          </button>
        </span>
      ))}
      <button type="button" className="btn btn-icon h-7 shrink-0" aria-label={words.newFile} title={words.newFile} onClick={newFile}>
        <Plus size={14} />
      </button>
    </div>
  );
}

type CodeEditor = monaco.editor.IStandaloneCodeEditor;

function TextArea({ apply }: { readonly apply: () => void }) {
  const words = useWords();
  const holder = useRef<HTMLDivElement>(null);
  const editor = useRef<CodeEditor | undefined>(undefined);
  const isDark = useIsDark();
  const label = words.editor;
  useEffect(() => {
    if (holder.current === null) return undefined;
    const made = monaco.editor.create(holder.current, {
      value: textOf(useFiles.getState().current) ?? '',
      language: 'yaml',
      theme: 'orrery-light',
      automaticLayout: true,
      minimap: { enabled: false },
      fontSize: 12.5,
      lineHeight: 19,
      fontFamily: "ui-monospace, 'SF Mono', 'JetBrains Mono', Menlo, Consolas, monospace",
      tabSize: 2,
      lineNumbersMinChars: 3,
      lineDecorationsWidth: 6,
      folding: true,
      renderLineHighlight: 'line',
      scrollBeyondLastLine: false,
      overviewRulerBorder: false,
      occurrencesHighlight: 'off',
      quickSuggestions: false,
      wordBasedSuggestions: 'off',
      fixedOverflowWidgets: true,
      padding: { top: 8, bottom: 8 },
      ariaLabel: label,
      scrollbar: { verticalScrollbarSize: 9, horizontalScrollbarSize: 9 },
    });
    editor.current = made;
    made.addCommand(monaco.KeyMod.CtrlCmd | monaco.KeyCode.Enter, apply);
    const stops = [watchText(made), takeLoads(made), showAnswers(made)];
    return () => {
      for (const stop of stops) stop();
      editor.current = undefined;
      made.getModel()?.dispose();
      made.dispose();
    };
  }, [apply, label]);
  useEffect(() => {
    monaco.editor.setTheme(isDark ? 'orrery-dark' : 'orrery-light');
  }, [isDark]);
  return <div ref={holder} className="min-h-0 flex-1" />;
}

/** What is typed goes to the file, and its own faults are marked when the typing rests. */
function watchText(editor: CodeEditor): () => void {
  let timer: number | undefined;
  const check = (): void => setMarkers(editor, 'text', textMarkers(parseManifest(editor.getValue())));
  const handle = editor.onDidChangeModelContent(() => {
    changeText(useFiles.getState().current, editor.getValue());
    setMarkers(editor, 'server', []);
    window.clearTimeout(timer);
    timer = window.setTimeout(check, checkRestMs);
  });
  check();
  return () => {
    window.clearTimeout(timer);
    handle.dispose();
  };
}

function takeLoads(editor: CodeEditor): () => void {
  return useFiles.subscribe((state, before) => {
    if (state.loads === before.loads) return;
    const text = textOf(state.current) ?? '';
    if (text !== editor.getValue()) editor.setValue(text);
    setMarkers(editor, 'server', []);
  });
}

function showAnswers(editor: CodeEditor): () => void {
  return useApply.subscribe(({ answer }, before) => {
    if (answer === before.answer || answer === undefined || answer.file !== useFiles.getState().current) return;
    setMarkers(editor, 'server', answer.markers);
    const [first] = answer.markers;
    if (first !== undefined) editor.revealLineInCenterIfOutsideViewport(first.line);
  });
}

function setMarkers(editor: CodeEditor, owner: string, markers: readonly Marker[]): void {
  const model = editor.getModel();
  if (model === null) return;
  monaco.editor.setModelMarkers(
    model,
    owner,
    markers.map((marker) => ({
      startLineNumber: marker.line,
      startColumn: marker.column,
      endLineNumber: marker.endLine,
      endColumn: marker.endColumn,
      message: marker.message,
      severity: marker.severity === 'error' ? monaco.MarkerSeverity.Error : monaco.MarkerSeverity.Warning,
    })),
  );
}

/** The last answer, in kubectl's own words. */
function AnswerBox() {
  const words = useWords();
  const answer = useApply((state) => state.answer);
  if (answer === undefined) return null;
  return (
    <div className="max-h-[34%] shrink-0 overflow-auto border-t border-line bg-sunk px-3 py-2" role="status" aria-live="polite">
      <div className="flex items-center">
        <span className={`text-[12px] font-semibold ${answer.isOk ? 'text-ready' : 'text-bad'}`}>
          {answer.isOk ? words.applied : `${answer.file}`}
        </span>
        <button
          type="button"
          className="ml-auto rounded p-0.5 text-ink-3 hover:text-ink"
          aria-label={words.close}
          onClick={() => useApply.setState({ answer: undefined })}
        >
          <X size={13} />
        </button>
      </div>
      <pre className="mt-0.5 font-mono text-[11.5px] leading-[1.5] break-words whitespace-pre-wrap text-ink-2">{answer.text}</pre>
    </div>
  );
}
