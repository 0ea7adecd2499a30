/** Lines on standard error with date and time, as Go's log package and as klog write them. upstream: log/log.go, k8s.io/klog */
import { write } from '../../process/files.ts';
import { wallMs, type Task } from '../../process/task.ts';
import { dateTime } from '../../streams/log.ts';

export function log(task: Task, text: string): void {
  const stamp = dateTime(Math.floor(wallMs(task) / 1000))
    .replace('T', ' ')
    .replaceAll('-', '/');
  write(task, 2, `${stamp} ${text}\n`);
}

/** `where`: the file and line that say it. */
export function klog(task: Task, text: string, { severity = 'I', where = 'logs_generator.go:76' } = {}): void {
  const ms = wallMs(task);
  const [date = '', time = ''] = dateTime(Math.floor(ms / 1000)).split('T');
  const micros = String(Math.floor((ms % 1000) * 1000)).padStart(6, '0');
  const pid = String(task.proc.pid).padStart(7);
  write(task, 2, `${severity}${date.slice(5).replace('-', '')} ${time}.${micros} ${pid} ${where}] ${text}\n`);
}
