/** The branches of time as a small tree: go on with another, or look at it beside the present one. */
import { Columns2, GitBranch } from 'lucide-react';
import { Popover } from 'radix-ui';
import type { BranchInfo } from '#api/frame.ts';
import { useMirror } from '../mirror/store.ts';
import { useWords } from '../words/words.ts';
import { useWorld } from '../world.ts';
import { branchRows } from './branches.ts';
import { clockText } from './lanes.ts';
import { useTimeView } from './store.ts';

export function BranchMenu() {
  const words = useWords();
  const branches = useMirror((picture) => picture.branches);
  if (branches.length < 2) return null;
  return (
    <Popover.Root>
      <Popover.Trigger className="btn h-7 text-[12px]" aria-label={words.branches} title={words.branches}>
        <GitBranch size={14} /> {branches.length}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="float z-50 w-[min(380px,calc(100vw-24px))] p-1.5" align="end" side="top" sideOffset={6}>
          <p className="eyebrow px-2 pt-1 pb-1.5">{words.branches}</p>
          <ol>
            {branchRows(branches).map(({ branch, depth }) => (
              <BranchRow key={branch.id} branch={branch} depth={depth} />
            ))}
          </ol>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function BranchRow({ branch, depth }: { readonly branch: BranchInfo; readonly depth: number }) {
  const words = useWords();
  const { clock } = useWorld();
  const isBeside = useTimeView(({ beside }) => beside?.type === 'branch' && beside.id === branch.id);
  const name = `${words.branch} ${branch.id + 1}`;
  return (
    <li className="flex items-center gap-1" style={{ paddingLeft: depth * 14 }}>
      <button
        type="button"
        aria-current={branch.isCurrent ? 'true' : undefined}
        className={`btn h-8 min-w-0 flex-1 justify-start ${branch.isCurrent ? 'text-accent' : ''}`}
        onClick={() => clock.branch(branch.id)}
      >
        <span className={`size-2 shrink-0 rounded-full ${branch.isCurrent ? 'bg-accent' : 'border border-ink-3'}`} />
        {name}
        <span className="truncate font-mono text-[11px] text-ink-3">
          {branch.parent === undefined ? '' : `${clockText(branch.at)} → `}
          {clockText(branch.end)}
        </span>
      </button>
      {!branch.isCurrent && (
        <button
          type="button"
          className="btn btn-icon"
          aria-pressed={isBeside}
          aria-label={`${words.compare}${words.colon}${name}`}
          title={words.compare}
          onClick={() => useTimeView.setState({ beside: isBeside ? undefined : { type: 'branch', id: branch.id } })}
        >
          <Columns2 size={14} />
        </button>
      )}
    </li>
  );
}
