/** Every action of the page by name: the command palette lists them, keys call them, and the overlay of keys prints them. */
import { lenses, type Lens } from '#scene/model.ts';
import type { Playground } from '#remote/page.ts';
import { showPanel, togglePanel } from '../app/panels.ts';
import { applyText } from '../editor/apply.ts';
import { newFile, useFiles } from '../editor/files.ts';
import { fitMap, hands } from '../map/flight.ts';
import { useClip } from '../picture/clip.ts';
import { faster, stepBack, togglePlay } from '../timeline/steps.ts';
import { useTimeView } from '../timeline/store.ts';
import { arrange, useView } from '../view/store.ts';
import type { Words } from '../words/words.ts';
import { clientOf } from '../world.ts';
import { useDialogs } from './dialogs.ts';

export interface Action {
  readonly id: string;
  readonly group: 'time' | 'map' | 'go' | 'cluster' | 'page';
  readonly name: (words: Words) => string;
  /** One key, or two pressed one after the other; read outside of text fields. */
  readonly key?: string;
  readonly run: (world: Playground) => unknown;
}

const time: readonly Action[] = [
  { id: 'play', group: 'time', key: 'k', name: (words) => `${words.play} / ${words.pause}`, run: ({ clock }) => togglePlay(clock) },
  { id: 'step', group: 'time', key: '.', name: (words) => words.step, run: ({ clock }) => clock.step() },
  { id: 'step-back', group: 'time', key: ',', name: (words) => words.stepBack, run: ({ clock }) => stepBack(clock) },
  { id: 'step-event', group: 'time', key: 'e', name: (words) => words.stepEvent, run: ({ clock }) => clock.step('event') },
  { id: 'step-reconcile', group: 'time', key: 'r', name: (words) => words.stepReconcile, run: ({ clock }) => clock.step('reconcile') },
  { id: 'faster', group: 'time', key: ']', name: (words) => words.faster, run: ({ clock }) => faster(clock, 1) },
  { id: 'slower', group: 'time', key: '[', name: (words) => words.slower, run: ({ clock }) => faster(clock, -1) },
  { id: 'start', group: 'time', name: (words) => words.toBeginning, run: ({ clock }) => clock.seek(0) },
  {
    id: 'lanes',
    group: 'time',
    key: 'l',
    name: (words) => words.showLanes,
    run: () => useTimeView.setState(({ isOpen }) => ({ isOpen: !isOpen })),
  },
];

const lensActions: readonly Action[] = lenses.map((lens: Lens, index) => ({
  id: `lens-${lens}`,
  group: 'map',
  key: String(index + 1),
  name: (words) => `${words.lens}${words.colon}${words[lens]}`,
  run: () => useView.setState({ lens }),
}));

const map: readonly Action[] = [
  ...lensActions,
  { id: 'by-workload', group: 'map', key: 'w', name: (words) => words.byWorkload, run: () => arrange('workload') },
  { id: 'by-node', group: 'map', key: 'n', name: (words) => words.byNode, run: () => arrange('node') },
  {
    id: 'fit',
    group: 'map',
    key: 'f',
    name: (words) => words.fit,
    run: () => {
      hands.areOn = false;
      fitMap();
    },
  },
  {
    id: 'table',
    group: 'map',
    key: 't',
    name: (words) => `${words.table} / ${words.showMap}`,
    run: () => useView.setState(({ asTable }) => ({ asTable: !asTable })),
  },
  { id: 'reset-layout', group: 'map', name: (words) => words.resetLayout, run: () => useView.setState({ moved: new Map() }) },
  {
    id: 'deselect',
    group: 'map',
    key: 'Escape',
    name: (words) => words.deselect,
    run: () => useView.setState({ selected: undefined, held: undefined }),
  },
];

function focusOn(selector: string, sheet: 'editor' | 'terminal' | 'timeline' | 'map'): void {
  useView.setState({ sheet });
  if (sheet === 'editor' || sheet === 'terminal') showPanel(sheet);
  window.setTimeout(() => document.querySelector<HTMLElement>(selector)?.focus(), 60);
}

