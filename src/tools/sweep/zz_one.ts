import { planOf } from './plan.ts';
import { sweep } from './sweep.ts';
import { failureReport } from './report.ts';
import { createEngine } from '#engine/engine.ts';
import { decodeLink } from '#share/link.ts';
import { clusterOf } from '#engine/world.ts';
import { allOf } from './look.ts';
const seed = Number(process.argv[2]);
const r = sweep(planOf(seed));
console.log(r.violations);
if (r.violations.length) {
  const rep = failureReport(planOf(seed), r.violations);
  console.log(JSON.stringify(rep.smallest, null, 0));
  const { tape, at } = decodeLink(rep.link);
  const e = createEngine(tape);
  e.advance(at!, Infinity);
  const store = clusterOf(e.session.world, 'orrery').state.server.store;
  for (const k of ['HorizontalPodAutoscaler', 'Deployment', 'ReplicaSet'] as const)
    for (const o of allOf(store, k))
      console.log(
        k,
        o.metadata.name,
        JSON.stringify({
          a: o.metadata.annotations,
          s: (o as { spec: { replicas?: number } }).spec.replicas,
          st: (o as { status?: unknown }).status,
        }),
      );
  for (const o of allOf(store, 'Pod'))
    console.log(o.metadata.name, o.metadata.deletionTimestamp, o.spec.nodeName, JSON.stringify(o.status.conditions), o.status.phase);
  for (const o of allOf(store, 'Event').slice(-30)) console.log(o.involvedObject.name, o.reason, o.message, o.count, o.lastTimestamp);
}
