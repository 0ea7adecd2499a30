/** Monaco with the file that is shown. Made once; files come and go as models. */
import { useEffect, useRef } from 'react';
import { parseManifest } from '#manifest/parse.ts';
import { useIsDark } from '../view/theme.ts';
import { useView } from '../view/store.ts';
import { useWords, wordsNow } from '../words/words.ts';
import { useApply } from './apply.ts';
import { registerAssist } from './assist.ts';
import { textOf, useFiles } from './files.ts';
import { linkWithMap } from './link.ts';
import { textMarkers, type Marker } from './markers.ts';
import { show, sweep, type CodeEditor } from './models.ts';
import { monaco } from './monaco.ts';
import { useOldForms } from './OldFormsBar.tsx';
import { oldFormCode, oldFormsOf, oldFormsText, type OldForm } from './oldForms.ts';
import { editorOptions } from './options.ts';

const checkRestMs = 250;
/** Longer texts are looked at when typing has rested for longer. */
const longText = 300_000;
const longRestMs = 1_500;

export function CodeArea({ apply }: { readonly apply: () => void }) {
  const words = useWords();
  const holder = useRef<HTMLDivElement>(null);
  const editor = useRef<CodeEditor | undefined>(undefined);
  const label = words.editor;
  useTheme();
  useEffect(() => {
    if (holder.current === null) return undefined;
    const made = monaco.editor.create(holder.current, { ...editorOptions, model: null });
    editor.current = made;
    made.addCommand(monaco.KeyMod.CtrlCmd | monaco.KeyCode.Enter, apply);
    const stops = [registerAssist(), takeFiles(made), watchText(made), showAnswers(made), linkWithMap(made)];
    return () => {
      for (const stop of stops) stop();
      editor.current = undefined;
      made.setModel(null);
      made.dispose();
    };
  }, [apply]);
  useEffect(() => {
    editor.current?.updateOptions({ ariaLabel: label });
  }, [label]);
  // The map pans with the space bar, except where it is told that somebody types.
  return <div ref={holder} className="nokey min-h-0 flex-1" />;
}

function useTheme(): void {
  const isDark = useIsDark();
  const isContrast = useView((view) => view.theme === 'contrast');
  useEffect(() => {
    monaco.editor.setTheme(`orrery-${isContrast ? 'contrast' : isDark ? 'dark' : 'light'}`);
  }, [isDark, isContrast]);
}

/** Shows the current file, now and whenever a text or the choice changes from outside. */
function takeFiles(editor: CodeEditor): () => void {
  const take = (): void => {
    sweep();
    const { current } = useFiles.getState();
    const text = textOf(current);
    if (text !== undefined) show(editor, current, text);
  };
  take();
  return useFiles.subscribe((state, before) => {
    if (state.loads !== before.loads) take();
  });
}

/** The text's own faults are marked when the typing rests; what the server said of an older text is gone at once. */
function watchText(editor: CodeEditor): () => void {
  let timer: number | undefined;
  const check = (): void => {
    const manifest = parseManifest(editor.getModel()?.getValue() ?? '');
    const forms = oldFormsOf(manifest);
    useOldForms.setState({ forms });
    setMarkers(editor, 'text', [...textMarkers(manifest).map(dataOf), ...oldMarkers(forms)]);
  };
  const plan = (): void => {
    window.clearTimeout(timer);
    const length = editor.getModel()?.getValueLength() ?? 0;
    timer = window.setTimeout(check, length > longText ? longRestMs : checkRestMs);
  };
  const changes = editor.onDidChangeModelContent(() => {
    setMarkers(editor, 'server', []);
    plan();
  });
  const models = editor.onDidChangeModel(check);
  check();
  return () => {
    window.clearTimeout(timer);
    changes.dispose();
    models.dispose();
  };
}

function oldMarkers(forms: readonly OldForm[]): monaco.editor.IMarkerData[] {
  return forms.map((form) => ({
    startLineNumber: form.line,
    startColumn: form.column,
    endLineNumber: form.endLine,
    endColumn: form.endColumn,
    message: oldFormsText(wordsNow(), [form]),
    severity: monaco.MarkerSeverity.Warning,
    code: oldFormCode,
  }));
}

function showAnswers(editor: CodeEditor): () => void {
  return useApply.subscribe(({ answer }, before) => {
    if (answer === before.answer || answer === undefined || answer.file !== useFiles.getState().current) return;
    setMarkers(editor, 'server', answer.markers.map(dataOf));
    const [first] = answer.markers;
    if (first !== undefined) editor.revealLineInCenterIfOutsideViewport(first.line);
  });
}

function dataOf(marker: Marker): monaco.editor.IMarkerData {
  return {
    startLineNumber: marker.line,
    startColumn: marker.column,
    endLineNumber: marker.endLine,
    endColumn: marker.endColumn,
    message: marker.message,
    severity: marker.severity === 'error' ? monaco.MarkerSeverity.Error : monaco.MarkerSeverity.Warning,
  };
}

function setMarkers(editor: CodeEditor, owner: string, markers: monaco.editor.IMarkerData[]): void {
  const model = editor.getModel();
  if (model !== null) monaco.editor.setModelMarkers(model, owner, markers);
}
