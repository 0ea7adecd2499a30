/**
 * Containers of pods.
 * upstream: pkg/apis/core/validation/validation.go (validateContainers, validateProbe, validateEnv, ValidateVolumeMounts)
 */
import type { Container, PodSpec } from '#api/kinds.ts';
import { isConfigMapKey, isDNS1123Label, isDNS1123Subdomain, isEnvVarName, isValidPortName } from '#api/machinery/validation.ts';
import { duplicate, fieldNotFound, forbiddenField, invalidValue, notSupported, required } from '../fieldError.ts';
import { byRule, localPath, named, needed, notNegative, oneOf, validPort, type Errors } from './checks.ts';
import { validResources } from './resources.ts';

type Env = NonNullable<Container['env']>[number];
type EnvSource = NonNullable<Env['valueFrom']>;
type EnvFrom = NonNullable<Container['envFrom']>[number];
type Port = NonNullable<Container['ports']>[number];
type Probe = NonNullable<Container['livenessProbe']>;
type Handler = Pick<Probe, 'exec' | 'httpGet' | 'tcpSocket' | 'grpc'>;
type Mount = NonNullable<Container['volumeMounts']>[number];

/** What a container's checks need to know of its pod. */
export interface PodPlace {
  /** Volumes with a valid name. */
  readonly volumes: ReadonlyMap<string, { readonly persistentVolumeClaim?: unknown; readonly ephemeral?: unknown }>;
  readonly restartPolicy: string;
}

export function validContainers(spec: PodSpec, place: PodPlace, at: string, errors: Errors): void {
  const { containers = [], initContainers = [] } = spec;
  const names = new Set<string>();
  if ((containers ?? []).length === 0) errors.push(required(`${at}.containers`));
  for (const [i, container] of (containers ?? []).entries()) {
    const here = `${at}.containers[${i}]`;
    uniqueName(container.name, names, here, errors);
    common(container, place, here, errors);
    const { lifecycle } = container;
    if (lifecycle?.postStart !== undefined) validHandler(lifecycle.postStart, `${here}.lifecycle.postStart`, errors);
    if (lifecycle?.preStop !== undefined) validHandler(lifecycle.preStop, `${here}.lifecycle.preStop`, errors);
    livenessProbe(container.livenessProbe, `${here}.livenessProbe`, errors);
    validProbe(container.readinessProbe, `${here}.readinessProbe`, errors);
    if (container.readinessProbe?.terminationGracePeriodSeconds !== undefined)
      errors.push(
        invalidValue(
          `${here}.readinessProbe.terminationGracePeriodSeconds`,
          container.readinessProbe.terminationGracePeriodSeconds,
          'must not be set for readinessProbes',
        ),
      );
    livenessProbe(container.startupProbe, `${here}.startupProbe`, errors);
  }
  hostPortConflicts(containers ?? [], `${at}.containers`, errors);
  for (const [i, container] of initContainers.entries())
    initContainer(container, names, { ...place, at: `${at}.initContainers[${i}]` }, errors);
}

function uniqueName(name: string, names: Set<string>, here: string, errors: Errors): void {
  if (names.has(name)) errors.push(duplicate(`${here}.name`, name));
  else if (name !== '') names.add(name);
}

function initContainer(container: Container, names: Set<string>, place: PodPlace & { readonly at: string }, errors: Errors): void {
  const here = place.at;
  common(container, place, here, errors);
  if (names.has(container.name)) errors.push(duplicate(`${here}.name`, container.name));
  else if (container.name !== '') names.add(container.name);
  hostPortConflicts([container], here, errors);
  if (container.lifecycle !== undefined) errors.push(forbiddenField(`${here}.lifecycle`, 'may not be set for init containers'));
  if (container.livenessProbe !== undefined) errors.push(forbiddenField(`${here}.livenessProbe`, 'may not be set for init containers'));
  if (container.readinessProbe !== undefined) errors.push(forbiddenField(`${here}.readinessProbe`, 'may not be set for init containers'));
  if (container.startupProbe !== undefined) errors.push(forbiddenField(`${here}.startupProbe`, 'may not be set for init containers'));
}

