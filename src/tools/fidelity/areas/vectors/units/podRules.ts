/** upstream: pkg/apis/core/validation: the parts of pods that have functions of their own, and the errors each finds */
import type { Container, Pod, PodSpec, PodTemplateSpec, Volume } from '#api/kinds.ts';
import type { FieldError } from '#engine/apiserver/fieldError.ts';
import { validSpread } from '#engine/apiserver/validation/affinity.ts';
import { specialIp } from '#engine/apiserver/validation/checks.ts';
import {
  pullPolicy,
  validContainers,
  validInitContainers,
  validPorts,
  validResizePolicy,
  type PodPlace,
} from '#engine/apiserver/validation/containers.ts';
import { validEnv, validEnvFrom } from '#engine/apiserver/validation/env.ts';
import { validateEphemeralUpdate, validEphemeralContainers } from '#engine/apiserver/validation/ephemeralContainers.ts';
import { validHandler, validProbe } from '#engine/apiserver/validation/handlers.ts';
import { validDevices, validMounts } from '#engine/apiserver/validation/mounts.ts';
import { validateWholePod } from '#engine/apiserver/validation/pod.ts';
import { validLinux, validOs, validWindows } from '#engine/apiserver/validation/podOs.ts';
import {
  ownUsers,
  readinessGates,
  schedulingGates,
  validDnsConfig,
  validDnsPolicy,
  validPodSpec,
  validRestartPolicy,
  validTemplate,
} from '#engine/apiserver/validation/podSpec.ts';
import { podConditions, validatePodStatusUpdate } from '#engine/apiserver/validation/podStatus.ts';
import { resourceName, validContainerResources } from '#engine/apiserver/validation/resources.ts';
import { appArmorFault, seccompFault } from '#engine/apiserver/validation/seccompAnnotations.ts';
import { containerSecurity } from '#engine/apiserver/validation/securityContext.ts';
import { clientIpAffinity } from '#engine/apiserver/validation/service.ts';
import { isSysctlName, validSysctls } from '#engine/apiserver/validation/sysctls.ts';
import { keyPath, validVolumes } from '#engine/apiserver/validation/volumes.ts';
import { hostProcessPod, windowsOptions } from '#engine/apiserver/validation/windows.ts';
import { errorText, inputOf, isFields, lineOf, outputOf, withoutInput, type Adapter, type Adapters, type Fields } from '../row.ts';
import { own, textsOf } from './apiValidation.ts';
import { objectAs, rowAs } from './objects.ts';

type Errors = FieldError[];

/** A function that adds what it finds; what the real one found stands under one of a few names. */
export function finds(run: (input: Fields, errors: Errors) => void): Adapter {
  return (row) => {
    const out = outputOf(row);
    const key = ['errs', 'err', 'allErrs', 'got', 'errList'].find((name) => name in out);
    if (key === undefined) return withoutInput;
    const errors: Errors = [];
    run(typeof row.in === 'object' ? rowAs<Fields>(row) : { value: row.in }, errors);
    return { expected: own(listOf(out[key]).map(errorText)), got: own(textsOf(errors)) };
  };
}

function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return value === null || value === undefined ? [] : [value];
}

/** A row that is the value itself, a list or a text, under the name `value`. */
function findsIn<T>(run: (value: T, errors: Errors) => void): Adapter {
  return (row) => {
    const errors: Errors = [];
    if (!('errs' in outputOf(row))) return withoutInput;
    run(objectAs<T>(row.in), errors);
    return { expected: own(listOf(outputOf(row)['errs']).map(errorText)), got: own(textsOf(errors)) };
  };
}

function field<T>(name: string, run: (value: T, errors: Errors, input: Fields) => void): Adapter {
  return finds((input, errors) => {
    if (input[name] !== undefined) run(input[name] as T, errors, input);
  });
}

const running = { containers: [{ name: 'ctr' }], initContainers: [{ name: 'ictr' }] };

