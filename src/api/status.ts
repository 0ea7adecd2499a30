/** Refusals as values: functions answer with what was asked for or with a Status. upstream: apimachinery/pkg/api/errors/errors.go */
import type { Status } from './request.ts';

interface FailureSpec {
  readonly reason?: string;
  readonly message: string;
  readonly details?: Status['details'];
}

export function successStatus(details?: Status['details'], code?: number): object {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    ...(details === undefined ? {} : { details }),
    ...(code === undefined ? {} : { code }),
  };
}

export function failureStatus(code: number, { reason, message, details }: FailureSpec): Status {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    ...(reason === undefined ? {} : { reason }),
    ...(details === undefined ? {} : { details }),
    code,
  };
}

export function badRequest(message: string): Status {
  return failureStatus(400, { reason: 'BadRequest', message });
}

export function isStatus(value: unknown): value is Status {
  return typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'Status';
}
