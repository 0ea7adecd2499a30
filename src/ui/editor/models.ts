/** A model a file, so that each tab has its own undo, cursor and scroll. */
import { changeText, useFiles } from './files.ts';
import { monaco } from './monaco.ts';

export type Model = monaco.editor.ITextModel;
export type CodeEditor = monaco.editor.IStandaloneCodeEditor;

interface Kept {
  readonly model: Model;
  view: monaco.editor.ICodeEditorViewState | null;
}

const kept = new Map<string, Kept>();
let isTaking = false;

function make(name: string, text: string): Kept {
  const language = name.endsWith('.json') ? 'json' : 'yaml';
  const model = monaco.editor.createModel(text, language === 'json' ? 'yaml' : language);
  const made: Kept = { model, view: null };
  model.onDidChangeContent(() => {
    if (!isTaking) changeText(nameOf(model), model.getValue());
  });
  return made;
}

function nameOf(model: Model): string {
  for (const [name, it] of kept) if (it.model === model) return name;
  return '';
}

/** The model of the file that is shown, with the newest text in it. */
export function modelOf(name: string, text: string): Model {
  let it = kept.get(name) ?? renamed(name, text);
  if (it === undefined) kept.set(name, (it = make(name, text)));
  if (it.model.getValue() !== text) take(it.model, text);
  return it.model;
}

/** A model whose file is gone while its text stands under a new name. */
function renamed(name: string, text: string): Kept | undefined {
  const names = new Set(useFiles.getState().files.map((file) => file.name));
  for (const [old, it] of kept) {
    if (names.has(old) || it.model.getValue() !== text) continue;
    kept.delete(old);
    kept.set(name, it);
    return it;
  }
  return undefined;
}

/** Text from outside is an edit like any other: it can be undone. */
function take(model: Model, text: string): void {
  isTaking = true;
  model.pushStackElement();
  model.pushEditOperations([], [{ range: model.getFullModelRange(), text }], () => null);
  model.pushStackElement();
  isTaking = false;
}

/** Shows a file in the editor; where one was in the file before is remembered. */
export function show(editor: CodeEditor, name: string, text: string): void {
  const model = modelOf(name, text);
  const before = editor.getModel();
  if (before === model) return;
  const left = [...kept.values()].find((it) => it.model === before);
  if (left !== undefined) left.view = editor.saveViewState();
  editor.setModel(model);
  const view = kept.get(name)?.view ?? null;
  if (view !== null) editor.restoreViewState(view);
}

/** Lets go of the models of files that were closed. */
export function sweep(): void {
  const names = new Set(useFiles.getState().files.map((file) => file.name));
  for (const [name, it] of kept) {
    if (names.has(name)) continue;
    it.model.dispose();
    kept.delete(name);
  }
}
