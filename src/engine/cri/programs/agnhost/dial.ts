/** netexec /dial: asks another server, over HTTP or UDP, as often as told. upstream: test/images/agnhost/netexec */
import { stepExchange, type Exchange } from '../../net/exchange.ts';
import type { Task } from '../../process/task.ts';
import type { Wait } from '../../state.ts';
import { plainReply } from '../httpServer.ts';
import { askHttp, askUdp, httpFailure, udpFailure } from './ask.ts';
import type { Answer } from './job.ts';
import type { Query } from './query.ts';
import { log } from './log.ts';

export interface Dial {
  readonly kind: 'dial';
  readonly protocol: 'http' | 'udp';
  readonly host: string;
  readonly port: number;
  readonly request: string;
  left: number;
  exchange: Exchange | undefined;
  /** The last answer; '' after a failure. */
  response: string;
  readonly responses: string[];
  readonly errors: string[];
}

const mostTries = 10_000;

/** The work that a request asks for, or why it cannot be done. */
export function startDial(task: Task, { value }: Pick<Query, 'value'>): Dial | Answer {
  const [host, port, request, tries] = [value('host'), value('port'), value('request'), value('tries')];
  const protocol = value('protocol').toLowerCase() || 'http';
  log(task, `GET /dial?host=${host}&protocol=${value('protocol')}&port=${port}&request=${request}&tries=${tries}`);
  if (!/^\d*$/.test(tries)) return refusal(`tries parameter is invalid. strconv.Atoi: parsing ${JSON.stringify(tries)}: invalid syntax`);
  if (request === '') return refusal('request parameter not specified. <nil>');
  if (protocol !== 'http' && protocol !== 'udp') return refusal(`unsupported protocol. ${protocol}`);
  if (!/^\d+$/.test(port)) return refusal(`host and/or port param are invalid. lookup ${port}: unknown port`);
  const left = Math.min(mostTries, tries === '' ? 1 : Number(tries));
  return { kind: 'dial', protocol, host, port: Number(port), request, left, exchange: undefined, response: '', responses: [], errors: [] };
}

export function stepDial(task: Task, dial: Dial): Answer | Wait {
  while (dial.left > 0) {
    dial.exchange ??= (dial.protocol === 'udp' ? askUdp : askHttp)(task, dial.host, dial.port, dial.request);
    const told = stepExchange(task, dial.exchange);
    if (!('answer' in told) && !('failed' in told)) return told;
    dial.exchange = undefined;
    dial.left -= 1;
    dial.response = 'answer' in told ? told.answer : '';
    if ('answer' in told) dial.responses.push(told.answer);
    else if (dial.protocol === 'udp') dial.errors.push(udpFailure(task, told, dial.port));
    else dial.errors.push(httpFailure(told, dial.host, dial.port, dial.request));
  }
  const { errors, responses, response } = dial;
  return {
    reply: plainReply(200, JSON.stringify({ ...(errors.length > 0 ? { errors } : {}), ...(response === '' ? {} : { responses }) })),
  };
}

function refusal(why: string): Answer {
  return { reply: plainReply(400, `${why}\n`) };
}
