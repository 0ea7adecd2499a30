/** All verbs, in kubectl's order; suggestions come in this order too. */
import type { Verb } from '../context.ts';
import { apply } from './apply.ts';
import { attach } from './attach.ts';
import { auth } from './auth.ts';
import { autoscale } from './autoscale.ts';
import { certificate } from './certificate.ts';
import { clusterInfo } from './clusterInfo.ts';
import { config } from './config.ts';
import { cp } from './cp.ts';
import { create } from './create.ts';
import { debug } from './debug.ts';
import { deleteVerb } from './delete.ts';
import { describe } from './describe.ts';
import { diff } from './diff.ts';
import { apiResources, apiVersions, version } from './discovery.ts';
import { drain } from './drain.ts';
import { edit } from './edit.ts';
import { events } from './events.ts';
import { exec } from './exec.ts';
import { explain } from './explain.ts';
import { expose } from './expose.ts';
import { get } from './get.ts';
import { kustomize } from './kustomize.ts';
import { annotate, label } from './label.ts';
import { logs } from './logs.ts';
import { cordon, taint, uncordon } from './nodes.ts';
import { alpha, completion, options, plugin, proxy } from './others.ts';
import { patch } from './patch.ts';
import { portForward } from './portForward.ts';
import { replace } from './replace.ts';
import { rollout } from './rollout.ts';
import { runVerb } from './run.ts';
import { scale } from './scale.ts';
import { set } from './set.ts';
import { top } from './top.ts';
import { wait } from './wait.ts';

export const verbs: readonly Verb[] = [
  create,
  expose,
  runVerb,
  set,
  explain,
  get,
  edit,
  deleteVerb,
  rollout,
  scale,
  autoscale,
  certificate,
  clusterInfo,
  top,
  cordon,
  uncordon,
  drain,
  taint,
  describe,
  logs,
  attach,
  exec,
  portForward,
  proxy,
  cp,
  auth,
  debug,
  events,
  diff,
  apply,
  patch,
  replace,
  wait,
  kustomize,
  label,
  annotate,
  completion,
  config,
  plugin,
  options,
  alpha,
  version,
  apiVersions,
  apiResources,
];
