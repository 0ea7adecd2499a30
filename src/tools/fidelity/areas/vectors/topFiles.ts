/** The files of vectors that have a shape of their own: one function each from a file to verdicts. */
import type { Json } from '#api/immutable.ts';
import type { Deployment, PodTemplateSpec } from '#api/kinds.ts';
import { controllerRevisionHash, controllerRevisionName, revisionData } from '#api/machinery/controllerRevisionHash.ts';
import { humanDuration, shortHumanDuration } from '#api/machinery/duration.ts';
import { goJsonText } from '#api/machinery/goJsonText.ts';
import { scaledValue } from '#api/machinery/intstr.ts';
import { safeEncodeString } from '#api/machinery/names.ts';
import { patchSchemaOf } from '#api/machinery/patch/patchSchema.ts';
import type { JsonMap } from '#api/machinery/patch/refusal.ts';
import { twoWayPatch } from '#api/machinery/patch/strategicDiff.ts';
import { strategicMerge } from '#api/machinery/patch/strategicMerge.ts';
import { dumpPodTemplate, podTemplateHash } from '#api/machinery/podTemplateHash.ts';
import {
  addQuantities,
  compareQuantities,
  formatQuantity,
  parseQuantity,
  scaledInt64,
  subtractQuantities,
  type Quantity,
} from '#api/machinery/quantity.ts';
import { rowOfKind } from '#api/scheme.ts';
import { maxSurge, maxUnavailable, resolveFenceposts } from '#engine/controllers/deployment/fenceposts.ts';
import { endpointChain, serviceChains } from '#engine/proxy/iptables/names.ts';
import { protocolOf } from '#engine/proxy/iptables/servicePort.ts';
import { printerOf } from '#api/printers/printers.ts';
import type { Verdict } from '../../report.ts';
import { judge, judgeValue, type Answer } from '../verdicts.ts';
import { cronAnswer } from './units/batch.ts';
import { nameValidators } from './nameValidators.ts';
import type { Fields } from './row.ts';
import { federationPlan } from './units/federation.ts';

type Replay = (it: Fields) => Answer;

/** One verdict a case, named by its place and the values that tell it apart. */
function each(replay: Replay, ...names: readonly string[]): (file: Fields) => readonly Verdict[] {
  return (file) => casesOf(file).map((it, i) => judge([i, ...names.map((name) => String(it[name] ?? ''))].join(' '), () => replay(it)));
}

function casesOf(file: Fields): readonly Fields[] {
  return (file['cases'] ?? []) as readonly Fields[];
}

function read(text: unknown): Quantity {
  const outcome = parseQuantity(String(text));
  if (!outcome.ok) throw new Error(outcome.message);
  return outcome.value;
}

const quantity: Replay = (it) => {
  const outcome = parseQuantity(String(it['in']));
  if (it['err'] !== undefined) return { expected: it['err'], got: outcome.ok ? formatQuantity(outcome.value) : outcome.message };
  if (!outcome.ok) return { expected: it['canonical'], got: outcome.message };
  const { canonical, format, value, milliValue } = it;
  const [got, milli] = [outcome.value, String(scaledInt64(outcome.value, -3))];
  return {
    expected: { canonical, format, value, milliValue },
    got: { canonical: formatQuantity(got), format: got.format, value: String(scaledInt64(got, 0)), milliValue: milli },
  };
};

const arithmetic: Replay = ({ a, b, sum, diff, cmp }) => {
  const [x, y] = [read(a), read(b)];
  return {
    expected: { sum, diff, cmp },
    got: { sum: formatQuantity(addQuantities(x, y)), diff: formatQuantity(subtractQuantities(x, y)), cmp: compareQuantities(x, y) },
  };
};

/** A grid's number is an integer, its text a percentage. */
function intOrString(value: unknown): string | number {
  const text = String(value);
  return /^-?\d+$/.test(text) ? Number(text) : text;
}

const fenceposts: Replay = (it) => {
  const [surge, unavailable, replicas] = [intOrString(it['maxSurge']), intOrString(it['maxUnavailable']), Number(it['replicas'])];
  const deployment = {
    spec: { replicas, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: surge, maxUnavailable: unavailable } } },
  } as unknown as Deployment;
  const { MaxSurge, MaxUnavailable, surge: wantSurge, unavailable: wantUnavailable } = it;
  return {
    expected: { surge: wantSurge, unavailable: wantUnavailable, MaxSurge, MaxUnavailable },
    got: { ...resolveFenceposts(surge, unavailable, replicas), MaxSurge: maxSurge(deployment), MaxUnavailable: maxUnavailable(deployment) },
  };
};

const scaled: Replay = (it) => {
  const [value, total] = [intOrString(it['value']), Number(it['total'])];
  const [up, down] = [scaledValue(value, total, true), scaledValue(value, total, false)];
  const got = {
    roundUp: up.ok ? up.value : 0,
    roundDown: down.ok ? down.value : 0,
    err: `${up.ok ? '<nil>' : up.message} ${down.ok ? '<nil>' : down.message}`,
  };
  return { expected: { roundUp: it['roundUp'], roundDown: it['roundDown'], err: it['err'] }, got };
};

