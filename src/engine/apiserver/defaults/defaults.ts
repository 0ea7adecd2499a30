/** Versioned defaulting, a function a kind; kinds without one have no defaults. */
import type { Kind } from '#api/kinds.ts';
import type { AnyObject } from '../object.ts';

export const defaults: { readonly [K in Kind]?: (object: AnyObject) => AnyObject } = {};
