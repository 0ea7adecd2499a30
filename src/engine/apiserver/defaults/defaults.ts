/** Versioned defaulting, a function a kind; kinds without one have no defaults. */
import type { Kind, KindMap } from '#api/kinds.ts';
import type { AnyObject } from '../object.ts';
import { coreDefaults } from './core.ts';
import { extensionDefaults } from './extensions.ts';
import { otherDefaults } from './others.ts';
import { workloadDefaults } from './workloads.ts';

/** Defaulting of some kinds. What they are given has the right structure, but nothing is sure to be there. */
export type DefaultsTable = { readonly [K in Kind]?: (object: KindMap[K]) => KindMap[K] };

const table = { ...coreDefaults, ...workloadDefaults, ...otherDefaults, ...extensionDefaults } as DefaultsTable;

export const defaults = table as unknown as { readonly [K in Kind]?: (object: AnyObject) => AnyObject };