/** upstream: validateContainerCommon */
function common(container: Container, place: PodPlace, here: string, errors: Errors): void {
  named(isDNS1123Label, container.name, `${here}.name`, errors);
  const image = container.image ?? '';
  if (image === '') errors.push(required(`${here}.image`));
  else if (image !== image.trim()) errors.push(invalidValue(`${here}.image`, image, 'must not have leading or trailing whitespace'));
  if ((container.terminationMessagePolicy ?? '') === ('' as string)) errors.push(required(`${here}.terminationMessagePolicy`));
  else oneOf(container.terminationMessagePolicy, ['File', 'FallbackToLogsOnError'], `${here}.terminationMessagePolicy`, errors);
  validPorts(container.ports ?? [], `${here}.ports`, errors);
  for (const [i, env] of (container.env ?? []).entries()) validEnv(env, `${here}.env[${i}]`, errors);
  for (const [i, from] of (container.envFrom ?? []).entries()) validEnvFrom(from, `${here}.envFrom`, i, errors);
  validMounts(container, place, here, errors);
  validDevices(container, place, here, errors);
  if ((container.imagePullPolicy ?? '') === ('' as string)) errors.push(required(`${here}.imagePullPolicy`));
  else oneOf(container.imagePullPolicy, ['Always', 'IfNotPresent', 'Never'], `${here}.imagePullPolicy`, errors);
  validResources(container.resources, `${here}.resources`, errors);
  containerSecurity(container.securityContext, `${here}.securityContext`, errors);
}

function validPorts(ports: readonly Port[], at: string, errors: Errors): void {
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
    if (port.containerPort === 0) errors.push(required(`${here}.containerPort`));
    else validPort(port.containerPort, `${here}.containerPort`, errors);
    if (port.hostPort !== undefined && port.hostPort !== 0) validPort(port.hostPort, `${here}.hostPort`, errors);
    if ((port.protocol ?? '') === ('' as string)) errors.push(required(`${here}.protocol`));
    else oneOf(port.protocol, ['SCTP', 'TCP', 'UDP'], `${here}.protocol`, errors);
  }
}

function hostPortConflicts(containers: readonly Container[], at: string, errors: Errors): void {
  const taken = new Set<string>();
  for (const [i, { ports = [] }] of containers.entries()) {
    for (const [j, port] of ports.entries()) {
      if (port.hostPort === undefined || port.hostPort === 0) continue;
      const text = `${port.protocol}/${port.hostIP ?? ''}/${port.hostPort}`;
      if (taken.has(text))
        errors.push(duplicate(`${containers.length === 1 && !at.endsWith('containers') ? at : `${at}[${i}]`}.ports[${j}].hostPort`, text));
      else taken.add(text);
    }
  }
}

function validEnv(env: Env, here: string, errors: Errors): void {
  if ((env.name ?? '') === '') errors.push(required(`${here}.name`));
  else byRule(isEnvVarName, env.name, `${here}.name`, errors);
  if (env.valueFrom !== undefined) validEnvSource(env, env.valueFrom, `${here}.valueFrom`, errors);
}

const envFieldPaths = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.podIP',
  'status.podIPs',
];
const containerResources = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
];
const convertible = new Set([
  ...envFieldPaths,
  'metadata.annotations',
  'metadata.labels',
  'status.phase',
  'spec.restartPolicy',
  'spec.schedulerName',
  'status.nominatedNodeName',
  'spec.hostNetwork',
  'spec.host',
]);

