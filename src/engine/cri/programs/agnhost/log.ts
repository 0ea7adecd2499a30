/** Go's log package: a line on standard error with date and time. upstream: log/log.go */
import { write } from '../../process/files.ts';
import { wallMs, type Task } from '../../process/task.ts';
import { dateTime } from '../../streams/log.ts';

export function log(task: Task, text: string): void {
  const stamp = dateTime(Math.floor(wallMs(task) / 1000))
    .replace('T', ' ')
    .replaceAll('-', '/');
  write(task, 2, `${stamp} ${text}\n`);
}
