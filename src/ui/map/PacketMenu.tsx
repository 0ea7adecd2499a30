/** The last requests by name: on the map a packet is gone before a hand can reach it, and what is painted has no name. */
import { ArrowLeftRight } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useMirror } from '../mirror/store.ts';
import { hold } from '../view/store.ts';
import { useWords } from '../words/words.ts';
import { useWorld } from '../world.ts';
import { recentPackets, requestName } from './packets.ts';

export function PacketMenu() {
  const words = useWords();
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="btn btn-icon h-7" aria-label={words.packets} title={words.packets}>
        <ArrowLeftRight size={15} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="float z-50 max-w-[min(460px,calc(100vw-24px))] min-w-64 p-1" align="end" sideOffset={6}>
          <Packets />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function Packets() {
  const words = useWords();
  const { clock } = useWorld();
  const traces = useMirror((picture) => picture.traces);
  const now = useMirror((picture) => picture.now);
  const packets = recentPackets(traces, now);
  if (packets.length === 0) return <p className="px-2.5 py-1.5 text-[12px] text-ink-3">{words.noPackets}</p>;
  return packets.map((packet) => {
    const [way, ...rest] = requestName(packet).split(', ');
    return (
      <DropdownMenu.Item
        key={packet.id}
        aria-label={`${words.packet} ${requestName(packet)}`}
        className="flex flex-col rounded-md px-2.5 py-1.5 leading-4 outline-none data-[highlighted]:bg-wash"
        onSelect={() => {
          clock.pause();
          hold(packet);
        }}
      >
        <span className="truncate font-mono text-[11.5px]">{way}</span>
        <span className="truncate text-[11px] text-ink-3">{rest.join(' · ')}</span>
      </DropdownMenu.Item>
    );
  });
}