function place(...volumes: readonly Volume[]): PodPlace {
  return { volumes: new Map(volumes.map((volume) => [volume.name, volume])), restartPolicy: 'Always' };
}

const claim: Volume = { name: 'blk', persistentVolumeClaim: { claimName: 'pvc' } };

/** The volumes that the tests of mounts and devices begin with. */
const mountable = place(
  { name: 'abc', persistentVolumeClaim: { claimName: 'testclaim1' } },
  { name: 'abc-123', persistentVolumeClaim: { claimName: 'testclaim2' } },
  { name: '123', hostPath: { path: '/foo/baz', type: '' } },
);
const devices = place(
  { name: 'abc', persistentVolumeClaim: { claimName: 'testclaim1' } },
  { name: 'abc-123', persistentVolumeClaim: { claimName: 'testclaim2' } },
  { name: 'def', hostPath: { path: '/foo/baz', type: '' } },
  { name: 'ephemeral', ephemeral: { volumeClaimTemplate: { spec: {} } } },
);

const devicesMounted = [
  { name: 'abc', mountPath: '/foo' },
  { name: 'abc-123', mountPath: '/this/path/exists' },
];

const whole = (spec: unknown): PodSpec => spec as PodSpec;

const addresses: Adapter = (row) => {
  const { newPod, errs } = outputOf(row);
  if (newPod === undefined) return withoutInput;
  const errors = validatePodStatusUpdate(objectAs<Pod>(newPod), objectAs<Pod>(inputOf(row)['pod']));
  return { expected: own(listOf(errs).map(errorText)), got: own(textsOf(errors)) };
};

const gateOff: Adapter = () => ({
  leftOut: 'DynamicResourceAllocation is alpha in 1.28 and off: the fields are dropped before validation',
});

/** Good names up to a line of the test, bad ones after it. */
function goodBefore(line: number, isGood: (value: string) => boolean): Adapter {
  return (row) => ({ expected: lineOf(row) < line, got: isGood(String(row.in)) });
}

function change(run: (now: Pod, old: Pod) => readonly FieldError[]): Adapter {
  return (row) => {
    const { new: now, old } = rowAs<{ readonly new: Pod; readonly old: Pod }>(row);
    if (JSON.stringify(now).includes('resourceClaim')) return gateOff(row);
    return { expected: own(listOf(outputOf(row)['errs']).map(errorText)), got: own(textsOf(run(now, old))) };
  };
}

