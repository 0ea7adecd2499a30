/** upstream: kubectl/pkg/cmd/debug (profiles.go), kubectl/pkg/util, pkg/apis/core/pods: small rules of kubectl and of field paths */
import type { Kind, Pod, PodSpec, Service } from '#api/kinds.ts';
import { scheme } from '#api/scheme.ts';
import { validFieldRef } from '#engine/apiserver/validation/env.ts';
import type { Errors } from '#engine/apiserver/validation/checks.ts';
import type { Context } from '#kubectl/context.ts';
import { overridden } from '#kubectl/overrides.ts';
import { applyProfile, type Draft, type Profile } from '#kubectl/debug/profiles.ts';
import { comparePods } from '#kubectl/pods.ts';
import { podPort, servicePort } from '#kubectl/verbs/portForward.ts';
import { errorText, inputOf, isFields, outputOf, type Adapter, type Adapters, type Fields } from '../row.ts';
import { bare } from './bare.ts';
import { objectAs } from './objects.ts';
import { typed } from './worlds.ts';

function draftOf(value: unknown): Draft {
  const { metadata = {}, spec } = objectAs<{ readonly metadata?: Fields; readonly spec?: PodSpec }>(value);
  return { metadata: { ...metadata }, spec: { ...spec, containers: spec?.containers ?? [] } as PodSpec };
}

/** A pod for a node, a container added to the pod, or a pod of another name: its copy. */
function profiled(profile: Profile): Adapter {
  return (row) => {
    const { pod, target, containerName, expectPod } = inputOf(row);
    if (!isFields(target) || !isFields(pod)) return { leftOut: 'nobody debugs nothing here: a target is found first' };
    const draft = draftOf(pod);
    const isPod = String(target['$type']).endsWith('.Pod');
    const isAdded = (draft.spec.ephemeralContainers ?? []).some(({ name }) => name === containerName);
    const got = applyProfile(profile, isPod ? (isAdded ? 'ephemeral' : 'copy') : 'node', draft, String(containerName));
    return { expected: bare(draftOf(expectPod).spec), got: bare(got.spec) };
  };
}

export const debugProfiles: Adapters = {
  TestBaselineProfile: profiled('baseline'),
  TestGeneralProfile: profiled('general'),
  TestLegacyProfile: profiled('legacy'),
  TestNetAdminProfile: profiled('netadmin'),
  TestRestrictedProfile: profiled('restricted'),
};

export const activePods: Adapters = {
  TestActivePods(row) {
    const [pod1, pod2] = [inputOf(row)['pod1'], inputOf(row)['pod2']].map((it) => objectAs<Pod>(it));
    return { expected: true, got: comparePods(pod1!, pod2!, false) > 0 };
  },
};

function tried(find: () => unknown): unknown {
  try {
    return find();
  } catch (error) {
    return (error as Error).message.replace(/^error: /, '').trimEnd();
  }
}

function named<T>(value: unknown): T {
  return { ...objectAs<T & object>(value), metadata: { name: '' } } as T;
}

export const forwardedPorts: Adapters = {
  TestLookupContainerPortNumberByServicePort(row) {
    const { svc, pod, port, containerPort } = inputOf(row);
    const wanted = errorText(outputOf(row)['err']) ?? containerPort;
    return { expected: wanted, got: tried(() => servicePort(named<Service>(svc), named<Pod>(pod), String(port))) };
  },
  TestLookupContainerPortNumberByName(row) {
    const { pod, portname, portnum } = inputOf(row);
    const wanted = errorText(outputOf(row)['err']) ?? portnum;
    return { expected: wanted, got: tried(() => podPort(named<Pod>(pod), String(portname))) };
  },
};

export const fieldLabels: Adapters = {
  TestConvertDownwardAPIFieldLabel(row) {
    const { label, version } = inputOf(row);
    const errors: Errors = [];
    validFieldRef({ apiVersion: String(version), fieldPath: String(label) }, [String(label)], '', errors);
    const told = errors.map(({ detail }) => /error converting fieldPath: (.*)/.exec(detail)?.[1]).find((it) => it !== undefined);
    return { expected: errorText(outputOf(row)['err']), got: told };
  },
};

function overriding(type: string): Adapter {
  return (row) => {
    const { obj, fragment, expected, expectErr } = inputOf(row);
    const object = typed(obj);
    const flags = {
      values: new Map([
        ['overrides', [String(fragment)]],
        ['override-type', [type]],
      ]),
      specs: [],
    };
    const context = { flags } as unknown as Context;
    const got = tried(() => overridden(context, scheme[object.kind as Kind], object));
    if (expectErr === true) return { expected: 'refused', got: typeof got === 'string' ? 'refused' : bare(got) };
    return { expected: bare(expected), got: bare(got) };
  };
}

export const overrides: Adapters = {
  TestMerge: overriding('merge'),
  TestStrategicMerge: overriding('strategic'),
  TestJSONPatch: overriding('json'),
};
