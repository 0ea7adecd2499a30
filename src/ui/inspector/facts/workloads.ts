/** Facts of pods and of what keeps them. */
import type { CronJob, DaemonSet, Deployment, Job, Pod, PodTemplate, ReplicaSet, ReplicationController, StatefulSet } from '#api/kinds.ts';
import type { HorizontalPodAutoscaler, PodDisruptionBudget } from '#api/kinds.ts';
import { formatLabelSelector } from '#api/machinery/labels.ts';
import { printerOf } from '#api/printers/printers.ts';
import { podFacts } from '#scene/podFacts.ts';
import { counts, fact, factsAt, images, named, type Fact } from './fact.ts';
import { claimFact } from './storage.ts';

const revisionNote = 'deployment.kubernetes.io/revision';

export const workloads = {
  Pod: (pod: Pod): readonly Fact[] => {
    const facts = podFacts(pod);
    return [
      fact('status', facts.word),
      fact('ready', `${facts.readyCount}/${facts.containers}`),
      named('nodeName', 'Node', facts.node),
      named('nominatedNodeName', 'Node', pod.status.nominatedNodeName),
      fact('podIP', facts.ip),
      fact('restarts', facts.restarts),
      fact('image', facts.image),
      fact('qosClass', pod.status.qosClass),
      ...factsAt(pod, 'status.reason', 'status.message'),
      ...(pod.spec.volumes ?? []).flatMap((volume) =>
        volume.persistentVolumeClaim === undefined ? [] : [claimFact(pod.metadata.namespace, volume.persistentVolumeClaim.claimName)],
      ),
    ];
  },
  StatefulSet: (set: StatefulSet): readonly Fact[] => [
    fact('replicas', counts(set.spec.replicas, set.status.readyReplicas)),
    named('serviceName', 'Service', set.spec.serviceName, set.metadata.namespace),
    ...factsAt(
      set,
      'spec.podManagementPolicy',
      'spec.updateStrategy.type',
      'spec.updateStrategy.rollingUpdate.partition',
      'status.currentRevision',
      'status.updateRevision',
    ).map((one) => (one.name === 'type' ? { ...one, name: 'updateStrategy' } : one)),
    ...images(set, 'spec.template.spec'),
  ],
  Deployment: (deployment: Deployment): readonly Fact[] => [
    fact('replicas', counts(deployment.spec.replicas, deployment.status.readyReplicas)),
    fact('updated', deployment.status.updatedReplicas ?? 0),
    fact('strategy', deployment.spec.strategy?.type),
    ...factsAt(deployment, 'spec.strategy.rollingUpdate.maxSurge', 'spec.strategy.rollingUpdate.maxUnavailable', 'spec.paused'),
    fact('revision', deployment.metadata.annotations?.[revisionNote]),
    ...images(deployment, 'spec.template.spec'),
  ],
  ReplicaSet: (set: ReplicaSet): readonly Fact[] => [
    fact('replicas', counts(set.spec.replicas, set.status.readyReplicas)),
    fact('revision', set.metadata.annotations?.[revisionNote]),
    ...images(set, 'spec.template.spec'),
  ],
  ReplicationController: (set: ReplicationController): readonly Fact[] => [
    fact('replicas', counts(set.spec?.replicas, set.status?.readyReplicas)),
    ...images(set, 'spec.template.spec'),
  ],
  DaemonSet: (set: DaemonSet): readonly Fact[] => [
    fact('ready', `${set.status.numberReady ?? 0}/${set.status.desiredNumberScheduled ?? 0}`),
    ...factsAt(set, 'status.updatedNumberScheduled', 'status.numberMisscheduled', 'status.numberUnavailable'),
    fact('updateStrategy', set.spec.updateStrategy?.type),
    ...images(set, 'spec.template.spec'),
  ],
  Job: (job: Job): readonly Fact[] => [
    fact('completions', `${job.status.succeeded ?? 0}/${job.spec.completions ?? 1}`),
    ...factsAt(job, 'status.active', 'status.ready', 'status.failed', 'spec.parallelism', 'spec.backoffLimit', 'spec.completionMode'),
    ...factsAt(
      job,
      'spec.suspend',
      'spec.activeDeadlineSeconds',
      'spec.ttlSecondsAfterFinished',
      'status.startTime',
      'status.completionTime',
    ),
    ...images(job, 'spec.template.spec'),
  ],
  CronJob: (cron: CronJob): readonly Fact[] => [
    ...factsAt(cron, 'spec.schedule', 'spec.timeZone', 'spec.suspend', 'spec.concurrencyPolicy'),
    ...factsAt(cron, 'status.lastScheduleTime', 'status.lastSuccessfulTime'),
    fact('active', cron.status.active?.length ?? 0),
    ...images(cron, 'spec.jobTemplate.spec.template.spec'),
  ],
  PodTemplate: (template: PodTemplate): readonly Fact[] => images(template, 'template.spec'),
  HorizontalPodAutoscaler: (scaler: HorizontalPodAutoscaler): readonly Fact[] => {
    const { kind, name } = scaler.spec.scaleTargetRef;
    const [, , targets = ''] = printerOf('HorizontalPodAutoscaler', 'autoscaling').cells(scaler, 0);
    return [
      { ...named('scaleTargetRef', kind, name, scaler.metadata.namespace), value: `${kind}/${name}` },
      fact('currentReplicas', scaler.status.currentReplicas ?? 0),
      ...factsAt(scaler, 'status.desiredReplicas', 'spec.minReplicas', 'spec.maxReplicas'),
      fact('metrics', String(targets)),
      ...factsAt(scaler, 'status.lastScaleTime'),
    ];
  },
  PodDisruptionBudget: (budget: PodDisruptionBudget): readonly Fact[] => [
    ...factsAt(budget, 'spec.minAvailable', 'spec.maxUnavailable', 'spec.unhealthyPodEvictionPolicy'),
    fact('selector', formatLabelSelector(budget.spec.selector)),
    fact('healthy', `${budget.status.currentHealthy ?? 0}/${budget.status.desiredHealthy ?? 0}`),
    ...factsAt(budget, 'status.expectedPods', 'status.disruptionsAllowed'),
  ],
};
