/** What can be done with the file that is shown, beyond typing and applying. */
import { Download, EllipsisVertical, FolderOpen, PencilLine, Replace, WrapText } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useRef } from 'react';
import { convertText } from '#manifest/convert/convert.ts';
import { useWords } from '../words/words.ts';
import { takeInFiles } from './drop.ts';
import { replaceText, settle, textOf, useFiles } from './files.ts';
import { formatText } from './layout.ts';
import { useApply } from './apply.ts';
import { setNaming, useNaming } from './Tabs.tsx';

export function FileMenu() {
  const words = useWords();
  const current = useFiles((state) => state.current);
  const input = useRef<HTMLInputElement>(null);
  const isNone = current === '';
  const item =
    'flex cursor-default items-center gap-2 rounded-md px-2 py-1.5 text-[13px] outline-none data-[disabled]:opacity-40 data-[highlighted]:bg-ink/8';
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        accept=".yaml,.yml,.json"
        className="hidden"
        aria-hidden="true"
        tabIndex={-1}
        onChange={(event) => {
          void takeInFiles([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
      <DropdownMenu.Root>
        <DropdownMenu.Trigger className="btn btn-icon h-7" aria-label={words.fileMenu} title={words.fileMenu}>
          <EllipsisVertical size={14} />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content
            align="end"
            sideOffset={4}
            onCloseAutoFocus={(event) => {
              // The field for the new name keeps the focus that it has taken.
              if (useNaming.getState().name !== undefined) event.preventDefault();
            }}
            className="z-50 min-w-[200px] rounded-xl border border-line bg-card p-1 text-ink shadow-xl"
          >
            <DropdownMenu.Item className={item} onSelect={() => input.current?.click()}>
              <FolderOpen size={14} /> {words.openFromDisk}
            </DropdownMenu.Item>
            <DropdownMenu.Item className={item} disabled={isNone} onSelect={() => download(current)}>
              <Download size={14} /> {words.download}
            </DropdownMenu.Item>
            <DropdownMenu.Item className={item} disabled={isNone} onSelect={() => setNaming(current)}>
              <PencilLine size={14} /> {words.rename}
            </DropdownMenu.Item>
            <DropdownMenu.Separator className="my-1 h-px bg-line" />
            <DropdownMenu.Item className={item} disabled={isNone} onSelect={() => format(current, words.cannotFormat)}>
              <WrapText size={14} /> {words.format}
            </DropdownMenu.Item>
            <DropdownMenu.Item className={item} disabled={isNone} onSelect={() => convert(current)}>
              <Replace size={14} /> {words.convertAll}
            </DropdownMenu.Item>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
    </>
  );
}

export function convert(name: string): void {
  const text = textOf(name);
  if (text !== undefined) replaceText(name, convertText(text).text);
}

function format(name: string, refusal: string): void {
  const text = formatText(textOf(name) ?? '');
  if (text === undefined) useApply.setState({ answer: { file: name, isOk: false, text: refusal, markers: [] } });
  else replaceText(name, text);
}

function download(name: string): void {
  const url = URL.createObjectURL(new Blob([textOf(name) ?? ''], { type: 'application/yaml' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name.split('/').at(-1) ?? name;
  link.click();
  URL.revokeObjectURL(url);
  settle(name);
}
