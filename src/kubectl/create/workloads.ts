/** upstream: create_deployment.go, create_job.go, create_cronjob.go */
import type { CronJob } from '#api/kinds.ts';
import { apiVersionOf } from '#api/scheme.ts';
import { getObject } from '../cluster.ts';
import { namespaceOf, type Context } from '../context.ts';
import { failure } from '../failure.ts';
import { rowOfWord } from '../mapper.ts';
import { flag, listOf, numberOf, textOf } from '../flags.ts';
import type { Generator } from './generator.ts';

/** The command stands after `--`. */
function commandOf(context: Context): readonly string[] {
  const { dashAt } = context.flags;
  return dashAt < 0 ? [] : context.args.slice(dashAt);
}

/** A container's name from its image: the last path part without tag and digest. */
function nameOfImage(image: string): string {
  return ((image.split('/').at(-1) ?? image).split('@')[0] ?? '').split(':')[0]?.replaceAll('_', '-') ?? image;
}

export const deployment: Generator = {
  name: 'deployment',
  aliases: ['deploy'],
  short: 'Create a deployment with the specified name',
  kind: 'Deployment',
  noun: 'deployment:',
  flags: [flag('image', 'strings'), flag('port', 'int', { default: '-1' }), flag('replicas,r', 'int', { default: '1' })],
  required: ['image'],
  make(context, name) {
    const images = listOf(context.flags, 'image');
    const command = commandOf(context);
    if (images.length > 1 && command.length > 0) throw failure('cannot specify multiple --image options and command');
    const port = numberOf(context.flags, 'port');
    const containers = images.map((image) => ({
      ...(command.length > 0 ? { command } : {}),
      image,
      name: nameOfImage(image),
      ...(port > 0 ? { ports: [{ containerPort: port }] } : {}),
      resources: {},
    }));
    const labels = { app: name };
    return {
      metadata: { labels },
      spec: {
        replicas: numberOf(context.flags, 'replicas'),
        selector: { matchLabels: labels },
        strategy: {},
        template: { metadata: { creationTimestamp: null, labels }, spec: { containers } },
      },
      status: {},
    };
  },
};

export const job: Generator = {
  name: 'job',
  short: 'Create a job with the specified name',
  kind: 'Job',
  noun: 'job:',
  flags: [flag('image'), flag('from')],
  async make(context, name) {
    const image = textOf(context.flags, 'image');
    const from = textOf(context.flags, 'from');
    if ((image === '') === (from === '')) throw failure('either --image or --from must be specified');
    const command = commandOf(context);
    if (from !== '' && command.length > 0) throw failure('cannot specify --from and command');
    if (from !== '') return jobFrom(context, from);
    const containers = [{ ...(command.length > 0 ? { command } : {}), image, name, resources: {} }];
    return { spec: { template: { metadata: { creationTimestamp: null }, spec: { containers, restartPolicy: 'Never' } } }, status: {} };
  },
};

async function jobFrom(context: Context, from: string): Promise<Record<string, unknown>> {
  const [type = '', cronName = ''] = from.split('/');
  const row = await rowOfWord(context, type);
  const found = await getObject(context, { row, namespace: namespaceOf(context) }, cronName);
  if (row.kind !== 'CronJob') throw failure(`unknown object type *${row.version}.${row.kind}`);
  const cron = found as unknown as CronJob;
  const { metadata, spec } = cron.spec.jobTemplate;
  const owner = {
    apiVersion: apiVersionOf(row),
    blockOwnerDeletion: true,
    controller: true,
    kind: 'CronJob',
    name: cronName,
    uid: cron.metadata.uid,
  };
  const annotations = { 'cronjob.kubernetes.io/instantiate': 'manual', ...metadata?.annotations };
  return {
    metadata: { annotations, ...(metadata?.labels === undefined ? {} : { labels: metadata.labels }), ownerReferences: [owner] },
    spec,
    status: {},
  };
}

export const cronJob: Generator = {
  name: 'cronjob',
  aliases: ['cj'],
  short: 'Create a cron job with the specified name',
  kind: 'CronJob',
  noun: 'cronjob:',
  flags: [flag('image'), flag('schedule'), flag('restart')],
  required: ['image', 'schedule'],
  make(context, name) {
    const command = commandOf(context);
    const containers = [{ ...(command.length > 0 ? { command } : {}), image: textOf(context.flags, 'image'), name, resources: {} }];
    const spec = {
      template: {
        metadata: { creationTimestamp: null },
        spec: { containers, restartPolicy: textOf(context.flags, 'restart') || 'OnFailure' },
      },
    };
    return {
      spec: { jobTemplate: { metadata: { creationTimestamp: null, name }, spec }, schedule: textOf(context.flags, 'schedule') },
      status: {},
    };
  },
};