const go: readonly Action[] = [
  { id: 'search', group: 'go', key: '/', name: (words) => words.search, run: () => useDialogs.setState({ open: 'palette' }) },
  { id: 'palette', group: 'go', key: 'Ctrl+K', name: (words) => words.palette, run: () => useDialogs.setState({ open: 'palette' }) },
  { id: 'go-map', group: 'go', key: 'g m', name: (words) => words.map, run: () => focusOn('.react-flow__node', 'map') },
  {
    id: 'go-editor',
    group: 'go',
    key: 'g e',
    name: (words) => words.editor,
    run: () => focusOn('.monaco-editor textarea, .monaco-editor .native-edit-context', 'editor'),
  },
  { id: 'go-terminal', group: 'go', key: 'g t', name: (words) => words.terminal, run: () => focusOn('.xterm-helper-textarea', 'terminal') },
  { id: 'go-timeline', group: 'go', key: 'g l', name: (words) => words.timeline, run: () => focusOn('[role=slider]', 'timeline') },
  { id: 'keys', group: 'go', key: '?', name: (words) => words.keys, run: () => useDialogs.setState({ open: 'keys' }) },
];

const cluster: readonly Action[] = [
  {
    id: 'apply',
    group: 'cluster',
    key: 'Ctrl+Enter',
    name: (words) => words.applyHint.replace(/\s*[(（].*[)）]$/, ''),
    run: (world) => {
      const { files, current } = useFiles.getState();
      const file = files.find((one) => one.name === current);
      return file === undefined ? undefined : applyText(clientOf(world), file.name, file.text);
    },
  },
  { id: 'new-file', group: 'cluster', name: (words) => words.newFile, run: newFile },
  { id: 'gallery', group: 'cluster', key: 's', name: (words) => words.startFrom, run: () => useDialogs.setState({ open: 'gallery' }) },
  { id: 'faults', group: 'cluster', key: 'x', name: (words) => words.faults, run: () => useDialogs.setState({ open: 'faults' }) },
  { id: 'share', group: 'cluster', key: 'h', name: (words) => words.shareTitle, run: () => useDialogs.setState({ open: 'share' }) },
];

const saving = () => import('../picture/save.ts');

const panels: readonly Action[] = (['editor', 'terminal', 'inspector'] as const).map((name) => ({
  id: `panel-${name}`,
  group: 'page',
  key: `v ${name.charAt(0)}`,
  name: (words) => `${words.expand} / ${words.collapse}${words.colon}${words[name]}`,
  run: () => togglePanel(name) || useView.setState({ sheet: name }),
}));

const settings = () => import('../app/settings.ts');

const page: readonly Action[] = [
  ...panels,
  { id: 'export', group: 'page', name: (words) => words.exportSettings, run: () => settings().then((it) => it.exportSettings()) },
  { id: 'import', group: 'page', name: (words) => words.importSettings, run: () => settings().then((it) => it.importSettings()) },
  { id: 'svg', group: 'page', name: (words) => words.saveSvg, run: async () => (await saving()).saveSvg() },
  { id: 'png', group: 'page', name: (words) => words.savePng, run: async () => (await saving()).savePng() },
  {
    id: 'clip',
    group: 'page',
    name: (words) => words.saveClip,
    run: () => useClip.getState().stop?.() ?? saving().then(({ startClip }) => startClip()),
  },
  {
    id: 'light',
    group: 'page',
    name: (words) => `${words.theme}${words.colon}${words.light}`,
    run: () => useView.setState({ theme: 'light' }),
  },
  {
    id: 'dark',
    group: 'page',
    name: (words) => `${words.theme}${words.colon}${words.dark}`,
    run: () => useView.setState({ theme: 'dark' }),
  },
  {
    id: 'contrast',
    group: 'page',
    name: (words) => `${words.theme}${words.colon}${words.contrast}`,
    run: () => useView.setState({ theme: 'contrast' }),
  },
  { id: 'en', group: 'page', name: () => 'English', run: () => useView.setState({ language: 'en' }) },
  { id: 'zh', group: 'page', name: () => '中文', run: () => useView.setState({ language: 'zh' }) },
];

/** Moves the clock, which a served cluster shares with everyone. */
const movesClock: ReadonlySet<Action> = new Set(time.filter(({ id }) => id !== 'lanes'));

/** What can be done in this world. */
export function actionsIn({ isLive }: Pick<Playground, 'isLive'>): readonly Action[] {
  return isLive ? actions.filter((action) => !movesClock.has(action)) : actions;
}

const actions: readonly Action[] = [...time, ...map, ...go, ...cluster, ...page];
