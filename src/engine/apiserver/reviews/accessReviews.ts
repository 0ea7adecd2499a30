/**
 * Questions about what somebody may do.
 * upstream: pkg/registry/authorization, pkg/apis/authorization/validation/validation.go, pkg/registry/authorization/util/helpers.go
 */
import { goQuote } from '#api/machinery/goText.ts';
import type { Status, User } from '#api/request.ts';
import type { Attributes } from '#engine/helpers/contracts/authorizer.ts';
import { decide, listRules } from '../authorization/authorization.ts';
import { invalidValue, type FieldError } from '../fieldError.ts';
import { isRecord, type Fields } from '../object.ts';
import { badRequest, invalid } from '../status.ts';
import type { Answer, Review } from './reviews.ts';

const unsaid = { group: 'authorization.k8s.io', kind: '' };

export function reviewSubjectAccess(review: Review): Answer | Status {
  const errors = [...subjectErrors(review.spec), ...nothingInMeta(review.metadata)];
  return errors.length > 0 ? invalid(unsaid, '', errors) : accessOf(review, namedUser(review.spec));
}

export function reviewLocalAccess(review: Review): Answer | Status {
  const { spec, metadata, namespace } = review;
  const errors = [
    ...subjectErrors(spec),
    ...nothingInMeta({ ...metadata, namespace: undefined }),
    ...placeErrors(spec, String(metadata['namespace'] ?? '')),
  ];
  if (errors.length > 0) return invalid(unsaid, '', errors);
  if (metadata['namespace'] !== namespace) return badRequest(`spec.resourceAttributes.namespace must match namespace: ${namespace}`);
  return accessOf(review, namedUser(spec));
}

export function reviewOwnAccess(review: Review): Answer | Status {
  const errors = [...attributeErrors(review.spec), ...nothingInMeta(review.metadata)];
  return errors.length > 0 ? invalid(unsaid, '', errors) : accessOf(review, review.user);
}

export function reviewOwnRules({ server, user, spec }: Review): Answer | Status {
  const namespace = text(spec, 'namespace');
  if (namespace === '') return badRequest('no namespace on request');
  const { resourceRules, nonResourceRules, incomplete, evaluationError } = listRules(server, user, namespace);
  return { status: { resourceRules, nonResourceRules, incomplete, ...(evaluationError === '' ? {} : { evaluationError }) } };
}

function accessOf({ server, spec }: Review, user: User): Answer {
  const { decision, reason } = decide(server, attributesOf(spec, user));
  return {
    status: {
      allowed: decision === 'Allow',
      ...(decision === 'Deny' ? { denied: true } : {}),
      ...(reason === '' ? {} : { reason }),
    },
  };
}

/** What a review asks about, as an authorizer sees it. */
export function attributesOf(spec: Fields, user: User): Attributes {
  const none = { apiGroup: '', apiVersion: '', resource: '', subresource: '', namespace: '', name: '', path: '' };
  const asked = spec['resourceAttributes'];
  if (!isRecord(asked)) {
    const { path = '', verb = '' } = (spec['nonResourceAttributes'] ?? {}) as { readonly path?: string; readonly verb?: string };
    return { ...none, user, verb, path, isResource: false };
  }
  const version = text(asked, 'version');
  return {
    ...none,
    user,
    verb: text(asked, 'verb'),
    apiGroup: text(asked, 'group'),
    apiVersion: version === '' ? '*' : version,
    resource: text(asked, 'resource'),
    subresource: text(asked, 'subresource'),
    namespace: text(asked, 'namespace'),
    name: text(asked, 'name'),
    isResource: true,
  };
}

function namedUser(spec: Fields): User {
  const {
    user = '',
    groups,
    uid = '',
    extra,
  } = spec as {
    readonly user?: string;
    readonly groups?: readonly string[] | null;
    readonly uid?: string;
    readonly extra?: User['extra'];
  };
  return { name: user, groups: groups ?? [], ...(uid === '' ? {} : { uid }), ...(extra === undefined ? {} : { extra }) };
}

function text(fields: Fields, key: string): string {
  const value = fields[key];
  return typeof value === 'string' ? value : '';
}

export function subjectErrors(spec: Fields): FieldError[] {
  const { name, groups } = namedUser(spec);
  const errors = attributeErrors(spec);
  if (name === '' && groups.length === 0) errors.push(invalidValue('spec.user', '', 'at least one of user or group must be specified'));
  return errors;
}

export function attributeErrors(spec: Fields): FieldError[] {
  const { resourceAttributes: resource, nonResourceAttributes: other } = spec as {
    readonly resourceAttributes?: object;
    readonly nonResourceAttributes?: Fields;
  };
  if (resource !== undefined && other !== undefined)
    return [
      invalidValue(
        'spec.nonResourceAttributes',
        { printed: printedPath(other) },
        'cannot be specified in combination with resourceAttributes',
      ),
    ];
  if (resource !== undefined || other !== undefined) return [];
  return [
    invalidValue(
      'spec.resourceAttributes',
      { printed: '"null"' },
      'exactly one of nonResourceAttributes or resourceAttributes must be specified',
    ),
  ];
}

function printedPath(other: Fields): string {
  return `authorization.NonResourceAttributes{Path:${goQuote(text(other, 'path'))}, Verb:${goQuote(text(other, 'verb'))}}`;
}

function nothingInMeta(metadata: Fields): FieldError[] {
  const said = Object.entries(metadata).filter(
    ([key, value]) => key !== 'managedFields' && value !== undefined && value !== null && value !== '',
  );
  return said.length === 0 ? [] : [invalidValue('metadata', { printed: JSON.stringify(Object.fromEntries(said)) }, 'must be empty')];
}

export function placeErrors(spec: Fields, namespace: string): FieldError[] {
  const { resourceAttributes: resource, nonResourceAttributes: other } = spec as {
    readonly resourceAttributes?: Fields;
    readonly nonResourceAttributes?: Fields;
  };
  const errors: FieldError[] = [];
  const asked = resource === undefined ? '' : text(resource, 'namespace');
  if (resource !== undefined && asked !== namespace)
    errors.push(invalidValue('spec.resourceAttributes.namespace', asked, 'must match metadata.namespace'));
  if (other !== undefined)
    errors.push(invalidValue('spec.nonResourceAttributes', { printed: printedPath(other) }, 'disallowed on this kind of request'));
  return errors;
}