function validEnvSource(env: Env, from: EnvSource, here: string, errors: Errors): void {
  let count = 0;
  if (from.fieldRef !== undefined) {
    count += 1;
    validFieldRef(from.fieldRef, envFieldPaths, `${here}.fieldRef`, errors);
  }
  if (from.resourceFieldRef !== undefined) {
    count += 1;
    validResourceRef(from.resourceFieldRef, `${here}.resourceFieldRef`, errors);
  }
  if (from.configMapKeyRef !== undefined) {
    count += 1;
    keyRef(from.configMapKeyRef, `${here}.configMapKeyRef`, errors);
  }
  if (from.secretKeyRef !== undefined) {
    count += 1;
    keyRef(from.secretKeyRef, `${here}.secretKeyRef`, errors);
  }
  if (count === 0)
    errors.push(invalidValue(here, '', 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`'));
  else if ((env.value ?? '') !== '') errors.push(invalidValue(here, '', 'may not be specified when `value` is not empty'));
  else if (count > 1) errors.push(invalidValue(here, '', 'may not have more than one field specified at a time'));
}

export function validResourceRef(ref: { readonly resource: string }, here: string, errors: Errors): void {
  if (ref.resource === '') errors.push(required(`${here}.resource`));
  else if (!containerResources.includes(ref.resource) && !/^(limits|requests)\.hugepages-/.test(ref.resource))
    errors.push(notSupported(`${here}.resource`, ref.resource, containerResources));
}

export function validFieldRef(
  ref: { readonly apiVersion?: string; readonly fieldPath: string },
  supported: readonly string[],
  here: string,
  errors: Errors,
): void {
  const { fieldPath = '', apiVersion = '' } = ref;
  if (apiVersion === '') return void errors.push(required(`${here}.apiVersion`));
  if (fieldPath === '') return void errors.push(required(`${here}.fieldPath`));
  if (apiVersion !== 'v1')
    return void errors.push(
      invalidValue(`${here}.fieldPath`, fieldPath, `error converting fieldPath: unsupported pod version: ${apiVersion}`),
    );
  const subscript = /^(metadata\.(?:annotations|labels))\['([^']*)'\]$/.exec(fieldPath);
  if (subscript !== null) return;
  if (!convertible.has(fieldPath))
    errors.push(invalidValue(`${here}.fieldPath`, fieldPath, `error converting fieldPath: field label not supported: ${fieldPath}`));
  else if (!supported.includes(fieldPath)) errors.push(notSupported(`${here}.fieldPath`, fieldPath, supported));
}

function keyRef(ref: { readonly name?: string; readonly key: string }, here: string, errors: Errors): void {
  if (ref.name === undefined || ref.name === '') byRule(isDNS1123Subdomain, '', `${here}.name`, errors);
  else byRule(isDNS1123Subdomain, ref.name, `${here}.name`, errors);
  if ((ref.key ?? '') === '') errors.push(required(`${here}.key`));
  else byRule(isConfigMapKey, ref.key, `${here}.key`, errors);
}

function validEnvFrom(from: EnvFrom, at: string, index: number, errors: Errors): void {
  const here = `${at}[${index}]`;
  if ((from.prefix ?? '') !== '') byRule(isEnvVarName, from.prefix ?? '', `${here}.prefix`, errors);
  let count = 0;
  if (from.configMapRef !== undefined) {
    count += 1;
    named(isDNS1123Subdomain, from.configMapRef.name, `${here}.configMapRef.name`, errors);
  }
  if (from.secretRef !== undefined) {
    count += 1;
    named(isDNS1123Subdomain, from.secretRef.name, `${here}.secretRef.name`, errors);
  }
  if (count === 0) errors.push(invalidValue(at, '', 'must specify one of: `configMapRef` or `secretRef`'));
  else if (count > 1) errors.push(invalidValue(at, '', 'may not have more than one field specified at a time'));
}

function validMounts({ volumeMounts = [], volumeDevices = [] }: Container, place: PodPlace, at: string, errors: Errors): void {
  const paths = new Set<string>();
  const devices = new Set(volumeDevices.map((device) => device.name));
  const devicePaths = new Set(volumeDevices.map((device) => device.devicePath));
  for (const [i, mount] of volumeMounts.entries()) {
    const here = `${at}.volumeMounts[${i}]`;
    if (mount.name === '') errors.push(required(`${here}.name`));
    if (!place.volumes.has(mount.name)) errors.push(fieldNotFound(`${here}.name`, mount.name));
    if (mount.mountPath === '') errors.push(required(`${here}.mountPath`));
    if (paths.has(mount.mountPath)) errors.push(invalidValue(`${here}.mountPath`, mount.mountPath, 'must be unique'));
    paths.add(mount.mountPath);
    if (devices.has(mount.name)) errors.push(invalidValue(`${here}.name`, mount.name, 'must not already exist in volumeDevices'));
    if (devicePaths.has(mount.mountPath))
      errors.push(invalidValue(`${here}.mountPath`, mount.mountPath, 'must not already exist as a path in volumeDevices'));
    subPaths(mount, here, errors);
  }
}

function subPaths(mount: Mount, here: string, errors: Errors): void {
  if ((mount.subPath ?? '') !== '') localPath(mount.subPath ?? '', `${here}.subPath`, errors);
  if ((mount.subPathExpr ?? '') === '') return;
  if ((mount.subPath ?? '') !== '')
    errors.push(invalidValue(`${here}.subPathExpr`, mount.subPathExpr, 'subPathExpr and subPath are mutually exclusive'));
  localPath(mount.subPathExpr ?? '', `${here}.subPathExpr`, errors);
}

function validDevices({ volumeDevices = [], volumeMounts = [] }: Container, place: PodPlace, at: string, errors: Errors): void {
  const names = new Set<string>();
  const paths = new Set<string>();
  const mounts = new Set(volumeMounts.map((mount) => mount.name));
  for (const [i, device] of volumeDevices.entries()) {
    const here = `${at}.volumeDevices[${i}]`;
    const volume = place.volumes.get(device.name);
    if (device.name === '') errors.push(required(`${here}.name`));
    if (names.has(device.name)) errors.push(invalidValue(`${here}.name`, device.name, 'must be unique'));
    if (volume !== undefined && volume.persistentVolumeClaim === undefined && volume.ephemeral === undefined)
      errors.push(
        invalidValue(`${here}.name`, device.name, 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode'),
      );
    if (volume === undefined) errors.push(fieldNotFound(`${here}.name`, device.name));
    if (device.devicePath === '') errors.push(required(`${here}.devicePath`));
    if (paths.has(device.devicePath)) errors.push(invalidValue(`${here}.devicePath`, device.devicePath, 'must be unique'));
    if (device.devicePath.split('/').includes('..'))
      errors.push(invalidValue(`${here}.devicePath`, device.devicePath, "can not contain backsteps ('..')"));
    if (mounts.has(device.name)) errors.push(invalidValue(`${here}.name`, device.name, 'must not already exist in volumeMounts'));
    names.add(device.name);
    paths.add(device.devicePath);
  }
}

function validProbe(probe: Probe | undefined, at: string, errors: Errors): void {
  if (probe === undefined) return;
  validHandler(probe, at, errors);
  notNegative(probe.initialDelaySeconds, `${at}.initialDelaySeconds`, errors);
  notNegative(probe.timeoutSeconds, `${at}.timeoutSeconds`, errors);
  notNegative(probe.periodSeconds, `${at}.periodSeconds`, errors);
  notNegative(probe.successThreshold, `${at}.successThreshold`, errors);
  notNegative(probe.failureThreshold, `${at}.failureThreshold`, errors);
  if (probe.terminationGracePeriodSeconds !== undefined && probe.terminationGracePeriodSeconds <= 0)
    errors.push(invalidValue(`${at}.terminationGracePeriodSeconds`, probe.terminationGracePeriodSeconds, 'must be greater than 0'));
}

/** Liveness and startup need one success only. */
function livenessProbe(probe: Probe | undefined, at: string, errors: Errors): void {
  validProbe(probe, at, errors);
  if (probe !== undefined && probe.successThreshold !== 1)
    errors.push(invalidValue(`${at}.successThreshold`, probe.successThreshold, 'must be 1'));
}

function validHandler(handler: Handler, at: string, errors: Errors): void {
  const found = (['exec', 'httpGet', 'tcpSocket', 'grpc'] as const).filter((kind) => handler[kind] !== undefined);
  for (const extra of found.slice(1)) errors.push(forbiddenField(`${at}.${extra}`, 'may not specify more than 1 handler type'));
  const [kind] = found;
  if (kind === undefined) errors.push(required(at, 'must specify a handler type'));
  else if (kind === 'exec' && (handler.exec?.command ?? []).length === 0) errors.push(required(`${at}.exec.command`));
  else if (kind === 'httpGet') validHttp(handler.httpGet ?? { port: 0 }, `${at}.httpGet`, errors);
  else if (kind === 'tcpSocket') portOrName(handler.tcpSocket?.port ?? 0, `${at}.tcpSocket.port`, errors);
  else if (kind === 'grpc') validPort(handler.grpc?.port ?? 0, `${at}.grpc.port`, errors);
}

function validHttp(get: NonNullable<Handler['httpGet']>, at: string, errors: Errors): void {
  needed(get.path, `${at}.path`, errors);
  portOrName(get.port, `${at}.port`, errors);
  oneOf(get.scheme, ['HTTP', 'HTTPS'], `${at}.scheme`, errors);
  for (const { name } of get.httpHeaders ?? []) {
    if (!/^[-A-Za-z0-9]+$/.test(name)) {
      errors.push(
        invalidValue(
          `${at}.httpHeaders`,
          name,
          "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')",
        ),
      );
    }
  }
}

export function portOrName(port: number | string, at: string, errors: Errors): void {
  if (typeof port === 'number') validPort(port, at, errors);
  else byRule(isValidPortName, port, at, errors);
}

function containerSecurity(context: Container['securityContext'], at: string, errors: Errors): void {
  if (context === undefined) return;
  userId(context.runAsUser, `${at}.runAsUser`, errors);
  userId(context.runAsGroup, `${at}.runAsGroup`, errors);
  if (context.procMount !== undefined) oneOf(context.procMount, ['Default', 'Unmasked'], `${at}.procMount`, errors);
  if (context.allowPrivilegeEscalation === false) {
    if (context.privileged === true)
      errors.push(
        invalidValue(at, { printed: JSON.stringify(context) }, 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true'),
      );
    if (context.capabilities?.add?.includes('SYS_ADMIN') === true)
      errors.push(
        invalidValue(
          at,
          { printed: JSON.stringify(context) },
          'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN',
        ),
      );
  }
}

export function userId(id: number | undefined, at: string, errors: Errors): void {
  if (id !== undefined && (id < 0 || id > 2_147_483_647)) errors.push(invalidValue(at, id, 'must be between 0 and 2147483647, inclusive'));
}
