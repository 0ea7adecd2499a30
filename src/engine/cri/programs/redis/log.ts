import { write } from '../../process/files.ts';
import { wallMs, type Task } from '../../process/task.ts';
import { calendar } from '../../streams/log.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A line of the server's log: `1:M 21 Nov 2026 20:51:57.123 * text`. */
export function logRedis(task: Task, role: string, mark: string, text: string): void {
  const ms = Math.floor(wallMs(task));
  const at = calendar(Math.floor(ms / 1000));
  const two = (n: number): string => String(n).padStart(2, '0');
  const time = `${two(at.day)} ${months[at.month - 1]} ${at.year} ${two(at.hour)}:${two(at.minute)}:${two(at.second)}.${String(ms % 1000).padStart(3, '0')}`;
  write(task, 1, `${task.proc.pid}:${role} ${time} ${mark} ${text}\n`);
}
