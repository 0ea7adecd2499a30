import { expect, test } from 'vitest';
import { expectedStreams, spdyPipes } from './remoteCommand.ts';

test('nothing is written before the client has opened all of its streams', () => {
  const said: string[] = [];
  const command = { send: () => undefined, resize: () => undefined, close: () => undefined };
  const pipes = spdyPipes(command, expectedStreams({ stdout: ['true'], stderr: ['true'] }), () => said.push('closed'));
  const open = (streamType: string): void =>
    pipes.add({
      id: said.length,
      headers: new Map([['streamtype', streamType]]),
      onData: () => undefined,
      write: (data) => said.push(`${streamType}: ${data.toString()}`),
      end: () => said.push(`${streamType} ends`),
    });
  pipes.write('stdout', Buffer.from('a'));
  pipes.finish({ status: 'Success' });
  open('error');
  open('stdout');
  pipes.write('stdout', Buffer.from('b'));
  expect(said).toEqual([]);
  open('stderr');
  expect(said).toEqual(['stdout: a', 'stdout: b', 'error: {"status":"Success"}', 'error ends', 'stdout ends', 'stderr ends', 'closed']);
});
