/**
 * Refusals in the API server's own words.
 * upstream: staging/src/k8s.io/apimachinery/pkg/api/errors/errors.go
 */
import type { Json } from '#api/immutable.ts';
import type { Response, Status, StatusCause } from '#api/request.ts';
import { goQuote } from '#api/machinery/goText.ts';
import { groupResource } from '#api/scheme.ts';
import { badRequest, failureStatus, isStatus, successStatus } from '#api/status.ts';
import { causesOf, messageOf, type FieldError } from './fieldError.ts';

export { badRequest, failureStatus, isStatus, successStatus };

interface GroupResource {
  readonly group: string;
  readonly plural: string;
}

interface GroupKind {
  readonly group: string;
  readonly kind: string;
}

/** Answers with an object, or with a refusal and its code. */
export function respond(body: object, code = 200): Response {
  return { code: isStatus(body) ? body.code : code, body: body as unknown as Json };
}

function resourceDetails({ group, plural }: GroupResource, name: string): NonNullable<Status['details']> {
  return { ...(name === '' ? {} : { name }), ...(group === '' ? {} : { group }), kind: plural };
}

export function notFound(resource: GroupResource, name: string): Status {
  return failureStatus(404, {
    reason: 'NotFound',
    message: `${groupResource(resource)} ${goQuote(name)} not found`,
    details: resourceDetails(resource, name),
  });
}

export function alreadyExists(resource: GroupResource, name: string): Status {
  return failureStatus(409, {
    reason: 'AlreadyExists',
    message: `${groupResource(resource)} "${name}" already exists`,
    details: resourceDetails(resource, name),
  });
}

/** A generated name that is taken: the client may just try again. */
export function nameConflict(resource: GroupResource, name: string): Status {
  const message = `${groupResource(resource)} "${name}" already exists, the server was not able to generate a unique name for the object`;
  return failureStatus(409, { reason: 'AlreadyExists', message, details: { ...resourceDetails(resource, name), retryAfterSeconds: 1 } });
}

export function conflict(resource: GroupResource, name: string, why: string): Status {
  return failureStatus(409, {
    reason: 'Conflict',
    message: `Operation cannot be fulfilled on ${groupResource(resource)} "${name}": ${why}`,
    details: resourceDetails(resource, name),
  });
}

export const modifiedMessage = 'the object has been modified; please apply your changes to the latest version and try again';

export function forbidden(resource: GroupResource, name: string, why: string, causes?: readonly StatusCause[]): Status {
  const subject = name === '' ? `${groupResource(resource)} is forbidden` : `${groupResource(resource)} "${name}" is forbidden`;
  const details = { ...resourceDetails(resource, name), ...(causes === undefined ? {} : { causes }) };
  return failureStatus(403, { reason: 'Forbidden', message: `${subject}: ${why}`, details });
}

/** The refusal of an authorizer; what is no resource has no name in it. */
export function forbiddenTo(asked: { readonly apiGroup: string; readonly resource: string; readonly name: string }, why: string): Status {
  const { apiGroup: group, resource: plural, name } = asked;
  if (plural !== '') return forbidden({ group, plural }, name, why);
  return failureStatus(403, { reason: 'Forbidden', message: `forbidden: ${why}`, details: {} });
}

/** The request had a place to go to, but not with this verb. */
export function methodNotAllowed(): Status {
  return failureStatus(405, {
    reason: 'MethodNotAllowed',
    message: 'the server does not allow this method on the requested resource',
    details: {},
  });
}

export function noSuchResource(): Status {
  return failureStatus(404, { reason: 'NotFound', message: 'the server could not find the requested resource', details: {} });
}

export function unsupportedMediaType(accepted?: readonly string[]): Status {
  if (accepted !== undefined) {
    const message = `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`;
    return failureStatus(415, { reason: 'UnsupportedMediaType', message, details: {} });
  }
  return failureStatus(415, { reason: 'UnsupportedMediaType', message: '415: Unsupported Media Type', details: {} });
}

export function expired(message: string): Status {
  return failureStatus(410, { reason: 'Expired', message });
}

export function internalError(why: string): Status {
  return failureStatus(500, {
    reason: 'InternalError',
    message: `Internal error occurred: ${why}`,
    details: { causes: [{ message: why } as StatusCause] },
  });
}

/** Kinds that moved: errors still name the group they were first registered in. */
const saidGroup: Readonly<Record<string, string>> = { Ingress: 'extensions', NetworkPolicy: 'extensions' };

/** Everything that is wrong with an object at once. upstream: errors.NewInvalid */
export function invalid({ group, kind }: GroupKind, name: string, errors: readonly FieldError[]): Status {
  const said = saidGroup[kind] ?? group;
  const qualified = said === '' ? kind : `${kind}.${said}`;
  const details = {
    ...(name === '' ? {} : { name }),
    ...(said === '' ? {} : { group: said }),
    ...(kind === '' ? {} : { kind }),
    causes: causesOf(errors),
  };
  return failureStatus(422, { reason: 'Invalid', message: `${qualified} "${name}" is invalid: ${messageOf(errors)}`, details });
}
