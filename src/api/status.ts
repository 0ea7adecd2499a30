/** Refusals as values: functions answer with what was asked for or with a Status. upstream: apimachinery/pkg/api/errors/errors.go */
import type { Status } from './request.ts';

interface FailureSpec {
  readonly reason?: string;
  readonly message: string;
  readonly details?: Status['details'];
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

export function isStatus(value: unknown): value is Status {
  return typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'Status';
}
