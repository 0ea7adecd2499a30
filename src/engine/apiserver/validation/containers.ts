/**
 * Containers of pods.
 * upstream: pkg/apis/core/validation/validation.go (validateContainers, validateInitContainers, validateContainerCommon)
 */
import type { Container, PodSpec } from '#api/kinds.ts';
import { isDNS1123Label, isValidPortName } from '#api/machinery/validation.ts';
import { duplicate, forbiddenField, invalidValue, notSupported, required } from '../fieldError.ts';
import { goSyntax } from '../goPrint/goSyntax.ts';
import { named, oneOf, validPort, type Errors } from './checks.ts';
import { validEnv, validEnvFrom } from './env.ts';
import { livenessProbe, readinessProbe, validLifecycle } from './handlers.ts';
import { validDevices, validMounts } from './mounts.ts';
import { validResources } from './resources.ts';
import { containerSecurity } from './securityContext.ts';

type Port = NonNullable<Container['ports']>[number];
type ResizePolicy = NonNullable<Container['resizePolicy']>;

/** What a container's checks need to know of its pod. */
export interface PodPlace {
  /** Volumes with a valid name. */
  readonly volumes: ReadonlyMap<string, { readonly persistentVolumeClaim?: unknown; readonly ephemeral?: unknown }>;
  readonly restartPolicy: string;
}

export function validContainers(containers: readonly Container[], place: PodPlace, at: string, errors: Errors): void {
  if (containers.length === 0) return void errors.push(required(at));
  const names = new Set<string>();
  for (const [i, container] of containers.entries()) {
    const here = `${at}[${i}]`;
    validContainer(container, place, here, errors);
    if (names.has(container.name)) errors.push(duplicate(`${here}.name`, container.name));
    else names.add(container.name);
    whileRunning(container, here, errors);
    if (container.restartPolicy !== undefined)
      errors.push(forbiddenField(`${here}.restartPolicy`, 'may not be set for non-init containers'));
  }
  hostPortConflicts(containers, new Set(), at, errors);
}

/** What only containers have that run beside others. */
function whileRunning(container: Container, here: string, errors: Errors): void {
  if (container.lifecycle !== undefined) validLifecycle(container.lifecycle, `${here}.lifecycle`, errors);
  livenessProbe(container.livenessProbe, `${here}.livenessProbe`, errors);
  readinessProbe(container.readinessProbe, `${here}.readinessProbe`, errors);
  livenessProbe(container.startupProbe, `${here}.startupProbe`, errors);
}

const onlyBesideOthers = ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const;

export function validInitContainers(
  spec: Pick<PodSpec, 'containers' | 'initContainers'>,
  place: PodPlace,
  at: string,
  errors: Errors,
): void {
  const names = new Set((spec.containers ?? []).map(({ name }) => name));
  for (const [i, container] of (spec.initContainers ?? []).entries()) {
    const here = `${at}[${i}]`;
    validContainer(container, place, here, errors);
    const { restartPolicy } = container;
    if (restartPolicy !== undefined && restartPolicy !== 'Always')
      errors.push(notSupported(`${here}.restartPolicy`, restartPolicy, ['Always']));
    if (names.has(container.name)) errors.push(duplicate(`${here}.name`, container.name));
    else if (container.name !== '') names.add(container.name);
    // Init containers run one by one, so their ports can collide with their own only; the path is told without their place.
    hostPortConflicts([container], new Set(), at, errors);
    if (restartPolicy === 'Always') whileRunning(container, here, errors);
    else
      for (const field of onlyBesideOthers)
        if (container[field] !== undefined)
          errors.push(forbiddenField(`${here}.${field}`, 'may not be set for init containers without restartPolicy=Always'));
    if ((container.resizePolicy ?? []).length > 0)
      errors.push(
        invalidValue(
          `${here}.resizePolicy`,
          goSyntax('[]core.ContainerResizePolicy', container.resizePolicy),
          'must not be set for init containers',
        ),
      );
  }
}

