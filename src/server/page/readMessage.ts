/**
 * A page's message, checked before it comes near the engine: whatever is not of the right form ends the connection.
 * The messages are those of `src/remote/protocol.ts`, without the clock's, which is not the page's to move.
 */
import type { Request } from '#api/request.ts';
import type { Input } from '#api/tape.ts';
import type { ToHost } from '#remote/protocol.ts';

type Fields = Readonly<Record<string, unknown>>;

const verbs = new Set(['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection', 'connect']);
const patchTypes = new Set(['json', 'merge', 'strategic', 'apply']);

/** Undefined for a message that does nothing here. Throws when it is none at all. */
export function readMessage(text: string): ToHost | undefined {
  const message = record(JSON.parse(text));
  switch (message['type']) {
    case 'request':
    case 'watch':
      return {
        type: message['type'],
        id: number(message, 'id'),
        cluster: string(message, 'cluster'),
        request: readRequest(message['request']),
      };
    case 'input':
      return { type: 'input', cluster: string(message, 'cluster'), input: readInput(record(message['input'])) };
    case 'unwatch':
    case 'tape':
      return { type: message['type'], id: number(message, 'id') };
    case 'ack':
      return { type: 'ack', sequence: number(message, 'sequence') };
    case 'clock':
    case 'load':
    case 'glimpse':
      return undefined;
    default:
      throw new Error('no such message');
  }
}

function readInput(input: Fields): Exclude<Input, { readonly type: 'request' }> {
  const stream = string(input, 'stream');
  switch (input['type']) {
    case 'connect':
      return { type: 'connect', stream, request: readRequest(input['request']) };
    case 'stdin':
      return { type: 'stdin', stream, data: string(input, 'data') };
    case 'resize':
      return { type: 'resize', stream, columns: number(input, 'columns'), rows: number(input, 'rows') };
    case 'hangup':
      return { type: 'hangup', stream };
    default:
      throw new Error('no such input');
  }
}

/** Who asks is not the page's to say: it is the administrator's, who may act as somebody else. */
function readRequest(value: unknown): Request {
  const { user: _user, ...request } = record(value);
  for (const key of ['verb', 'group', 'version', 'resource']) string(request, key);
  for (const key of ['subresource', 'namespace', 'name', 'userAgent']) if (request[key] !== undefined) string(request, key);
  for (const key of ['options', 'impersonate', 'repeated']) if (request[key] !== undefined) record(request[key]);
  check(verbs.has(String(request['verb'])));
  if (request['patch'] !== undefined) check(patchTypes.has(String(record(request['patch'])['type'])));
  if (request['options'] !== undefined) checkOptions(record(request['options']));
  return request as unknown as Request;
}

const textOptions = [
  'labelSelector',
  'fieldSelector',
  'continue',
  'resourceVersion',
  'resourceVersionMatch',
  'fieldManager',
  'fieldValidation',
];

function checkOptions(options: Fields): void {
  for (const key of textOptions) if (options[key] !== undefined) string(options, key);
  if (options['limit'] !== undefined) number(options, 'limit');
  if (options['delete'] !== undefined) record(options['delete']);
  if (options['dryRun'] !== undefined) check(Array.isArray(options['dryRun']));
  for (const values of Object.values(record(options['query'] ?? {}))) {
    check(Array.isArray(values) && values.every((one) => typeof one === 'string'));
  }
}

function record(value: unknown): Fields {
  check(typeof value === 'object' && value !== null && !Array.isArray(value));
  return value as Fields;
}

function string(fields: Fields, key: string): string {
  check(typeof fields[key] === 'string');
  return fields[key] as string;
}

function number(fields: Fields, key: string): number {
  check(Number.isFinite(fields[key]));
  return fields[key] as number;
}

function check(holds: boolean): void {
  if (!holds) throw new Error('not a message of the page');
}