const duration: Replay = ({ seconds, human, short }) => {
  const milliseconds = Number(seconds) * 1000;
  return { expected: { human, short }, got: { human: humanDuration(milliseconds), short: shortHumanDuration(milliseconds) } };
};

const templateHash: Replay = (it) => {
  const template = it['template'] as PodTemplateSpec;
  const { hash, hashCollision0, hashCollision1, spewDump } = it;
  const dump = spewDump === undefined ? {} : { spewDump };
  return {
    expected: { hash, hashCollision0, hashCollision1, ...dump },
    got: {
      hash: podTemplateHash(template),
      hashCollision0: podTemplateHash(template, 0),
      hashCollision1: podTemplateHash(template, 1),
      ...(spewDump === undefined ? {} : { spewDump: dumpPodTemplate(template) }),
    },
  };
};

const revisionHash: Replay = (it) => {
  const { object, name, revisionDataRaw, hashCollision0, hashCollision1, revisionName, daemonHash } = it;
  const { template } = (object as { readonly spec: { readonly template: PodTemplateSpec } }).spec;
  const data = revisionData(template);
  const hash = controllerRevisionHash(data);
  return {
    expected: { revisionDataRaw, hashCollision0, hashCollision1, revisionName, daemonHash },
    got: {
      revisionDataRaw: goJsonText(data),
      hashCollision0: hash,
      hashCollision1: controllerRevisionHash(data, 1),
      revisionName: controllerRevisionName(String(name), hash),
      ...(daemonHash === undefined ? {} : { daemonHash: podTemplateHash(template) }),
    },
  };
};

const strategic: Replay = (it) => {
  const [original, modified] = [it['original'] as JsonMap, it['modified'] as JsonMap];
  const schema = patchSchemaOf({ version: 'v1', kind: 'Deployment' });
  const patch = twoWayPatch(original, modified, schema);
  const result = strategicMerge(original, it['patch'] as Json, schema);
  return {
    expected: { patch: it['patch'], result: it['result'] },
    got: { patch: patch.ok ? patch.value : patch.message, result: result.ok ? result.value : result.message },
  };
};

const chains: Replay = ({ servicePortName, protocol, svc, svl, ext, fw, sep }) => {
  const [name, kind] = [String(servicePortName), protocolOf(String(protocol).toUpperCase())];
  const { cluster, local, external, firewall } = serviceChains(name, kind);
  const endpoints = Object.keys((sep ?? {}) as Fields);
  return {
    expected: { svc, svl, ext, fw, sep },
    got: {
      svc: cluster,
      svl: local,
      ext: external,
      fw: firewall,
      sep: Object.fromEntries(endpoints.map((endpoint) => [endpoint, endpointChain(name, kind, endpoint)])),
    },
  };
};

/** Each validator of each name is a case. */
function names(file: Fields): readonly Verdict[] {
  return casesOf(file).flatMap(({ in: text, ...answers }) =>
    Object.entries(answers).map(([validator, messages]) =>
      judge(`${validator} ${JSON.stringify(text)}`, () => {
        const check = nameValidators[validator];
        return check === undefined
          ? { leftOut: `no such function here yet: ${validator}` }
          : { expected: messages ?? [], got: check(String(text)) };
      }),
    ),
  );
}

/** `api.PodList`: Go's name of the internal package, and the kind. */
function columns(file: Fields): readonly Verdict[] {
  return Object.entries((file['kinds'] ?? {}) as Fields).map(([name, wanted]) =>
    judge(name, () => {
      const [home, kind] = [name.split('.')[0] ?? '', (name.split('.')[1] ?? '').replace(/List$/, '')];
      const row = rowOfKind(kind);
      if (row === undefined || (home === 'api' ? '' : home) !== (row.group.split('.')[0] ?? ''))
        return { leftOut: `the scheme has no ${name} yet` };
      return { expected: wanted, got: printerOf(kind, row.group).columns };
    }),
  );
}

/** By the name of the file. */
export const topFiles: Readonly<Record<string, (file: Fields) => readonly Verdict[]>> = {
  quantity: each(quantity, 'in'),
  quantity_arith: each(arithmetic, 'a', 'b'),
  resolve_fenceposts: each(fenceposts, 'replicas', 'maxSurge', 'maxUnavailable'),
  intstr_scaled: each(scaled, 'value', 'total'),
  human_duration: each(duration, 'seconds'),
  name_validation: names,
  safe_encode_string: (file) =>
    casesOf(file).map((it, i) => judgeValue(`${i} ${String(it['in'])}`, it['out'], () => safeEncodeString(String(it['in'])))),
  pod_template_hash: each(templateHash, 'file', 'doc', 'name'),
  controller_revision_hash: each(revisionHash, 'file', 'doc', 'kind', 'name'),
  strategic_merge_corpus: each(strategic),
  iptables_chain_names: each(chains, 'servicePortName', 'protocol'),
  printer_columns: columns,
  cron_next: each(cronAnswer, 'schedule'),
  federation_planner: each(federationPlan, 'replicas', 'rebalance'),
};