/** What holds for containers of all sorts. upstream: validateContainerCommon */
export function validContainer(container: Container, place: PodPlace, here: string, errors: Errors): void {
  named(isDNS1123Label, container.name, `${here}.name`, errors);
  if ((container.image ?? '') === '') errors.push(required(`${here}.image`));
  if ((container.terminationMessagePolicy ?? '') === ('' as string)) errors.push(required(`${here}.terminationMessagePolicy`));
  else oneOf(container.terminationMessagePolicy, ['File', 'FallbackToLogsOnError'], `${here}.terminationMessagePolicy`, errors);
  validPorts(container.ports ?? [], `${here}.ports`, errors);
  validEnv(container.env ?? [], `${here}.env`, errors);
  validEnvFrom(container.envFrom ?? [], `${here}.envFrom`, errors);
  validMounts(container, place.volumes, `${here}.volumeMounts`, errors);
  validDevices(container, place.volumes, `${here}.volumeDevices`, errors);
  pullPolicy(container.imagePullPolicy, `${here}.imagePullPolicy`, errors);
  validResources(container.resources, `${here}.resources`, errors);
  if (container.resizePolicy !== undefined) validResizePolicy(container.resizePolicy, place.restartPolicy, `${here}.resizePolicy`, errors);
  containerSecurity(container.securityContext, `${here}.securityContext`, errors);
}

export function pullPolicy(policy: Container['imagePullPolicy'], at: string, errors: Errors): void {
  if ((policy ?? '') === ('' as string)) errors.push(required(at));
  else oneOf(policy, ['Always', 'IfNotPresent', 'Never'], at, errors);
}

/** Pods of their own have no spaces around the names of images; templates may. */
export function trimmedImage({ image = '' }: Container, here: string, errors: Errors): void {
  if (image !== image.trim()) errors.push(invalidValue(`${here}.image`, image, 'must not have leading or trailing whitespace'));
}

export function validPorts(ports: readonly Port[], at: string, errors: Errors): void {
  const names = new Set<string>();
  for (const [i, port] of ports.entries()) {
    const here = `${at}[${i}]`;
    const { name = '' } = port;
    if (name !== '') {
      const messages = isValidPortName(name);
      if (messages.length > 0) for (const message of messages) errors.push(invalidValue(`${here}.name`, name, message));
      else if (names.has(name)) errors.push(duplicate(`${here}.name`, name));
      else names.add(name);
    }
    if ((port.containerPort ?? 0) === 0) errors.push(required(`${here}.containerPort`));
    else validPort(port.containerPort, `${here}.containerPort`, errors);
    if (port.hostPort !== undefined && port.hostPort !== 0) validPort(port.hostPort, `${here}.hostPort`, errors);
    if ((port.protocol ?? '') === ('' as string)) errors.push(required(`${here}.protocol`));
    else oneOf(port.protocol, ['SCTP', 'TCP', 'UDP'], `${here}.protocol`, errors);
  }
}

/** Ports of the host, each once; `taken` collects them. upstream: AccumulateUniqueHostPorts */
export function hostPortConflicts(containers: readonly Container[], taken: Set<string>, at: string, errors: Errors): void {
  for (const [i, { ports = [] }] of containers.entries()) {
    for (const [j, port] of ports.entries()) {
      if (port.hostPort === undefined || port.hostPort === 0) continue;
      const text = `${port.protocol ?? ''}/${port.hostIP ?? ''}/${port.hostPort}`;
      if (taken.has(text)) errors.push(duplicate(`${at}[${i}].ports[${j}].hostPort`, text));
      else taken.add(text);
    }
  }
}

/** upstream: validateResizePolicy */
export function validResizePolicy(policies: ResizePolicy, podPolicy: string, at: string, errors: Errors): void {
  const seen = new Set<string>();
  for (const [i, { resourceName = '', restartPolicy = '' }] of policies.entries()) {
    if (seen.has(resourceName)) errors.push(duplicate(`${at}[${i}]`, { printed: resourceName }));
    seen.add(resourceName);
    if (resourceName === '') errors.push(required(at));
    else oneOf(resourceName, ['cpu', 'memory'], at, errors);
    if (restartPolicy === '') errors.push(required(at));
    else oneOf(restartPolicy, ['NotRequired', 'RestartContainer'], at, errors);
    if (podPolicy === 'Never' && restartPolicy !== 'NotRequired')
      errors.push(invalidValue(at, restartPolicy, "must be 'NotRequired' when `restartPolicy` is 'Never'"));
  }
}
