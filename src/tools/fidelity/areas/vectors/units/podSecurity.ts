/** upstream: staging/src/k8s.io/pod-security-admission/policy: one check, one pod */
import type { Pod } from '#api/kinds.ts';
import * as baseline from '#engine/apiserver/admission/podSecurity/baseline.ts';
import type { Check } from '#engine/apiserver/admission/podSecurity/look.ts';
import * as restricted from '#engine/apiserver/admission/podSecurity/restricted.ts';
import { inputOf, isFields, outputOf, type Adapter, type Adapters } from '../row.ts';
import { objectAs } from './objects.ts';

const { unlessWindows } = restricted;

function adapter(check: Check): Adapter {
  return (row) => {
    const { pod, podSpec, metaData } = inputOf(row);
    const { metadata, spec } = objectAs<Pod>(isFields(pod) ? pod : { metadata: metaData, spec: podSpec });
    const found = check({ annotations: metadata?.annotations ?? {}, spec });
    return {
      expected: outputOf(row)['result'],
      got: { Allowed: found === undefined, ForbiddenDetail: found?.detail ?? '', ForbiddenReason: found?.reason ?? '' },
    };
  };
}

export const podSecurity: Adapters = {
  TestAllowPrivilegeEscalation_1_25: adapter(unlessWindows(restricted.allowPrivilegeEscalation)),
  TestAllowPrivilegeEscalation_1_8: adapter(restricted.allowPrivilegeEscalation),
  TestCapabilitiesBaseline: adapter(baseline.capabilitiesBaseline),
  TestCapabilitiesRestricted: adapter(restricted.capabilitiesRestricted),
  TestCapabilitiesRestricted_1_22: adapter(restricted.capabilitiesRestricted),
  TestCapabilitiesRestricted_1_25: adapter(unlessWindows(restricted.capabilitiesRestricted)),
  TestCheckAppArmor: adapter(baseline.appArmorProfile),
  TestHostNamespaces: adapter(baseline.hostNamespaces),
  TestHostPathVolumes: adapter(baseline.hostPathVolumes),
  TestHostPort: adapter(baseline.hostPorts),
  TestPrivileged: adapter(baseline.privileged),
  TestProcMount: adapter(baseline.procMount),
  TestRestrictedVolumes: adapter(restricted.restrictedVolumes),
  TestRunAsNonRoot: adapter(restricted.runAsNonRoot),
  TestRunAsUser: adapter(restricted.runAsUser),
  TestSELinuxOptions: adapter(baseline.seLinuxOptions),
  TestSeccompProfileBaseline_1_0: adapter(baseline.seccompAnnotations),
  TestSeccompProfileBaseline_1_19: adapter(baseline.seccompBaseline),
  TestSeccompProfileRestricted_1_19: adapter(restricted.seccompRestricted),
  TestSeccompProfileRestricted_1_25: adapter(unlessWindows(restricted.seccompRestricted)),
  TestSysctls: adapter(baseline.sysctls),
  TestSysctls_1_0: adapter(baseline.sysctls),
  TestSysctls_1_27: adapter(baseline.sysctlsFrom27),
  TestWindowsHostProcess: adapter(baseline.windowsHostProcess),
};
