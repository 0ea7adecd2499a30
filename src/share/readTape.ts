/** Checks that a value from outside is a tape, and says what is wrong with it when it is not. */
import type { Tape, TapeInput } from '#api/tape.ts';
import { array, check, record } from './checks.ts';
import { readCluster } from './readCluster.ts';

const clustersMax = 8;
const inputsMax = 20_000;
const inputTypes = new Set(['request', 'connect', 'stdin', 'resize', 'hangup']);

/** The tape, or an Error whose message can be shown. */
export function readTape(value: unknown): Tape {
  const tape = record(value, 'the tape');
  if (tape['version'] !== 1) throw new Error(`a tape of version ${String(tape['version'])} cannot be played here`);
  check(Number.isSafeInteger(tape['seed']), 'seed must be a whole number');
  check(
    typeof tape['epoch'] === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(tape['epoch']),
    'epoch must be a time such as 2026-01-01T09:00:00Z',
  );
  const clusters = array(tape['clusters'], 'clusters', clustersMax).map(readCluster);
  check(clusters.length > 0, 'there must be a cluster');
  const names = new Set(clusters.map((cluster) => cluster.name));
  check(names.size === clusters.length, 'two clusters have one name');
  for (const { name, federation } of clusters)
    for (const member of federation?.members ?? [])
      check(member !== name && names.has(member), `the federation ${name} has a member ${member} that is no other cluster`);
  const inputs = array(tape['inputs'], 'inputs', inputsMax).map((input, i) => readInput(input, i, names));
  for (let i = 1; i < inputs.length; i += 1) check(inputs[i]!.at >= inputs[i - 1]!.at, `input ${i} is earlier than the one before it`);
  return { version: 1, seed: tape['seed'] as number, epoch: tape['epoch'] as string, clusters, inputs };
}

function readInput(value: unknown, i: number, clusters: ReadonlySet<string>): TapeInput {
  const item = record(value, `input ${i}`);
  const input = record(item['input'], `what input ${i} says`);
  check(typeof item['at'] === 'number' && item['at'] >= 0 && Number.isFinite(item['at']), `input ${i} needs a time`);
  check(clusters.has(String(item['cluster'])), `input ${i} is for a cluster that is not there`);
  check(inputTypes.has(String(input['type'])), `input ${i} is of an unknown type`);
  if (input['type'] === 'request' || input['type'] === 'connect') record(input['request'], `the request of input ${i}`);
  if (input['type'] !== 'request') check(typeof input['stream'] === 'string', `input ${i} needs a stream`);
  return item as unknown as TapeInput;
}
