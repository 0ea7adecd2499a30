/** All verbs, in kubectl's order; suggestions come in this order too. */
import type { Verb } from '../context.ts';
import { apply } from './apply.ts';
import { deleteVerb } from './delete.ts';
import { describe } from './describe.ts';
import { exec } from './exec.ts';
import { get } from './get.ts';
import { annotate, label } from './label.ts';
import { logs } from './logs.ts';
import { patch } from './patch.ts';
import { rollout } from './rollout.ts';
import { scale } from './scale.ts';

export const verbs: readonly Verb[] = [get, deleteVerb, rollout, scale, describe, logs, exec, apply, patch, label, annotate];
