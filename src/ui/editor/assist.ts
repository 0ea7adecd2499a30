/**
 * Completion, hover and the one-click conversion, for every kind of the cluster and its custom resources.
 * The schema is fetched when it is first asked for; the kinds are those that the cluster serves now.
 */
import { apiVersionOf, servedRows } from '#api/scheme.ts';
import type { CustomResourceDefinition } from '#api/kinds.ts';
import { convertText } from '#manifest/convert/convert.ts';
import { parseManifest } from '#manifest/parse.ts';
import { placeAt } from '#manifest/place.ts';
import { loadDefinitions } from '#schema/load.ts';
import { customDefinitions, customsOfDefinition } from '#schema/openapi/custom.ts';
import type { Definitions } from '#schema/schema.ts';
import { useMirror } from '../mirror/store.ts';
import { wordsNow } from '../words/words.ts';
import { monaco } from './monaco.ts';
import { oldFormCode } from './oldForms.ts';
import { snippets } from './snippets.ts';
import { explanationAt, suggestionsAt, type Served, type Suggestion } from './suggestions.ts';

interface Known {
  readonly definitions: Definitions;
  readonly served: readonly Served[];
}

let known: { readonly customs: unknown; readonly all: Known } | undefined;

/** The built-in definitions with those of the cluster's custom resources. */
async function knowledge(): Promise<Known> {
  const customs = useMirror.getState().mirror.kinds.get('CustomResourceDefinition');
  if (known !== undefined && known.customs === customs) return known.all;
  const builtIn = await loadDefinitions();
  const resources = [...(customs?.values() ?? [])].flatMap((it) => customsOfDefinition(it as unknown as CustomResourceDefinition));
  const definitions: Definitions = Object.assign({}, builtIn, ...resources.map((it) => customDefinitions(it, builtIn, 3)));
  const served = [...servedRows(), ...resources].map((row) => ({ apiVersion: apiVersionOf(row), kind: row.kind }));
  known = { customs, all: { definitions, served } };
  return known.all;
}

type Model = monaco.editor.ITextModel;

function rangeAt(position: monaco.Position, length: number): monaco.IRange {
  return new monaco.Range(position.lineNumber, position.column - length, position.lineNumber, position.column);
}

function namesOf(kind: string): readonly string[] {
  return [...(useMirror.getState().mirror.kinds.get(kind)?.values() ?? [])].map(({ metadata }) => metadata.name);
}

async function complete(model: Model, position: monaco.Position): Promise<monaco.languages.CompletionList> {
  const { definitions, served } = await knowledge();
  const text = model.getValue();
  const place = placeAt(text, model.getOffsetAt(position));
  const range = rangeAt(position, place.word.length);
  const items = suggestionsAt(place, definitions, served, namesOf).map((it) => itemOf(it, range));
  const isBegun = place.path.length === 0 && !place.inValue && place.apiVersion === undefined && place.kind === undefined;
  return { suggestions: isBegun ? [...snippetItems(range), ...items] : items };
}

function itemOf(it: Suggestion, range: monaco.IRange): monaco.languages.CompletionItem {
  const { CompletionItemKind, CompletionItemInsertTextRule } = monaco.languages;
  return {
    label: it.label,
    kind: it.kind === 'field' ? CompletionItemKind.Field : CompletionItemKind.Value,
    detail: it.detail,
    documentation: it.text,
    insertText: it.insert,
    insertTextRules: CompletionItemInsertTextRule.InsertAsSnippet,
    sortText: `${it.isRequired ? '0' : '1'}${it.label}`,
    range,
  };
}

function snippetItems(range: monaco.IRange): monaco.languages.CompletionItem[] {
  return Object.entries(snippets).map(([kind, insertText]) => ({
    label: kind,
    kind: monaco.languages.CompletionItemKind.Snippet,
    detail: wordsNow().snippet,
    insertText,
    insertTextRules: monaco.languages.CompletionItemInsertTextRule.InsertAsSnippet,
    sortText: `2${kind}`,
    range,
  }));
}

async function hover(model: Model, position: monaco.Position): Promise<monaco.languages.Hover | null> {
  const word = model.getWordAtPosition(position);
  if (word === null) return null;
  const { definitions } = await knowledge();
  const told = explanationAt(placeAt(model.getValue(), model.getOffsetAt(position)), definitions);
  if (told === undefined) return null;
  const range = new monaco.Range(position.lineNumber, word.startColumn, position.lineNumber, word.endColumn);
  return { range, contents: [{ value: `**${told.title}** \`${told.type}\`` }, { value: escapeMarkdown(told.text) }] };
}

/** Descriptions are plain text: nothing in them is markup but their own line breaks. */
function escapeMarkdown(text: string): string {
  return text.replace(/[\\*_[\]<>#!`|~]/g, '\\$&').replaceAll('\n', '  \n');
}

function actions(model: Model, markers: readonly monaco.editor.IMarkerData[]): monaco.languages.CodeActionList {
  const old = markers.filter((marker) => marker.code === oldFormCode);
  const text = model.getValue();
  const list = old.flatMap((marker) => {
    const converted = convertText(text, marker.startLineNumber);
    const [conversion] = converted.conversions;
    if (conversion === undefined) return [];
    const edit = {
      resource: model.uri,
      textEdit: { range: model.getFullModelRange(), text: converted.text },
      versionId: model.getVersionId(),
    };
    return [
      {
        title: wordsNow().convertTo.replace('{what}', `${conversion.to} ${conversion.toKind}`),
        kind: 'quickfix',
        diagnostics: [marker],
        isPreferred: true,
        edit: { edits: [edit] },
      },
    ];
  });
  return { actions: list, dispose: () => undefined };
}

/** The documents of a text, as places to go to. */
function symbols(model: Model): monaco.languages.DocumentSymbol[] {
  return parseManifest(model.getValue()).documents.map(({ object, range }) => {
    const { kind = '', metadata } = (object ?? {}) as { readonly kind?: string; readonly metadata?: { readonly name?: string } };
    const whole = new monaco.Range(range.line, range.column, range.endLine, range.endColumn);
    const name = `${kind} ${metadata?.name ?? ''}`.trim();
    return {
      name: name === '' ? '?' : name,
      detail: '',
      kind: monaco.languages.SymbolKind.Object,
      tags: [],
      range: whole,
      selectionRange: whole,
    };
  });
}

/** Registers what helps with writing; gives what undoes it. */
export function registerAssist(): () => void {
  const { languages } = monaco;
  const made = [
    languages.registerCompletionItemProvider('yaml', {
      triggerCharacters: [' ', '\n', ':', '-', '{', '[', ','],
      provideCompletionItems: complete,
    }),
    languages.registerHoverProvider('yaml', { provideHover: hover }),
    languages.registerCodeActionProvider('yaml', { provideCodeActions: (model, _range, { markers }) => actions(model, markers) }),
    languages.registerDocumentSymbolProvider('yaml', { provideDocumentSymbols: symbols }),
  ];
  return () => {
    for (const it of made) it.dispose();
  };
}