export const podRules: Adapters = {
  TestAlphaLocalStorageCapacityIsolation: findsIn<Volume>(
    (source, errors) => void validVolumes([{ ...source, name: 'a' }], 'field', errors),
  ),
  TestAlphaValidateVolumeDevices: findsIn<Container['volumeDevices']>((list, errors) =>
    validDevices({ volumeDevices: list, volumeMounts: devicesMounted } as unknown as Container, devices.volumes, 'field', errors),
  ),
  TestHostIPsValidation: addresses,
  TestHugePagesEnv: findsIn<never>((env, errors) => validEnv([env], 'field', errors)),
  TestIsValidSysctlName: goodBefore(20_716, isSysctlName),
  TestLocalStorageEnvWithFeatureGate: findsIn<never>((env, errors) => validEnv([env], 'field', errors)),
  TestPodIPsValidation: addresses,
  TestValidateAppArmorProfileFormat: (row) => ({
    expected: errorText(outputOf(row)['err']),
    got: appArmorFault(String(inputOf(row)['profile'])),
  }),
  TestValidateContainers: (row) =>
    JSON.stringify(outputOf(row)).includes('disallowed by cluster policy')
      ? { leftOut: 'the test forbids privileged containers by a flag of the server; the cluster allows them' }
      : field<readonly Container[]>('containers', (list, errors) => validContainers(list, place(), 'containers', errors))(row),
  TestValidateDNSPolicy: findsIn<string>((policy, errors) => validDnsPolicy(policy, 'field', errors)),
  TestValidateDisabledSubpathExpr: mounts(),
  TestValidateDynamicResourceAllocation: gateOff,
  TestValidateEnv: field('envs', (list: never, errors) => validEnv(list, 'field', errors)),
  TestValidateEnvFrom: field('envs', (list: never, errors) => validEnvFrom(list, 'field', errors)),
  TestValidateEphemeralContainers: (row) => {
    const run = (list: unknown, errors: Errors) =>
      validEphemeralContainers(
        { ...running, ephemeralContainers: list } as unknown as PodSpec,
        place(claim, { name: 'vol', emptyDir: {} }),
        'ephemeralContainers',
        errors,
      );
    return (Array.isArray(row.in) ? findsIn(run) : field('ephemeralContainers', run))(row);
  },
  TestValidateHandler: findsIn<never>((handler, errors) => validHandler(handler, 'field', errors)),
  TestValidateHostUsers: field('spec', (spec, errors) => ownUsers(whole(spec), 'spec', errors)),
  TestValidateInitContainers: field<readonly Container[]>('initContainers', (list, errors) =>
    validInitContainers({ containers: [{ name: 'app' }], initContainers: list }, place(), 'initContainers', errors),
  ),
  TestValidateKeyToPath: field('kp', (item: never, errors) => keyPath(item, 'field', errors)),
  TestValidateLinuxPodSecurityContext: field('podSpec', (spec, errors) => validLinux(whole(spec), 'field', errors)),
  TestValidateLinuxSecurityContext: field('sc', (spec, errors) => validLinux(whole(spec), 'field', errors)),
  TestValidateMountPropagation: (row) =>
    inputOf(row)['container'] === null
      ? { leftOut: 'a mount without its container: the server never looks at one' }
      : finds(({ container, mount }, errors) =>
          validMounts({ ...(container as Container), volumeMounts: [mount as never] }, place({ name: 'foo' }).volumes, 'field', errors),
        )(row),
  TestValidateNonSpecialIP: field('ip', (ip: string, errors) => specialIp(ip, 'ip', errors)),
  TestValidateOS: (row) =>
    inputOf(row)['podSpec'] === null
      ? withoutInput
      : finds((input, errors) => {
          const { os } = input['podSpec'] as PodSpec;
          if (os !== undefined) validOs({ os } as PodSpec, 'spec', errors);
        })(row),
  TestValidateOrSetClientIPAffinityConfig: (row) =>
    finds((input, errors) => clientIpAffinity(row.in === null ? undefined : (input as never), 'field', errors))(row),
  TestValidateOverhead: field('overhead', (limits: never, errors) => validContainerResources({ limits }, 'resources', errors)),
  TestValidatePodConditions: field('podConditions', (list: never, errors) => podConditions(list, 'field', errors)),
  TestValidatePodDNSConfig: finds(({ dnsConfig, dnsPolicy }, errors) =>
    validDnsConfig(dnsConfig as never, dnsPolicy as never, 'dnsConfig', errors),
  ),
  TestValidatePodEphemeralContainersUpdate: change((now, old) => validateEphemeralUpdate(now, old, validateWholePod)),
  TestValidatePodReadinessGates: field('readinessGates', (list: never, errors) => readinessGates(list, 'field', errors)),
  TestValidatePodSpec: (row) =>
    JSON.stringify(row.in).includes('hostNetwork') && JSON.stringify(outputOf(row)).includes('hostPort')
      ? { leftOut: 'what the defaults of the server have filled in before: the port of the host' }
      : findsIn<PodSpec>((spec, errors) => validPodSpec(spec, 'field', errors))(row),
  TestValidatePodStatusUpdate: change(validatePodStatusUpdate),
  TestValidatePodTemplateSpecSeccomp: field('spec', (template: PodTemplateSpec, errors) => validTemplate(template, 'template', errors)),
  TestValidatePorts: (row) => (Array.isArray(row.in) ? findsIn : inRow)<never>((list, errors) => validPorts(list, 'field', errors))(row),
  TestValidateProbe: (row) => (row.in === null ? withoutInput : findsIn<never>((probe, errors) => validProbe(probe, 'field', errors))(row)),
  TestValidatePullPolicy: field('Container', ({ imagePullPolicy }: Container, errors) => pullPolicy(imagePullPolicy, 'field', errors)),
  TestValidateResizePolicy: field('PolicyList', (list: never, errors, { PodRestartPolicy }) =>
    validResizePolicy(list, String(PodRestartPolicy ?? 'Always'), 'field', errors),
  ),
  TestValidateResourceNames: field('input', (name: string, errors) => void resourceName(name, 'field', errors)),
  TestValidateResourceRequirements: field('requirements', (it: never, errors) => validContainerResources(it, 'resources', errors)),
  TestValidateRestartPolicy: findsIn<string>((policy, errors) => validRestartPolicy(policy, 'field', errors)),
  TestValidateSchedulingGates: field('schedulingGates', (list: never, errors) => schedulingGates(list, 'field', errors)),
  TestValidateSeccompAnnotationsAndFieldsMatch: (row) => {
    const { annotationValue, seccompField } = rowAs<Fields>(row);
    const fault = seccompFault(String(annotationValue), seccompField as never, '[]');
    const expected = outputOf(row)['err'];
    return {
      expected: isFields(expected) ? errorText(expected) : undefined,
      got: fault === undefined ? undefined : textsOf([fault])[0]?.replace('[].', '[].'),
    };
  },
  TestValidateSecurityContext: field('sc', (context: never, errors) => containerSecurity(context, 'field', errors)),
  TestValidateSubpathMutuallyExclusive: mounts(),
  TestValidateSysctls: (row) =>
    lineOf(row) > 20_760
      ? withoutInput
      : { expected: true, got: isFine((errors) => validSysctls([{ name: String(row.in) }], 'foo', errors)) },
  TestValidateTopologySpreadConstraints: field('constraints', (list: never, errors) => validSpread(list, 'field', errors)),
  TestValidateVolumeMounts: (row) =>
    findsIn<Container['volumeMounts']>((list, errors) =>
      validMounts(
        {
          volumeMounts: list,
          volumeDevices: [
            { name: 'xyz', devicePath: '/foofoo' },
            { name: 'uvw', devicePath: '/foofoo/share' },
          ],
        } as unknown as Container,
        mountable.volumes,
        'field',
        errors,
      ),
    )(row),
  TestValidateVolumes: finds(({ vol }, errors) => void validVolumes(vol === undefined ? [] : [vol as Volume], 'field', errors)),
  TestValidateWindowsHostProcessPod: field('podSpec', (spec, errors) => hostProcessPod(whole(spec), 'spec', errors)),
  TestValidateWindowsPodSecurityContext: field('podSec', (spec, errors) => validWindows(whole(spec), 'field', errors)),
  TestValidateWindowsSecurityContext: field('sc', (spec, errors) => validWindows(whole(spec), 'field', errors)),
  TestValidateWindowsSecurityContextOptions: field('windowsOptions', (options: never, errors) => windowsOptions(options, 'field', errors)),
  Test_validateProbe: (row) =>
    finds(({ args }, errors) => {
      const { probe } = args as Fields;
      if (probe !== undefined) validProbe(probe as never, 'test', errors);
    })(row),
};

function isFine(run: (errors: Errors) => void): boolean {
  const errors: Errors = [];
  run(errors);
  return errors.length === 0;
}

function inRow<T>(run: (value: T, errors: Errors) => void): Adapter {
  return field('P', (list: T, errors) => run(list, errors));
}

function mounts(): Adapter {
  return field('mounts', (list: never, errors) =>
    validMounts({ volumeMounts: list, volumeDevices: [] } as unknown as Container, mountable.volumes, 'field', errors),
  );
}
