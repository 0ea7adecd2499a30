import { describe, expect, it } from 'vitest';
import { goDiff } from './goDiff.ts';
import { internalPodSpec } from './internalPodSpec.ts';

/** The lines of a diff that lead with a side, without their indent, and the words about what was left out. */
function told(text: string): readonly string[] {
  return text
    .split('\n')
    .filter((line) => /^[-+]|identical/.test(line))
    .map((line) => line.replace(/\s+/g, ' ').trim());
}

const pod = (container: object, rest: object = {}): object =>
  internalPodSpec({ containers: [{ name: 'c', image: 'busybox:1.36', ...container }], restartPolicy: 'Always', ...rest });

describe('goDiff', () => {
  it('prints a claim that shrinks as a 1.28 server printed it', () => {
    const claim = (storage: string): object => ({
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage } },
      storageClassName: 'none-s16',
      volumeMode: 'Filesystem',
    });
    expect(goDiff('core.PersistentVolumeClaimSpec', claim('1Gi'), claim('500Mi'))).toBe(
      [
        '  core.PersistentVolumeClaimSpec{',
        '  \tAccessModes: {"ReadWriteOnce"},',
        '  \tSelector:    nil,',
        '  \tResources: core.ResourceRequirements{',
        '  \t\tLimits: nil,',
        '- \t\tRequests: core.ResourceList{',
        '- \t\t\ts"storage": {i: resource.int64Amount{value: 1073741824}, s: "1Gi", Format: "BinarySI"},',
        '- \t\t},',
        '+ \t\tRequests: core.ResourceList{',
        '+ \t\t\ts"storage": {i: resource.int64Amount{value: 524288000}, s: "500Mi", Format: "BinarySI"},',
        '+ \t\t},',
        '  \t\tClaims: nil,',
        '  \t},',
        '  \tVolumeName:       "",',
        '  \tStorageClassName: &"none-s16",',
        '  \t... // 3 identical fields',
        '  }',
        '',
      ].join('\n'),
    );
  });

  it.each([
    [
      'a scalar',
      pod({}),
      pod({ image: 'x' }),
      ['- Image: "busybox:1.36",', '+ Image: "x",', '... // 20 identical fields', '... // 28 identical fields'],
    ],
    [
      'a list that shrinks',
      pod({ command: ['sleep', '3600'] }),
      pod({ command: ['x'] }),
      ['- "sleep",', '+ "x",', '- "3600",', '... // 19 identical fields', '... // 28 identical fields'],
    ],
    [
      'what is shared with the host',
      pod({}, { securityContext: {} }),
      pod({}, { securityContext: {}, hostNetwork: true }),
      [
        '... // 10 identical fields',
        '- HostNetwork: false,',
        '+ HostNetwork: true,',
        '... // 12 identical fields',
        '... // 18 identical fields',
      ],
    ],
  ])('tells %s', (_what, old, now, expected) => {
    expect(told(goDiff('core.PodSpec', old, now)).toSorted()).toEqual([...expected].toSorted());
  });

  it('says nothing when nothing differs, written as it may be', () => {
    expect(goDiff('core.PodSpec', pod({ resources: { limits: { cpu: '1' } } }), pod({ resources: { limits: { cpu: '1000m' } } }))).toBe('');
  });

  it('ends lists of four where one side is told in short, even if the rest is zero', () => {
    const ports = [{ name: 'http', hostPort: 8080, containerPort: 80, protocol: 'TCP' }];
    expect(goDiff('core.PodSpec', pod({ ports }), pod({ ports, workingDir: '/x' }))).toContain('Protocol: "TCP", ...}}');
  });
});
