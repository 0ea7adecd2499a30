import { expect, test } from 'vitest';
import type { Pod, PodSpec } from '#api/kinds.ts';
import { messageOf } from '../fieldError.ts';
import { validateEphemeralUpdate } from './ephemeralContainers.ts';
import { validatePod, validateWholePod } from './pod.ts';
import { validatePodStatusUpdate } from './podStatus.ts';

const container = { name: 'a', image: 'i', imagePullPolicy: 'Always', terminationMessagePolicy: 'File' };

function pod(spec: object, more: object = {}): Pod {
  const filled = { restartPolicy: 'Always', dnsPolicy: 'ClusterFirst', containers: [container], ...spec };
  return { metadata: { name: 'p' }, spec: filled as unknown as PodSpec, ...more } as unknown as Pod;
}

const onWindows = (securityContext: object) => ({ os: { name: 'windows' }, containers: [{ ...container, securityContext }] });

const cases: readonly (readonly [what: string, spec: object, said: string])[] = [
  ['another system', { os: { name: 'plan9' } }, 'spec.os: Unsupported value: "plan9": supported values: "linux", "windows"'],
  [
    'a capability on Windows',
    onWindows({ capabilities: { add: ['X'] } }),
    'spec.containers[0].securityContext.capabilities: Forbidden: cannot be set for a windows pod',
  ],
  [
    'a process of the host beside one that is none',
    { securityContext: { windowsOptions: { hostProcess: true } } },
    'spec.hostNetwork: Invalid value: false: hostNetwork must be true if pod contains any hostProcess containers',
  ],
  [
    'a profile without its file',
    { securityContext: { seccompProfile: { type: 'Localhost' } } },
    'spec.securityContext.seccompProfile.localhostProfile: Required value: must be set when seccomp type is Localhost',
  ],
  [
    'processes shared twice',
    { hostPID: true, shareProcessNamespace: true },
    'spec.securityContext.shareProcessNamespace: Invalid value: true: ShareProcessNamespace and HostPID cannot both be enabled',
  ],
  ['users of its own and the host', { hostPID: true, hostUsers: false }, 'spec.HostPID: Forbidden: when `pod.Spec.HostUsers` is false'],
  [
    'a resize policy twice',
    { containers: [{ ...container, resizePolicy: [1, 2].map(() => ({ resourceName: 'cpu', restartPolicy: 'NotRequired' })) }] },
    'spec.containers[0].resizePolicy[1]: Duplicate value: cpu',
  ],
  [
    'half a page',
    { containers: [{ ...container, resources: { limits: { cpu: 1, 'hugepages-2Mi': '1Mi' } } }] },
    'spec.containers[0].resources.limits[hugepages-2Mi]: Invalid value: "1Mi": 1Mi is not positive integer multiple of hugepages-2Mi',
  ],
  [
    'a device where a volume is mounted',
    {
      volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'c' } }],
      containers: [{ ...container, volumeMounts: [{ name: 'w', mountPath: '/d' }], volumeDevices: [{ name: 'v', devicePath: '/d' }] }],
    },
    '[spec.containers[0].volumeMounts[0].name: Not found: "w", spec.containers[0].volumeMounts[0].mountPath: Invalid value: "/d": must not already exist as a path in volumeDevices, spec.containers[0].volumeDevices[0].devicePath: Invalid value: "/d": must not already exist as a path in volumeMounts]',
  ],
];

test.each(cases)('%s', (_what, spec, said) => {
  expect(messageOf(validatePod(pod(spec)))).toBe(said);
});

test('what is put into a running pod is no part of its service', () => {
  const debug = { ...container, name: 'debug', ports: [{ containerPort: 1, protocol: 'TCP' }], targetContainerName: 'b' };
  const now = pod({ ephemeralContainers: [debug] });
  expect(messageOf(validateEphemeralUpdate(now, pod({}), validateWholePod))).toBe(
    '[spec.ephemeralContainers[0].targetContainerName: Not found: "b", spec.ephemeralContainers[0].ports: Forbidden: cannot be set for an Ephemeral Container]',
  );
  expect(messageOf(validateEphemeralUpdate(pod({}), pod({ ephemeralContainers: [{ ...container, name: 'd' }] }), validateWholePod))).toBe(
    'spec.ephemeralContainers: Forbidden: existing ephemeral containers "d" may not be removed\n',
  );
});

test('a container that has ended stays ended, and a pod has one address of a family', () => {
  const ended = { containerStatuses: [{ name: 'a', state: { terminated: { exitCode: 0 } } }] };
  const again = { containerStatuses: [{ name: 'a', state: { running: {} } }], podIPs: [{ ip: '10.0.0.1' }, { ip: '10.0.0.2' }] };
  const never = { restartPolicy: 'Never' };
  expect(messageOf(validatePodStatusUpdate(pod(never, { status: again }), pod(never, { status: ended })))).toBe(
    '[status.containerStatuses[0].state: Forbidden: may not be transitioned to non-terminated state, ' +
      'status.podIPs: Invalid value: []core.PodIP{core.PodIP{IP:"10.0.0.1"}, core.PodIP{IP:"10.0.0.2"}}: may specify no more than one IP for each IP family]',
  );
});
