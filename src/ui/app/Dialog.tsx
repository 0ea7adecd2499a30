import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { useWords } from '../words/words.ts';

interface DialogProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  readonly hint: string;
  readonly children: ReactNode;
}

export function Dialog({ isOpen, onOpenChange, title, hint, children }: DialogProps) {
  const words = useWords();
  return (
    <Radix.Root open={isOpen} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-black/30" />
        <Radix.Content className="fixed top-1/2 left-1/2 z-50 max-h-[86vh] w-[min(720px,calc(100vw-24px))] -translate-x-1/2 -translate-y-1/2 overflow-auto rounded-2xl border border-line bg-sheet p-5 shadow-xl sm:p-6">
          <div className="mb-4 flex items-start gap-4">
            <div>
              <Radix.Title className="text-[18px] font-semibold tracking-tight">{title}</Radix.Title>
              <Radix.Description className="mt-0.5 text-ink-2">{hint}</Radix.Description>
            </div>
            <Radix.Close className="btn btn-icon ml-auto" aria-label={words.close}>
              <X size={16} />
            </Radix.Close>
          </div>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
