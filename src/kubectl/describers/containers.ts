/** Containers of pods and of templates. upstream: describeContainers */
import type { Container, ContainerStatus } from '#api/kinds.ts';
import { canonicalQuantity } from '#api/machinery/quantity.ts';
import { writeEnv, writeEnvFrom, type FieldValue } from './env.ts';
import { goSlice, longTime, orNone, type Lines } from './lines.ts';

export interface ContainerBlock {
  readonly label: string;
  readonly containers: readonly Container[];
  readonly statuses?: readonly ContainerStatus[];
  readonly fieldValue?: FieldValue;
  /** `  ` inside a pod template, where everything stands further right. */
  readonly space: '' | '  ';
}

export function writeContainers(lines: Lines, block: ContainerBlock): void {
  lines.write(0, `${block.space}${block.label}:${block.containers.length === 0 ? ' <none>' : ''}\n`);
  for (const container of block.containers) {
    const status = block.statuses?.find((candidate) => candidate.name === container.name);
    lines.write(1, `${block.space === '' ? '' : ' '}${container.name}:\n`);
    writeBasics(lines, container, status);
    writeWords(lines, 'Command', container.command);
    writeWords(lines, 'Args', container.args);
    if (status !== undefined) writeStatus(lines, status);
    writeQuantities(lines, 'Limits', container.resources?.limits);
    writeQuantities(lines, 'Requests', container.resources?.requests);
    if (container.livenessProbe !== undefined) lines.write(2, `Liveness:\t${probeText(container.livenessProbe)}\n`);
    if (container.readinessProbe !== undefined) lines.write(2, `Readiness:\t${probeText(container.readinessProbe)}\n`);
    if (container.startupProbe !== undefined) lines.write(2, `Startup:\t${probeText(container.startupProbe)}\n`);
    writeEnvFrom(lines, container);
    writeEnv(lines, container, block.fieldValue);
    writeMounts(lines, container);
  }
}

function writeBasics(lines: Lines, container: Container, status: ContainerStatus | undefined): void {
  const ports = (container.ports ?? []).map((port) => `${port.containerPort}/${port.protocol ?? ''}`).join(', ');
  const hostPorts = (container.ports ?? []).map((port) => `${port.hostPort ?? 0}/${port.protocol ?? ''}`).join(', ');
  if (status !== undefined) lines.write(2, `Container ID:\t${status.containerID ?? ''}\n`);
  lines.write(2, `Image:\t${container.image ?? ''}\n`);
  if (status !== undefined) lines.write(2, `Image ID:\t${status.imageID}\n`);
  lines.write(2, `${ports.includes(',') ? 'Ports' : 'Port'}:\t${orNone(ports)}\n`);
  lines.write(2, `${hostPorts.includes(',') ? 'Host Ports' : 'Host Port'}:\t${orNone(hostPorts)}\n`);
  const profile = container.securityContext?.seccompProfile;
  if (profile === undefined) return;
  lines.write(2, `SeccompProfile:\t${profile.type}\n`);
  if (profile.type === 'Localhost') lines.write(3, `LocalhostProfile:\t${profile.localhostProfile ?? ''}\n`);
}

function writeWords(lines: Lines, title: string, words: readonly string[] | undefined): void {
  if ((words ?? []).length === 0) return;
  lines.write(2, `${title}:\n`);
  for (const word of words ?? []) for (const line of word.split('\n')) lines.write(3, `${line}\n`);
}

function writeStatus(lines: Lines, status: ContainerStatus): void {
  writeState(lines, 'State', status.state);
  if (status.lastState?.terminated !== undefined) writeState(lines, 'Last State', status.lastState);
  lines.write(2, `Ready:\t${status.ready ? 'True' : 'False'}\n`);
  lines.write(2, `Restart Count:\t${status.restartCount}\n`);
}

function writeState(lines: Lines, title: string, state: ContainerStatus['state']): void {
  const { running, terminated, waiting } = state ?? {};
  lines.write(
    2,
    `${title}:\t${running !== undefined ? 'Running' : terminated !== undefined && waiting === undefined ? 'Terminated' : 'Waiting'}\n`,
  );
  if (running !== undefined) lines.write(3, `Started:\t${longTime(running.startedAt)}\n`);
  else if (waiting !== undefined) {
    if ((waiting.reason ?? '') !== '') lines.write(3, `Reason:\t${waiting.reason}\n`);
  } else if (terminated !== undefined) {
    if ((terminated.reason ?? '') !== '') lines.write(3, `Reason:\t${terminated.reason}\n`);
    if ((terminated.message ?? '') !== '') lines.write(3, `Message:\t${terminated.message}\n`);
    lines.write(3, `Exit Code:\t${terminated.exitCode}\n`);
    if ((terminated.signal ?? 0) > 0) lines.write(3, `Signal:\t${terminated.signal}\n`);
    lines.write(3, `Started:\t${longTime(terminated.startedAt)}\n`);
    lines.write(3, `Finished:\t${longTime(terminated.finishedAt)}\n`);
  }
}

function writeQuantities(lines: Lines, title: string, quantities: Readonly<Record<string, string | number>> | undefined): void {
  const names = Object.keys(quantities ?? {}).toSorted();
  if (names.length === 0) return;
  lines.write(2, `${title}:\n`);
  for (const name of names) lines.write(3, `${name}:\t${canonicalQuantity(quantities?.[name] ?? 0)}\n`);
}

type Probe = NonNullable<Container['livenessProbe']>;

/** upstream: DescribeProbe */
function probeText(probe: Probe): string {
  const times = `delay=${probe.initialDelaySeconds ?? 0}s timeout=${probe.timeoutSeconds ?? 0}s period=${probe.periodSeconds ?? 0}s #success=${probe.successThreshold ?? 0} #failure=${probe.failureThreshold ?? 0}`;
  if (probe.exec !== undefined) return `exec ${goSlice(probe.exec.command)} ${times}`;
  if (probe.httpGet !== undefined) {
    const { scheme = '', host = '', port, path = '' } = probe.httpGet;
    return `http-get ${scheme.toLowerCase()}://${host.includes(':') ? `[${host}]` : host}:${port}${path !== '' && !path.startsWith('/') ? `/${path}` : path} ${times}`;
  }
  if (probe.tcpSocket !== undefined) return `tcp-socket ${probe.tcpSocket.host ?? ''}:${probe.tcpSocket.port} ${times}`;
  return probe.grpc === undefined ? `unknown ${times}` : `grpc <pod>:${probe.grpc.port} ${probe.grpc.service ?? ''} ${times}`;
}

function writeMounts(lines: Lines, container: Container): void {
  const mounts = (container.volumeMounts ?? []).toSorted((a, b) => (a.mountPath < b.mountPath ? -1 : a.mountPath > b.mountPath ? 1 : 0));
  lines.write(2, `Mounts:${mounts.length === 0 ? '\t<none>' : ''}\n`);
  for (const mount of mounts) {
    const subPath = (mount.subPath ?? '') === '' ? '' : `,path=${JSON.stringify(mount.subPath)}`;
    lines.write(3, `${mount.mountPath} from ${mount.name} (${mount.readOnly === true ? 'ro' : 'rw'}${subPath})\n`);
  }
  const devices = (container.volumeDevices ?? []).toSorted((a, b) => (a.devicePath < b.devicePath ? -1 : 1));
  if (devices.length === 0) return;
  lines.write(2, `Devices:${mounts.length === 0 ? '\t<none>' : ''}\n`);
  for (const device of devices) lines.write(3, `${device.devicePath} from ${device.name}\n`);
}
