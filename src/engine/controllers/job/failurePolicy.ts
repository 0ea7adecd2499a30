/**
 * What a Job's failure policy says about a failed pod: the first rule that fits decides.
 * upstream: pkg/controller/job/pod_failure_policy.go
 */
import type { Job, Pod } from '#api/kinds.ts';

type Policy = NonNullable<Job['spec']['podFailurePolicy']>;
type Rule = Policy['rules'][number];
type ExitCodes = NonNullable<Rule['onExitCodes']>;

export interface Verdict {
  readonly action?: string;
  readonly counts: boolean;
  /** Why the whole Job fails. */
  readonly failJob?: string;
}

export function judge(policy: Policy | undefined, pod: Pod): Verdict {
  for (const [index, rule] of (policy?.rules ?? []).entries()) {
    const why = matched(rule, pod);
    if (why === undefined) continue;
    const message = `${why} matching ${rule.action} rule at index ${index}`;
    if (rule.action === 'Ignore') return { action: 'Ignore', counts: false };
    if (rule.action === 'FailIndex') return { action: 'FailIndex', counts: true };
    if (rule.action === 'Count') return { action: 'Count', counts: true };
    if (rule.action === 'FailJob') return { action: 'FailJob', counts: true, failJob: message };
  }
  return { counts: true };
}

function matched(rule: Rule, pod: Pod): string | undefined {
  const where = `${pod.metadata.namespace ?? ''}/${pod.metadata.name}`;
  // The server tells a part of a rule that is not used as null.
  const exitCodes = rule.onExitCodes ?? undefined;
  if (exitCodes !== undefined) {
    const container = failedContainer(exitCodes, pod);
    return container && `Container ${container.name} for pod ${where} failed with exit code ${container.state?.terminated?.exitCode}`;
  }
  const condition = pod.status.conditions?.find(({ type, status }) =>
    rule.onPodConditions?.some((wanted) => wanted.type === type && (wanted.status ?? 'True') === status),
  );
  return condition && `Pod ${where} has condition ${condition.type}`;
}

function failedContainer({ containerName, operator, values }: ExitCodes, { status }: Pod) {
  return [...(status.containerStatuses ?? []), ...(status.initContainerStatuses ?? [])].find(({ name, state }) => {
    const exitCode = state?.terminated?.exitCode ?? 0;
    if (exitCode === 0 || (containerName ?? name) !== name) return false;
    return operator === 'In' ? values.includes(exitCode) : operator === 'NotIn' ? !values.includes(exitCode) : false;
  });
}
