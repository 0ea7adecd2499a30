/**
 * What kubelets may do: the node's own objects, and of secrets, configmaps, claims and volumes those that its pods need.
 * upstream: plugin/pkg/auth/authorizer/node/node_authorizer.go, pkg/auth/nodeidentifier/default.go
 */
import { goQuote } from '#api/machinery/goText.ts';
import { ruleAllows, type PolicyRule } from '#api/machinery/rbac/policyRule.ts';
import type { User } from '#api/request.ts';
import { allow, noOpinion, type Attributes, type Authorizer, type Decision } from '#engine/helpers/contracts/authorizer.ts';
import type { ObjectRef, Vertex } from './nodeGraph.ts';

const nodePrefix = 'system:node:';
const leaseNamespace = 'kube-node-lease';

/** The node a user is the kubelet of; '' for a node without a name, undefined for anybody else. */
export function nodeOf({ name, groups }: User): string | undefined {
  if (!name.startsWith(nodePrefix)) return undefined;
  return groups.includes('system:nodes') ? name.slice(nodePrefix.length) : undefined;
}

export interface NodeAuthorizerOptions {
  /** The rules for everything that is not looked at object by object. */
  readonly rules: () => readonly PolicyRule[];
  readonly hasPath: (node: string, object: ObjectRef) => boolean;
}

type Ask = (options: NodeAuthorizerOptions, node: string, attributes: Attributes) => Decision;

const subdivided: { readonly [resource: string]: Ask } = {
  secrets: (options, node, attributes) => mayRead(options, node, { attributes, resource: 'secrets' }),
  configmaps: (options, node, attributes) => mayRead(options, node, { attributes, resource: 'configmaps' }),
  persistentvolumeclaims: (options, node, attributes) =>
    attributes.subresource === 'status'
      ? mayUpdateStatus(options, node, { attributes, resource: 'persistentvolumeclaims' })
      : mayGet(options, node, { attributes, resource: 'persistentvolumeclaims' }),
  persistentvolumes: (options, node, attributes) => mayGet(options, node, { attributes, resource: 'persistentvolumes' }),
  'volumeattachments.storage.k8s.io': (options, node, attributes) => mayGet(options, node, { attributes, resource: 'volumeattachments' }),
  serviceaccounts: mayCreateToken,
  'leases.coordination.k8s.io': (_options, node, attributes) => mayUseLease(node, attributes),
  'csinodes.storage.k8s.io': (_options, node, attributes) => mayUseCsiNode(node, attributes),
};

/** Answers of the static rules, kept as long as the rules are the same. */
interface StaticAnswers {
  rules: readonly PolicyRule[];
  readonly answers: Map<string, boolean>;
}

const answersMax = 1_000;

function allowedByRules(kept: StaticAnswers, rules: readonly PolicyRule[], attributes: Attributes): boolean {
  if (kept.rules !== rules || kept.answers.size > answersMax) {
    kept.rules = rules;
    kept.answers.clear();
  }
  const { isResource, verb, apiGroup, resource, subresource, path } = attributes;
  const key = isResource ? `${verb} ${resource} ${subresource} ${apiGroup}` : `${verb} ${path}`;
  let answer = kept.answers.get(key);
  if (answer === undefined) kept.answers.set(key, (answer = rules.some((rule) => ruleAllows(rule, attributes))));
  return answer;
}

export function nodeAuthorizer(options: NodeAuthorizerOptions): Authorizer {
  const kept: StaticAnswers = { rules: [], answers: new Map() };
  return {
    authorize(attributes) {
      const node = nodeOf(attributes.user);
      if (node === undefined) return noOpinion();
      if (node === '') return noOpinion(`unknown node for user ${goQuote(attributes.user.name)}`);
      const { isResource, apiGroup, resource } = attributes;
      const ask = isResource ? subdivided[apiGroup === '' ? resource : `${resource}.${apiGroup}`] : undefined;
      if (ask !== undefined) return ask(options, node, attributes);
      return allowedByRules(kept, options.rules(), attributes) ? allow() : noOpinion();
    },
    rulesFor: (user) => ({
      resourceRules: [],
      nonResourceRules: [],
      incomplete: nodeOf(user) !== undefined,
      evaluationError: nodeOf(user) === undefined ? '' : 'node authorizer does not support user rule resolution',
    }),
  };
}

interface Asked {
  readonly attributes: Attributes;
  readonly resource: Vertex;
}

function mayUpdateStatus(options: NodeAuthorizerOptions, node: string, asked: Asked): Decision {
  const { verb, subresource } = asked.attributes;
  if (verb !== 'update' && verb !== 'patch') return noOpinion('can only get/update/patch this type');
  if (subresource !== 'status') return noOpinion('can only update status subresource');
  return byRelation(options, node, asked);
}

function mayGet(options: NodeAuthorizerOptions, node: string, asked: Asked): Decision {
  if (asked.attributes.verb !== 'get') return noOpinion('can only get individual resources of this type');
  if (asked.attributes.subresource !== '') return noOpinion('cannot get subresource');
  return byRelation(options, node, asked);
}

function mayRead(options: NodeAuthorizerOptions, node: string, asked: Asked): Decision {
  const { verb, subresource, namespace } = asked.attributes;
  if (verb !== 'get' && verb !== 'list' && verb !== 'watch') return noOpinion('can only read resources of this type');
  if (subresource !== '') return noOpinion('cannot read subresource');
  if (namespace === '') return noOpinion('can only read namespaced object of this type');
  return byRelation(options, node, asked);
}

function byRelation({ hasPath }: NodeAuthorizerOptions, node: string, { attributes, resource }: Asked): Decision {
  const { namespace, name } = attributes;
  if (name === '') return noOpinion('No Object name found');
  return hasPath(node, { resource, namespace, name }) ? allow() : noOpinion(`no relationship found between node '${node}' and this object`);
}

function mayCreateToken(options: NodeAuthorizerOptions, node: string, attributes: Attributes): Decision {
  const { verb, name, subresource } = attributes;
  if (verb !== 'create' || name === '') return noOpinion('can only create tokens for individual service accounts');
  if (subresource !== 'token') return noOpinion('can only create token subresource of service account');
  return byRelation(options, node, { attributes, resource: 'serviceaccounts' });
}

const ownVerbs = ['get', 'create', 'update', 'patch', 'delete'];

function mayUseLease(node: string, { verb, namespace, name }: Attributes): Decision {
  if (!ownVerbs.includes(verb)) return noOpinion('can only get, create, update, patch, or delete a node lease');
  if (namespace !== leaseNamespace) return noOpinion(`can only access leases in the ${goQuote(leaseNamespace)} system namespace`);
  if (verb !== 'create' && name !== node) return noOpinion('can only access node lease with the same name as the requesting node');
  return allow();
}

function mayUseCsiNode(node: string, { verb, subresource, name }: Attributes): Decision {
  if (!ownVerbs.includes(verb)) return noOpinion('can only get, create, update, patch, or delete a CSINode');
  if (subresource !== '') return noOpinion('cannot authorize CSINode subresources');
  if (verb !== 'create' && name !== node) return noOpinion('can only access CSINode with the same name as the requesting node');
  return allow();
}
