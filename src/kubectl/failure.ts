/**
 * How kubectl fails: the text it prints and the code it exits with.
 * upstream: staging/src/k8s.io/kubectl/pkg/cmd/util/helpers.go (CheckErr, StandardErrorMessage, AddSourceToErr)
 */
import type { Status, StatusCause } from '#api/request.ts';

/** Thrown to end a command. Nothing that the cluster keeps depends on it; it is kubectl's own way out. */
export class KubectlFailure extends Error {
  /** The whole text for standard error; empty when everything was said before. */
  readonly output: string;
  readonly exitCode: number;
  /** The server's answer, when it was one. */
  readonly status: Status | undefined;

  constructor(output: string, exitCode = 1, status?: Status) {
    super(output);
    this.output = output;
    this.exitCode = exitCode;
    this.status = status;
  }
}

/** `error: ...`, exit code 1. */
export function failure(message: string): KubectlFailure {
  const text = message.startsWith('error: ') ? message : `error: ${message}`;
  return new KubectlFailure(text.endsWith('\n') ? text : `${text}\n`);
}

/** A mistake in the command line itself. */
export function usageFailure(path: string, message: string): KubectlFailure {
  return failure(`${message}\nSee '${path} -h' for help and examples`);
}

/** A mistake that is answered with the command's help before it is told. */
export class HelpFailure extends KubectlFailure {}

export function helpFailure(message: string): HelpFailure {
  return new HelpFailure(`error: ${message}\n`);
}

/** Arguments where there may be none. */
export function refuseArguments({ args, path }: { readonly args: readonly string[]; readonly path: string }): void {
  if (args.length > 0) throw usageFailure(path, `unexpected arguments: [${args.join(' ')}]`);
}

export function flagFailure(path: string, message: string): KubectlFailure {
  return failure(`${message}\nSee '${path} --help' for usage.`);
}

/** Ends the command with a code after everything has been said. */
export function silentFailure(exitCode: number): KubectlFailure {
  return new KubectlFailure('', exitCode);
}

/** Ctrl-C: nothing more is asked of the server. */
export class Interrupted extends KubectlFailure {
  constructor() {
    super('', 130);
  }
}

/** What kubectl makes of a refusal by the server. */
export function statusFailure(status: Status): KubectlFailure {
  return new KubectlFailure(statusText(status), 1, status);
}

/** The same with what was being done: `error when creating "x.yaml": ...`. */
export function withSource(status: Status, verb: string, source: string): Status {
  return source === '' ? status : { ...status, message: `error when ${verb} ${JSON.stringify(source)}: ${status.message ?? ''}` };
}

function statusText(status: Status): string {
  if (status.reason === 'Invalid') return invalidText(status);
  if (status.reason === 'Unauthorized') return `error: You must be logged in to the server (${status.message ?? 'Unauthorized'})\n`;
  return status.reason === undefined || status.reason === ''
    ? `Error from server: ${status.message ?? ''}\n`
    : `Error from server (${status.reason}): ${status.message ?? ''}\n`;
}

function invalidText(status: Status): string {
  const details = status.details ?? {};
  const named = (details.kind ?? '') !== '' || (details.name ?? '') !== '';
  const head = named ? `The ${details.kind ?? ''} ${JSON.stringify(details.name ?? '')} is invalid` : 'The request is invalid';
  const causes = causeLines(details.causes ?? []);
  if (causes.length === 0) return named || (status.message ?? '') === '' ? `${head}\n` : `${head}: ${status.message}\n`;
  if (causes.length === 1) return `${head}: ${causes[0]}\n`;
  return `${head}: \n${causes.map((cause) => `* ${cause}\n`).join('')}`;
}

function causeLines(causes: readonly StatusCause[]): string[] {
  return [...new Set(causes.map((cause) => `${cause.field ?? ''}: ${cause.message}`))];
}
