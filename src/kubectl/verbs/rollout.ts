/** Follows, repeats, stops and turns back rollouts. upstream: kubectl/pkg/cmd/rollout */
import type { Deployment, PodTemplateSpec } from '#api/kinds.ts';
import { formatTime } from '#api/machinery/time.ts';
import { groupResource } from '#api/scheme.ts';
import type { KubeObject } from '#api/meta.ts';
import { forEachTold } from '../aggregate.ts';
import { sayChanged } from '../changed.ts';
import { dryRunOf, namespaceOf, wallClock, type Context, type Verb } from '../context.ts';
import { failure, type KubectlFailure } from '../failure.ts';
import { durationOf, flag, isOn, listOf, numberOf } from '../flags.ts';
import { dryRunFlag, fieldManagerFlag, filenameFlags, outputFlags, selectorFlag } from '../globalFlags.ts';
import { slashName } from '../naming.ts';
import { formatOf, formatted, typedObject } from '../outputs.ts';
import { newLines } from '../describers/lines.ts';
import { writePodTemplate } from '../describers/podTemplate.ts';
import { revisionsOf, templateWithCause, type Revision } from '../rollout/history.ts';
import { rolloutStatus } from '../rollout/status.ts';
import { revisionToUndo, undoPatch, type UndoPlan } from '../rollout/undo.ts';
import { fetchSelected, selectResources, type Found } from '../selection.ts';
import { describeLayout, tabulate } from '../tabwriter.ts';
import { untilSeen } from '../until.ts';
import { patchBetween, patchObject, targetOf, writeOptions } from '../write.ts';

const changing = [...filenameFlags, ...outputFlags, selectorFlag, fieldManagerFlag];
const revisionFlag = flag('revision', 'int');

export const rollout: Verb = {
  name: 'rollout',
  short: 'Manage the rollout of a resource',
  flags: [],
  subcommands: [
    { name: 'history', short: 'View rollout history', flags: [...filenameFlags, ...outputFlags, selectorFlag, revisionFlag], run: history },
    { name: 'pause', short: 'Mark the provided resource as paused', flags: changing, run: (context) => eachChanged(context, pause) },
    { name: 'restart', short: 'Restart a resource', flags: changing, run: (context) => eachChanged(context, restart) },
    { name: 'resume', short: 'Resume a paused resource', flags: changing, run: (context) => eachChanged(context, resume) },
    {
      name: 'status',
      short: 'Show the status of the rollout',
      flags: [...filenameFlags, selectorFlag, revisionFlag, flag('watch,w', 'bool', { default: 'true' }), flag('timeout', 'duration')],
      run: status,
    },
    {
      name: 'undo',
      short: 'Undo a previous rollout',
      flags: [...filenameFlags, ...outputFlags, selectorFlag, dryRunFlag, flag('to-revision', 'int')],
      run: undo,
    },
  ],
};

function refuseNothing({ args, flags }: Context): void {
  if (args.length === 0 && ['filename', 'kustomize'].every((name) => listOf(flags, name).length === 0))
    throw failure('required resource not specified');
}

/** A type alone means all of them. What cannot be had goes to the failures, and the others are gone on with. */
async function selectToSee(context: Context, failures: KubectlFailure[]): Promise<readonly Found[]> {
  refuseNothing(context);
  return fetchSelected(context, await selectResources(context, context.args), failures);
}

async function selectToChange(context: Context, failures: KubectlFailure[]): Promise<readonly Found[]> {
  const found = await selectToSee(context, failures);
  if (failures.length === 0 && found.length === 0) context.env.stderr(`No resources found in ${namespaceOf(context)} namespace.\n`);
  return found;
}

async function status(context: Context): Promise<number> {
  const failures: KubectlFailure[] = [];
  const found = await selectToSee(context, failures);
  const revision = numberOf(context.flags, 'revision');
  await forEachTold(
    found,
    async (one) => {
      const timeout = durationOf(context.flags, 'timeout');
      const finished = await untilSeen(
        context,
        { ...targetOf(one.row, one.object) },
        {
          see(object, deleted) {
            if (deleted) throw failure('object has been deleted');
            const { text, done } = rolloutStatus(object, revision);
            context.env.stdout(text);
            return done || !isOn(context.flags, 'watch') ? true : undefined;
          },
          timeout: timeout > 0 ? timeout : undefined,
        },
      );
      if (finished === undefined) throw failure('timed out waiting for the condition');
    },
    failures,
  );
  return 0;
}

async function history(context: Context): Promise<number> {
  const failures: KubectlFailure[] = [];
  const found = await selectToSee(context, failures);
  const wanted = numberOf(context.flags, 'revision');
  if (wanted < 0) throw failure(`revision must be a positive integer: ${wanted}`);
  const format = formatOf(context);
  await forEachTold(
    found,
    async (one) => {
      const revisions = await revisionsOf(context, one);
      const revision = revisions.find((each) => each.number === wanted);
      if (wanted > 0 && revision === undefined) throw failure('unable to find the specified revision');
      const name = slashName(one.row, one.object.metadata.name);
      if (format !== undefined) {
        const shown = revision === undefined ? revisions : [revision];
        const texts = shown.map((each) => formatted(context, format, typedObject(keptAs(one, each)), true));
        return context.env.stdout(texts.join(format.name === 'yaml' ? '---\n' : ''));
      }
      if (revision !== undefined)
        return context.env.stdout(`${name} with revision #${wanted}\n${templateText(templateWithCause(revision))}\n`);
      context.env.stdout(`${name} \n${historyText(revisions)}\n`);
    },
    failures,
  );
  return 0;
}

