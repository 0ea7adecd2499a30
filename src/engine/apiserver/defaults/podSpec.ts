/**
 * Defaults of pod specs, alone and in templates.
 * upstream: pkg/apis/core/v1/defaults.go
 */
import type { Container, PodSpec, PodTemplateSpec } from '#api/kinds.ts';
import { eachIn, fill, part } from './fill.ts';
import { defaultVolume } from './volumes.ts';

type EnvVar = NonNullable<Container['env']>[number];
type Port = NonNullable<Container['ports']>[number];
type Probe = NonNullable<Container['livenessProbe']>;
type Lifecycle = NonNullable<Container['lifecycle']>;
type LifecycleHandler = NonNullable<Lifecycle['preStop']>;
type HttpGet = NonNullable<Probe['httpGet']>;

const empty = Object.freeze({});

const specDefaults = Object.freeze({
  restartPolicy: 'Always',
  terminationGracePeriodSeconds: 30,
  dnsPolicy: 'ClusterFirst',
  securityContext: empty,
  schedulerName: 'default-scheduler',
});

const pullAlways = Object.freeze({
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
  imagePullPolicy: 'Always',
});
const pullIfNotPresent = Object.freeze({ ...pullAlways, imagePullPolicy: 'IfNotPresent' });
const probeDefaults = Object.freeze({ timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 });
const httpDefaults = Object.freeze({ path: '/', scheme: 'HTTP' });

export function defaultPodSpec(spec: PodSpec): PodSpec {
  let filled = fill(spec, specDefaults);
  filled = eachIn(filled, 'containers', defaultContainer);
  filled = eachIn(filled, 'initContainers', defaultContainer);
  filled = eachIn(filled, 'ephemeralContainers', (container) => defaultContainer(container as Container) as typeof container);
  filled = eachIn(filled, 'volumes', defaultVolume);
  return withBothAccountNames(filled);
}

/** The old name of the service account's field is kept in step with the new one. */
function withBothAccountNames(spec: PodSpec): PodSpec {
  const { serviceAccountName = '', serviceAccount = '' } = spec;
  const name = serviceAccountName === '' ? serviceAccount : serviceAccountName;
  return name === serviceAccountName && name === serviceAccount ? spec : { ...spec, serviceAccountName: name, serviceAccount: name };
}

export function defaultTemplate(template: PodTemplateSpec): PodTemplateSpec {
  return part(template, 'spec', defaultPodSpec);
}

function defaultContainer(container: Container): Container {
  let filled = fill(container, pullsAlways(container.image ?? '') ? pullAlways : pullIfNotPresent);
  filled = eachIn(filled, 'ports', defaultPort);
  filled = eachIn(filled, 'env', defaultEnv);
  filled = part(filled, 'livenessProbe', defaultProbe);
  filled = part(filled, 'readinessProbe', defaultProbe);
  filled = part(filled, 'startupProbe', defaultProbe);
  return part(filled, 'lifecycle', defaultLifecycle);
}

/** A reference: name, tag, digest. What is none is not pulled again and again either. */
const imageForm =
  /^((?:[a-zA-Z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*)*)(?::([\w][\w.-]{0,127}))?(@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?$/;

/** An image without tag and digest means the latest, which may be another one tomorrow. */
function pullsAlways(image: string): boolean {
  const match = imageForm.exec(image);
  return match !== null && (match[2] ?? 'latest') === 'latest' && match[3] === undefined;
}

function defaultPort(port: Port): Port {
  return port.protocol === undefined ? { ...port, protocol: 'TCP' } : port;
}

function defaultEnv(env: EnvVar): EnvVar {
  return part(env, 'valueFrom', (from) => part(from, 'fieldRef', (ref) => fill(ref, { apiVersion: 'v1' })));
}

/** A zero is no answer for these numbers: it counts as absent. */
function defaultProbe(probe: Probe): Probe {
  const filled = fill(probe, probeDefaults);
  return part(part(filled, 'httpGet', defaultHttp), 'grpc', (grpc) => fill(grpc, { service: '' }));
}

function defaultHttp(get: HttpGet): HttpGet {
  return fill(get, httpDefaults);
}

function defaultLifecycle(lifecycle: Lifecycle): Lifecycle {
  const handler = (it: LifecycleHandler): LifecycleHandler => part(it, 'httpGet', defaultHttp);
  return part(part(lifecycle, 'preStop', handler), 'postStart', handler);
}

export function eachContainer(spec: PodSpec, change: (container: Container) => Container): PodSpec {
  return eachIn(eachIn(spec, 'containers', change), 'initContainers', change);
}
