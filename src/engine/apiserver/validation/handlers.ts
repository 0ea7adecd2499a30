/**
 * What is done to a container from outside: probes, and handlers at its start and end.
 * upstream: pkg/apis/core/validation/validation.go (validateProbe, validateHandler)
 */
import type { Container } from '#api/kinds.ts';
import { isHTTPHeaderName, isValidPortName } from '#api/machinery/validation.ts';
import { forbiddenField, invalidValue, required } from '../fieldError.ts';
import { byRule, needed, notNegative, oneOf, validPort, type Errors } from './checks.ts';

type Probe = NonNullable<Container['livenessProbe']>;
type Lifecycle = NonNullable<Container['lifecycle']>;
type Handler = Pick<Probe, 'exec' | 'httpGet' | 'tcpSocket' | 'grpc'>;

export function validProbe(probe: Probe | undefined, at: string, errors: Errors): void {
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
export function livenessProbe(probe: Probe | undefined, at: string, errors: Errors): void {
  validProbe(probe, at, errors);
  if (probe !== undefined && probe.successThreshold !== 1)
    errors.push(invalidValue(`${at}.successThreshold`, probe.successThreshold, 'must be 1'));
}

export function readinessProbe(probe: Probe | undefined, at: string, errors: Errors): void {
  validProbe(probe, at, errors);
  const grace = probe?.terminationGracePeriodSeconds;
  if (grace !== undefined) errors.push(invalidValue(`${at}.terminationGracePeriodSeconds`, grace, 'must not be set for readinessProbes'));
}

export function validLifecycle({ postStart, preStop }: Lifecycle, at: string, errors: Errors): void {
  if (postStart !== undefined) validHandler(postStart, `${at}.postStart`, errors);
  if (preStop !== undefined) validHandler(preStop, `${at}.preStop`, errors);
}

export function validHandler(handler: Handler, at: string, errors: Errors): void {
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
  for (const { name } of get.httpHeaders ?? []) byRule(isHTTPHeaderName, name, `${at}.httpHeaders`, errors);
}

export function portOrName(port: number | string, at: string, errors: Errors): void {
  if (typeof port === 'number') validPort(port, at, errors);
  else byRule(isValidPortName, port, at, errors);
}
