/** The thin line at the top: what this is, which namespaces, scenarios, sharing, language, theme. */
import { Command as CommandIcon, Contrast, FolderOpen, Languages, LayoutTemplate, Share2, type LucideIcon } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useMemo, useRef, useState } from 'react';
import { useDialogs } from '../actions/dialogs.ts';
import { useClip } from '../picture/clip.ts';
import { useMirror } from '../mirror/store.ts';
import { useView, type Language, type ThemeChoice } from '../view/store.ts';
import { useWords } from '../words/words.ts';
import { useWorld } from '../world.ts';
import { openTapeFile } from './tapes.ts';

export function TopBar() {
  const words = useWords();
  const world = useWorld();
  const [fault, setFault] = useState('');
  const file = useRef<HTMLInputElement>(null);
  return (
    <header className="flex h-11 shrink-0 items-center gap-1 border-b border-line bg-sheet px-2 sm:px-3">
      <Logo />
      <h1 className="mr-1 text-[15px] font-semibold tracking-tight">Orrery</h1>
      <span className="mr-auto hidden min-w-0 truncate pt-0.5 text-[12px] text-ink-3 lg:inline">
        {words.appTagline}
        <span className="hidden xl:inline"> {words.appInvitation}</span>
      </span>
      <span className="mr-auto lg:hidden" />
      {fault !== '' && (
        <span role="alert" className="truncate text-[12px] text-bad">
          {fault}
        </span>
      )}
      <NamespacePicker />
      <button type="button" className="btn" aria-label={words.start} onClick={() => useDialogs.setState({ open: 'gallery' })}>
        <LayoutTemplate size={15} /> <span className="hidden sm:inline">{words.start}</span>
      </button>
      <button
        type="button"
        className="btn btn-icon"
        aria-label={words.openTape}
        title={words.openTape}
        onClick={() => file.current?.click()}
      >
        <FolderOpen size={15} />
      </button>
      <input
        ref={file}
        type="file"
        accept=".json,application/json"
        hidden
        onChange={(event) => {
          const chosen = event.currentTarget.files?.[0];
          event.currentTarget.value = '';
          if (chosen !== undefined)
            void openTapeFile(world, chosen).then((problem) =>
              setFault(problem === undefined ? '' : `${words.badTape}${words.colon}${problem}`),
            );
        }}
      />
      <button type="button" className="btn" aria-label={words.share} onClick={() => useDialogs.setState({ open: 'share' })}>
        <Share2 size={15} /> <span className="hidden sm:inline">{words.share}</span>
      </button>
      <ClipStop />
      <PaletteButton />
      <ThemeMenu />
      <LanguageMenu />
    </header>
  );
}

const isMac = /mac/i.test(navigator.userAgent);

function PaletteButton() {
  const words = useWords();
  return (
    <button
      type="button"
      className="btn hidden sm:inline-flex"
      aria-label={words.palette}
      title={`${words.palette} (Ctrl+K)`}
      onClick={() => useDialogs.setState({ open: 'palette' })}
    >
      {isMac ? <CommandIcon size={14} /> : <span className="text-[12px]">Ctrl</span>}
      <span className="text-[12px]">K</span>
    </button>
  );
}

/** A clip that is being recorded can be stopped from anywhere. */
function ClipStop() {
  const words = useWords();
  const stop = useClip((state) => state.stop);
  if (stop === undefined) return null;
  return (
    <button type="button" className="btn text-bad" onClick={stop}>
      <span className="size-2.5 rounded-full bg-bad" /> {words.stopClip}
    </button>
  );
}

function Logo() {
  return (
    <svg viewBox="0 0 32 32" className="size-7" fill="none" aria-hidden="true">
      <circle cx="16" cy="16" r="3.2" fill="var(--accent)" />
      <ellipse cx="16" cy="16" rx="13" ry="5.4" transform="rotate(-24 16 16)" stroke="var(--accent)" strokeWidth="1.6" />
      <circle cx="16" cy="16" r="9.5" stroke="var(--line-2)" strokeWidth="1.3" />
      <circle cx="27.6" cy="11.4" r="2.6" fill="var(--moving)" />
      <circle cx="8.6" cy="21.9" r="1.9" fill="var(--ready)" />
    </svg>
  );
}

function NamespacePicker() {
  const words = useWords();
  const namespaces = useMirror((picture) => picture.mirror.kinds.get('Namespace'));
  const chosen = useView((view) => view.namespace);
  const names = useMemo(() => [...(namespaces?.values() ?? [])].map((one) => one.metadata.name).sort(), [namespaces]);
  return (
    <select
      className="field hidden max-w-40 text-[12px] sm:block"
      aria-label={words.namespace}
      title={words.namespace}
      value={chosen}
      onChange={(event) => useView.setState({ namespace: event.currentTarget.value })}
    >
      <option value="">{words.namespace + words.colon + words.userNamespaces}</option>
      <option value="*">{words.namespace + words.colon + words.allNamespaces}</option>
      {names.map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </select>
  );
}

const menuClass = 'float z-50 min-w-36 p-1';
const itemClass =
  'flex items-center gap-2 rounded-md px-2.5 py-1.5 outline-none data-[highlighted]:bg-wash data-[state=checked]:text-accent';

function ThemeMenu() {
  const words = useWords();
  const theme = useView((view) => view.theme);
  const choices: readonly (readonly [ThemeChoice, string])[] = [
    ['light', words.light],
    ['dark', words.dark],
    ['contrast', words.contrast],
    ['system', words.system],
  ];
  return (
    <ChoiceMenu name={words.theme} icon={Contrast} value={theme} choices={choices} choose={(value) => useView.setState({ theme: value })} />
  );
}

const languages: readonly (readonly [Language, string])[] = [
  ['en', 'English'],
  ['zh', '中文'],
];

function LanguageMenu() {
  const words = useWords();
  const language = useView((view) => view.language);
  return (
    <ChoiceMenu
      name={words.language}
      icon={Languages}
      value={language}
      choices={languages}
      choose={(value) => useView.setState({ language: value })}
    />
  );
}

interface ChoiceProps<T extends string> {
  readonly name: string;
  readonly icon: LucideIcon;
  readonly value: T;
  readonly choices: readonly (readonly [T, string])[];
  choose(value: T): void;
}

/** A button that opens a list of which one is chosen. */
function ChoiceMenu<T extends string>({ name, icon: Icon, value, choices, choose }: ChoiceProps<T>) {
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger className="btn btn-icon" aria-label={name} title={name}>
        <Icon size={15} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={menuClass} align="end" sideOffset={6}>
          <DropdownMenu.RadioGroup value={value} onValueChange={(chosen) => choose(chosen as T)}>
            {choices.map(([id, text]) => (
              <DropdownMenu.RadioItem key={id} value={id} className={itemClass}>
                {text}
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
