/** Work of a server that takes time: it is data, stepped until there is an answer, which goes to whoever asked for it. */
import type { Task } from '../../process/task.ts';
import type { Wait } from '../../state.ts';
import type { HttpReply, HttpRequest } from '../../../helpers/http.ts';
import { stepDial, type Dial } from './dial.ts';
import { stepCall, type Call } from './guestbook.ts';
import { stepShell, type Shell } from './shell.ts';
import { stepEnding, type Ending } from './ending.ts';

export type Work = Dial | Shell | Call | Ending;

export interface Answer {
  /** Absent when the server ends before it answers. */
  readonly reply?: HttpReply;
  /** The server ends with this code. */
  readonly exit?: number;
}

export interface Job {
  /** The connection of who asked; -1 for work of the server's own. */
  readonly fd: number;
  readonly request: HttpRequest | undefined;
  readonly work: Work;
}

export function stepWork(task: Task, work: Work): Answer | Wait {
  switch (work.kind) {
    case 'dial':
      return stepDial(task, work);
    case 'shell':
      return stepShell(task, work);
    case 'call':
      return stepCall(task, work);
    case 'ending':
      return stepEnding(task, work);
  }
}