/** The object that a revision is: a ReplicaSet, or the workload with the template that it had. */
function keptAs({ object }: Found, { replicaSet, template }: Revision): KubeObject {
  if (replicaSet !== undefined) return replicaSet as unknown as KubeObject;
  return { ...object, spec: { ...(object as unknown as Deployment).spec, template } } as unknown as KubeObject;
}

/** The template with its tabs as they are: kubectl does not lay it out here. */
function templateText(template: PodTemplateSpec): string {
  const lines = newLines();
  writePodTemplate(lines, template);
  return lines.raw();
}

function historyText(revisions: readonly Revision[]): string {
  if (revisions.length === 0) return 'No rollout history found.';
  const rows = revisions.map((revision) => `${revision.number}\t${revision.changeCause === '' ? '<none>' : revision.changeCause}\n`);
  return tabulate(`REVISION\tCHANGE-CAUSE\n${rows.join('')}`, describeLayout);
}

async function eachChanged(
  context: Context,
  change: (context: Context, one: Found) => { after: KubeObject; operation: string },
): Promise<number> {
  const failures: KubectlFailure[] = [];
  const found = await selectToChange(context, failures);
  await forEachTold(
    found,
    async (one, index) => {
      const { after, operation } = change(context, one);
      const patch = patchBetween(one.row, one.object, after);
      if (patch === undefined)
        throw failure(`${groupResource(one.row)} ${JSON.stringify(one.object.metadata.name)} ${operation}: no change`);
      const object = await patchObject(context, targetOf(one.row, one.object), patch, writeOptions(context, 'kubectl-rollout'));
      sayChanged(context, { row: one.row, object, operation, dryRun: 'none', typed: true }, index);
    },
    failures,
  );
  return 0;
}

function aboutOne(one: Found): string {
  return `${groupResource(one.row)} ${JSON.stringify(one.object.metadata.name)}`;
}

function deploymentOf(one: Found, doing: string): Deployment {
  if (one.object.kind !== 'Deployment') throw failure(`${aboutOne(one)} ${doing} is not supported`);
  return one.object as unknown as Deployment;
}

function pause(_context: Context, one: Found): { after: KubeObject; operation: string } {
  const deployment = deploymentOf(one, 'pausing');
  if (deployment.spec.paused === true) throw failure(`${aboutOne(one)} is already paused`);
  return { after: { ...one.object, spec: { ...deployment.spec, paused: true } } as KubeObject, operation: 'paused' };
}

function resume(_context: Context, one: Found): { after: KubeObject; operation: string } {
  const deployment = deploymentOf(one, 'resuming');
  if (deployment.spec.paused !== true) throw failure(`${aboutOne(one)} is not paused`);
  const { paused: _, ...spec } = deployment.spec;
  return { after: { ...one.object, spec } as KubeObject, operation: 'resumed' };
}

const rolling = ['Deployment', 'DaemonSet', 'StatefulSet'];
const restartMark = 'kubectl.kubernetes.io/restartedAt';

function restart(context: Context, one: Found): { after: KubeObject; operation: string } {
  if (!rolling.includes(one.object.kind)) throw failure(`${aboutOne(one)} restarting is not supported`);
  const { spec } = one.object as unknown as Deployment;
  if (spec.paused === true) throw failure(`${aboutOne(one)} can't restart paused deployment (run rollout resume first)`);
  const metadata = spec.template.metadata ?? {};
  const at = formatTime(wallClock(context));
  if (metadata.annotations?.[restartMark] === at)
    throw failure(
      `failed to create patch for ${one.object.metadata.name}: if restart has already been triggered within the past second, please wait before attempting to trigger another`,
    );
  const template = { ...spec.template, metadata: { ...metadata, annotations: { ...metadata.annotations, [restartMark]: at } } };
  return { after: { ...one.object, spec: { ...spec, template } } as KubeObject, operation: 'restarted' };
}

/** Told without asking the server, it is the template that would be there again. */
function rehearsal({ object }: Found, { template }: Revision): UndoPlan {
  return { operation: `${object.kind === 'Deployment' ? '' : 'will roll back to '}${templateText(template)}` };
}

async function undo(context: Context): Promise<number> {
  const failures: KubectlFailure[] = [];
  const found = await selectToChange(context, failures);
  await forEachTold(
    found,
    async (one, index) => {
      if (!rolling.includes(one.object.kind)) {
        const kind = `${one.object.kind}${one.row.group === '' ? '' : `.${one.row.group}`}`;
        throw failure(`no rollbacker has been implemented for ${JSON.stringify(kind)}`);
      }
      const revision = revisionToUndo(one, await revisionsOf(context, one), numberOf(context.flags, 'to-revision'));
      const dryRun = dryRunOf(context);
      const plan = dryRun === 'client' ? rehearsal(one, revision) : undoPatch(one, revision);
      if (plan.patch !== undefined)
        await patchObject(context, targetOf(one.row, one.object), plan.patch, writeOptions(context, 'kubectl-rollout'));
      sayChanged(context, { row: one.row, object: one.object, operation: plan.operation, dryRun, typed: true }, index);
    },
    failures,
  );
  return 0;
}
