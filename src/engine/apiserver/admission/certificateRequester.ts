/**
 * Whoever asks for a certificate is who asks the server; nobody can say somebody else.
 * upstream: pkg/registry/certificates/certificates/strategy.go (PrepareForCreate)
 */
import type { AnyObject } from '../object.ts';
import type { Call } from '../state.ts';

export function noteRequester(call: Call, object: AnyObject): AnyObject {
  const { name, groups } = call.user;
  const { uid: _uid, extra: _extra, ...spec } = object.spec ?? {};
  return { ...object, spec: { ...spec, username: name, ...(groups.length === 0 ? {} : { groups }) } };
}
