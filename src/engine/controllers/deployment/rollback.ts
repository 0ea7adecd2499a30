/**
 * Goes back to an earlier revision on behalf of an old client that asks by annotation; kubectl today writes the template itself.
 * upstream: pkg/controller/deployment/rollback.go
 */
import { parseInteger } from '#api/machinery/labels.ts';
import { byRevision, equalIgnoringHash, findNew, hashLabel } from './replicaSets.ts';
import { messageOf } from '../common/claim.ts';
import { revisionOf, rollbackAnnotation } from './annotations.ts';
import type { Work } from './work.ts';

/** The revision asked for; 0 is the one before the present. Undefined when no rollback is asked for. */
export function rollbackRevision(work: Work): bigint | undefined {
  return parseInteger(work.d.metadata.annotations?.[rollbackAnnotation] ?? '');
}

/** Puts the revision's template in place and takes the request away; answers what went wrong. */
export function rollback(work: Work, revision: bigint): string | undefined {
  const { d, r, sets } = work;
  const target = revision === 0n ? lastRevision(work) : revision;
  const source = target === 0n ? undefined : sets.find((rs) => revisionOf(rs) === target);
  const { [rollbackAnnotation]: _asked, ...annotations } = d.metadata.annotations ?? {};
  const metadata = { ...d.metadata, annotations };
  if (source?.spec.template === undefined) {
    r.event({
      object: d,
      type: 'Warning',
      reason: 'RollbackRevisionNotFound',
      message: target === 0n ? 'Unable to find last revision.' : 'Unable to find the revision to rollback to.',
    });
    return write(work, { ...d, metadata });
  }
  if (equalIgnoringHash(d.spec.template, source.spec.template)) {
    const message = `The rollback revision contains the same template as current deployment "${d.metadata.name}"`;
    r.event({ object: d, type: 'Warning', reason: 'RollbackTemplateUnchanged', message });
    return write(work, { ...d, metadata });
  }
  const { [hashLabel]: _hash, ...labels } = source.spec.template.metadata?.labels ?? {};
  const template = { ...source.spec.template, metadata: { ...source.spec.template.metadata, labels } };
  const error = write(work, { ...d, metadata, spec: { ...d.spec, template } });
  if (error !== undefined) return error;
  r.event({
    object: d,
    type: 'Normal',
    reason: 'RollbackDone',
    message: `Rolled back deployment "${d.metadata.name}" to revision ${target}`,
  });
  return undefined;
}

function write(work: Work, d: Work['d']): string | undefined {
  const written = work.r.client.update('Deployment', d);
  return written.ok ? undefined : messageOf(written.status);
}

/** The second highest revision; 0 when there is none. */
function lastRevision({ d, sets }: Work): bigint {
  const newest = findNew(d, sets);
  const others = sets.filter((rs) => rs !== newest).toSorted(byRevision);
  return others.length === 0 ? 0n : revisionOf(others.at(-1)!);
}
