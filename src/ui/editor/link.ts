/** The map's selection and the cursor lead to each other: an object to its lines, a line to its object. */
import { objectAt, useMirror } from '../mirror/store.ts';
import { isSameRef, select, useView } from '../view/store.ts';
import type { Ref } from '#scene/model.ts';
import { showFile, useFiles } from './files.ts';
import { linesOf, refAtLine, type Lines } from './lines.ts';
import { monaco } from './monaco.ts';
import type { CodeEditor } from './models.ts';

const cursorRestMs = 200;

export function linkWithMap(editor: CodeEditor): () => void {
  const marks = editor.createDecorationsCollection();
  let told: Ref | undefined;
  let timer: number | undefined;
  const stopView = useView.subscribe((view, before) => {
    if (view.selected === before.selected) return;
    if (view.selected === undefined) marks.clear();
    else if (!isSameRef(view.selected, told)) goTo(editor, marks, view.selected);
    told = undefined;
  });
  const cursor = editor.onDidChangeCursorPosition(({ reason, source, position }) => {
    const isByHand = source === 'mouse' || (source === 'keyboard' && reason === monaco.editor.CursorChangeReason.Explicit);
    window.clearTimeout(timer);
    if (!isByHand) return;
    timer = window.setTimeout(() => {
      const ref = refOnMap(editor.getValue(), position.lineNumber);
      if (ref === undefined || isSameRef(ref, useView.getState().selected)) return;
      told = ref;
      select(ref);
    }, cursorRestMs);
  });
  return () => {
    window.clearTimeout(timer);
    stopView();
    cursor.dispose();
  };
}

/** The object at a line, when the cluster has it. */
function refOnMap(text: string, line: number): Ref | undefined {
  const ref = refAtLine(text, line);
  if (ref === undefined) return undefined;
  const picture = useMirror.getState();
  const inDefault = { ...ref, namespace: ref.namespace ?? 'default' };
  if (objectAt(picture, inDefault) !== undefined) return inDefault;
  return objectAt(picture, ref) === undefined ? undefined : ref;
}

/** In the file that is shown when it is there, else in the first that has it. */
function goTo(editor: CodeEditor, marks: monaco.editor.IEditorDecorationsCollection, ref: Ref): void {
  const { files, current } = useFiles.getState();
  const ordered = files.toSorted((a, b) => Number(b.name === current) - Number(a.name === current));
  for (const { name, text } of ordered) {
    const lines = linesOf(text, ref);
    if (lines === undefined) continue;
    showFile(name);
    window.setTimeout(() => reveal(editor, marks, lines), 0);
    return;
  }
  marks.clear();
}

function reveal(editor: CodeEditor, marks: monaco.editor.IEditorDecorationsCollection, { from, to }: Lines): void {
  editor.revealLinesInCenterIfOutsideViewport(from, Math.min(to, from + 12));
  const range = new monaco.Range(from, 1, to, 1);
  marks.set([{ range, options: { isWholeLine: true, linesDecorationsClassName: 'source-mark' } }]);
}
