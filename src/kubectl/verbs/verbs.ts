/** All verbs, in kubectl's order; suggestions come in this order too. */
import type { Verb } from '../context.ts';
import { describe } from './describe.ts';
import { get } from './get.ts';

export const verbs: readonly Verb[] = [get, describe];
