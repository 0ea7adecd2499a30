/** Monaco with the few features this editor wants, and our three colour themes. This file is a chunk of its own. */
import * as monaco from 'monaco-editor/editor/editor.api.js';
import 'monaco-editor/features/bracketMatching/register.js';
import 'monaco-editor/features/clipboard/register.js';
import 'monaco-editor/editor/contrib/caretOperations/browser/caretOperations.js';
import 'monaco-editor/editor/contrib/suggest/browser/suggestController.js';
import 'monaco-editor/features/codeAction/register.js';
import 'monaco-editor/features/codicon/register.js';
import 'monaco-editor/features/comment/register.js';
import 'monaco-editor/features/diffEditor/register.js';
import 'monaco-editor/features/find/register.js';
import 'monaco-editor/features/folding/register.js';
import 'monaco-editor/features/gotoError/register.js';
import 'monaco-editor/features/hover/register.js';
import 'monaco-editor/features/indentation/register.js';
import 'monaco-editor/features/linesOperations/register.js';
import 'monaco-editor/features/multicursor/register.js';
import 'monaco-editor/features/snippet/register.js';
import 'monaco-editor/features/wordHighlighter/register.js';
import 'monaco-editor/features/wordOperations/register.js';
import 'monaco-editor/languages/definitions/yaml/register.js';

self.MonacoEnvironment = {
  getWorker: () => new Worker(new URL('monaco-editor/editor/editor.worker.js', import.meta.url), { type: 'module' }),
};

const light = {
  ink: '1d1f24',
  faint: '5f636d',
  key: '2742b0',
  text: '1b7347',
  number: '985b00',
  sheet: '#fbfaf6',
  line: '#f0ede5',
  accent: '#2f4fd0',
};
const dark = {
  ink: 'ebe8e0',
  faint: '8b909c',
  key: '9db0ff',
  text: '7fd0a6',
  number: 'e3a845',
  sheet: '#141820',
  line: '#1b2029',
  accent: '#93a8ff',
};

const contrast = {
  ink: '000000',
  faint: '2e2e2e',
  key: '0022b8',
  text: '00561f',
  number: '6b3c00',
  sheet: '#ffffff',
  line: '#f2f2f2',
  accent: '#0022b8',
};

function define(name: string, base: monaco.editor.BuiltinTheme, tint: typeof light): void {
  monaco.editor.defineTheme(name, {
    base,
    inherit: true,
    rules: [
      { token: '', foreground: tint.ink },
      { token: 'comment', foreground: tint.faint, fontStyle: 'italic' },
      { token: 'type.yaml', foreground: tint.key },
      { token: 'string', foreground: tint.text },
      { token: 'string.yaml', foreground: tint.text },
      { token: 'number', foreground: tint.number },
      { token: 'keyword', foreground: tint.number },
    ],
    colors: {
      'editor.background': tint.sheet,
      'editor.lineHighlightBackground': tint.line,
      'editor.lineHighlightBorder': '#00000000',
      'editorLineNumber.foreground': `#${tint.faint}`,
      'editorLineNumber.activeForeground': `#${tint.ink}`,
      'editorLineNumber.dimmedForeground': `#${tint.faint}`,
      'editorCursor.foreground': tint.accent,
      focusBorder: '#00000000',
    },
  });
}

define('orrery-light', 'vs', light);
define('orrery-dark', 'vs-dark', dark);
define('orrery-contrast', 'hc-light', contrast);

export { monaco };
