/**
 * Ephemeral containers: the only containers that a pod gets when it is there already. They may come, and stay as they are.
 * upstream: pkg/registry/core/pod/strategy.go (podEphemeralContainersStrategy), pkg/registry/core/pod/storage (EphemeralContainersREST)
 */
import type { Pod } from '#api/kinds.ts';
import type { Handler } from '../state.ts';
import { patch } from '../patch.ts';
import { withField, type AnyObject } from '../object.ts';
import { update } from '../update.ts';
import { validateEphemeralUpdate } from '../validation/ephemeralContainers.ts';
import { validateWholePod } from '../validation/pod.ts';

export const updateEphemeralContainers: Handler = (call) => update(ephemeral(call));

export const patchEphemeralContainers: Handler = (call) => patch(ephemeral(call));

function ephemeral(call: Parameters<Handler>[0]): Parameters<Handler>[0] {
  return {
    ...call,
    strategy: {
      ...call.strategy,
      prepareForUpdate: onlyEphemeral,
      validateStatusUpdate: (pod, old) => validateEphemeralUpdate(pod as unknown as Pod, old as unknown as Pod, validateWholePod),
    },
  };
}

/** Nothing else of the pod changes by this road. */
function onlyEphemeral(sent: AnyObject, old: AnyObject): AnyObject {
  const { ephemeralContainers: _before, ...rest } = (old.spec ?? {}) as Record<string, unknown>;
  const wanted = (sent.spec as { readonly ephemeralContainers?: unknown } | undefined)?.ephemeralContainers;
  const spec = wanted === undefined ? rest : { ...rest, ephemeralContainers: wanted };
  return withField({ ...old, metadata: { ...old.metadata, ...managers(sent) } } as AnyObject, 'spec', spec as AnyObject['spec']);
}

function managers({ metadata }: AnyObject): object {
  return metadata.managedFields === undefined ? {} : { managedFields: metadata.managedFields };
}
