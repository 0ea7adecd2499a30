/** How every editor on the page looks. */
import type { monaco } from './monaco.ts';

export const editorOptions: monaco.editor.IEditorOptions & monaco.editor.IGlobalEditorOptions = {
  automaticLayout: true,
  minimap: { enabled: false },
  fontSize: 12.5,
  lineHeight: 19,
  fontFamily: "ui-monospace, 'SF Mono', 'JetBrains Mono', Menlo, Consolas, monospace",
  tabSize: 2,
  detectIndentation: false,
  lineNumbersMinChars: 3,
  lineDecorationsWidth: 6,
  folding: true,
  renderLineHighlight: 'line',
  scrollBeyondLastLine: false,
  // A sentence that is cut at the border cannot be read; YAML itself is seldom that wide.
  wordWrap: 'on',
  wrappingIndent: 'same',
  overviewRulerBorder: false,
  occurrencesHighlight: 'off',
  wordBasedSuggestions: 'off',
  quickSuggestions: { other: true, strings: true, comments: false },
  suggest: { showWords: false, showStatusBar: false },
  snippetSuggestions: 'bottom',
  fixedOverflowWidgets: true,
  padding: { top: 8, bottom: 8 },
  scrollbar: { verticalScrollbarSize: 9, horizontalScrollbarSize: 9 },
};
