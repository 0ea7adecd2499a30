/** The place of authorization: everybody may do everything until roles are asked. */
import type { Status } from '#api/request.ts';
import type { Call } from './state.ts';

type Authorizer = (call: Call) => Status | undefined;

const authorizers: readonly Authorizer[] = [];

/** The first refusal of any authorizer, or undefined. */
export function authorize(call: Call): Status | undefined {
  for (const authorizer of authorizers) {
    const refusal = authorizer(call);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}
