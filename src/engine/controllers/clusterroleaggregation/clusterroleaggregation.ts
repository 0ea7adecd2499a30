/**
 * Fills ClusterRoles that say which others they are made of: their rules are those of all that match.
 * Reads and writes ClusterRoles. Acts with the right to escalate, as it gives rights that it does not have.
 * upstream: pkg/controller/clusterroleaggregation/clusterroleaggregation_controller.go
 */
import type { Json } from '#api/immutable.ts';
import type { ClusterRole } from '#api/kinds.ts';
import { matchesLabels, selectorOf } from '#api/machinery/labels.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import { apiVersionOf, scheme } from '#api/scheme.ts';
import { controller, type Outcome, type Reconcile } from '../../client/controller.ts';
import type { Lister } from '../../client/informer.ts';

type Rule = NonNullable<ClusterRole['rules']>[number];

const NAME = 'clusterrole-aggregation-controller';

export const clusterRoleAggregation = controller({
  name: 'clusterroleaggregation',
  eventSource: NAME,
  watches: [{ kind: 'ClusterRole', keys: (_delta, see) => aggregating(see) }],
  memory: () => undefined,
  reconcile(name: string, r: Reconcile): Outcome | undefined {
    const role = r.see.get('ClusterRole', name);
    if (role?.aggregationRule === undefined) return undefined;
    const rules = rulesOf(role, r.see);
    if (equalJson(rules, role.rules ?? [])) return undefined;
    const body = { apiVersion: apiVersionOf(scheme.ClusterRole), kind: 'ClusterRole', metadata: { name }, rules } as unknown as Json;
    const written = r.client.patch('ClusterRole', { name }, { type: 'apply', body, fieldManager: NAME, force: true });
    return written.ok ? undefined : { error: written.status.message ?? 'update failed' };
  },
});

function aggregating(see: Lister): readonly string[] {
  return see
    .list('ClusterRole')
    .filter((role) => role.aggregationRule !== undefined)
    .map((role) => role.metadata.name);
}

/** Selector by selector, the rules of what matches in the order of names; a rule that is there already is left out. */
function rulesOf(role: ClusterRole, see: Lister): readonly Rule[] {
  const rules: Rule[] = [];
  const all = see.list('ClusterRole').toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  for (const selector of role.aggregationRule?.clusterRoleSelectors ?? []) {
    const matches = selectorOf(selector);
    for (const other of all) {
      if (other.metadata.name === role.metadata.name || !matchesLabels(matches, other.metadata.labels)) continue;
      for (const rule of other.rules ?? []) if (!rules.some((it) => equalJson(it, rule))) rules.push(rule);
    }
  }
  return rules;
}
