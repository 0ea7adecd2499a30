/**
 * What differs between kinds on the road of a request. Everything else is generic.
 * upstream: staging/src/k8s.io/apiserver/pkg/registry/rest (create.go, update.go, delete.go), pkg/registry/<group>/<kind>/strategy.go
 */
import type { ServedBy } from '#api/featureGates.ts';
import type { Kind } from '#api/kinds.ts';
import type { DeleteOptions } from '#api/request.ts';
import type { FieldError } from './fieldError.ts';
import type { AnyObject } from './object.ts';

export interface Strategy {
  /** Fills in what versioned defaulting fills in; must not change an object that went through it before. */
  readonly defaults?: (object: AnyObject) => AnyObject;
  /** Drops and fills in what depends on feature gates. A cluster's gates never change, so no object has what they would drop. */
  readonly gated?: (object: AnyObject, features: ReadonlySet<ServedBy>) => AnyObject;
  readonly prepareForCreate?: (object: AnyObject) => AnyObject;
  readonly prepareForUpdate?: (object: AnyObject, old: AnyObject) => AnyObject;
  readonly prepareForStatusUpdate?: (object: AnyObject, old: AnyObject) => AnyObject;
  readonly validate?: (object: AnyObject) => readonly FieldError[];
  readonly validateUpdate?: (object: AnyObject, old: AnyObject) => readonly FieldError[];
  readonly validateStatusUpdate?: (object: AnyObject, old: AnyObject) => readonly FieldError[];
  /** What makes a valid metadata.name; the default is a DNS subdomain. */
  readonly validateName?: (name: string) => readonly string[];
  /** Finalizers need no group in their names: only the kinds of the core server ask for one. */
  readonly bareFinalizers?: boolean;
  /** The kind counts changes of its desired state. */
  readonly generation?: boolean;
  /** Which changes count, when it is not those of spec. */
  readonly changesDesiredState?: (object: AnyObject, old: AnyObject) => boolean;
  /** PUT on a name that is not there creates it. */
  readonly createOnUpdate?: boolean;
  /** PUT without resourceVersion is refused. */
  readonly needsResourceVersion?: boolean;
  /** Seconds of grace for a deletion, or undefined when the kind is not deleted gracefully. */
  readonly gracePeriod?: (object: AnyObject, options: DeleteOptions) => number;
  /** Dependents are orphaned when nobody says otherwise. */
  readonly orphanByDefault?: boolean;
  /** A completed deletion answers with the object and not with a bare success. */
  readonly returnDeleted?: boolean;
  /** What field selectors can ask for besides metadata.name and metadata.namespace. */
  readonly fields?: (object: AnyObject) => Readonly<Record<string, string>>;
  /** Group -> what these fields are called there, and nothing else: label -> field. */
  readonly fieldLabels?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export type StrategyTable = { readonly [K in Kind]: Strategy };
