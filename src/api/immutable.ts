/** T with every field read-only, all the way down. Objects of the store are shared, so nobody may edit them. */
export type Immutable<T> = T extends string | number | boolean | bigint | null | undefined
  ? T
  : T extends readonly (infer U)[]
    ? readonly Immutable<U>[]
    : { readonly [K in keyof T]: Immutable<T[K]> };

/** Any JSON value, as it crosses every boundary of the house. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
