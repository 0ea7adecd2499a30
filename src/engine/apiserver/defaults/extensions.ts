/**
 * Defaults of the kinds that extend the server, and of flow control.
 * upstream: pkg/apis/{admissionregistration/v1,flowcontrol/v1beta3}/defaults.go, apiextensions-apiserver, kube-aggregator
 */
import type { MutatingWebhookConfiguration, PriorityLevelConfiguration, ValidatingAdmissionPolicy } from '#api/kinds.ts';
import { defaultDefinition } from '../custom/definitionRules.ts';
import type { DefaultsTable } from './defaults.ts';
import { eachIn, fill, part } from './fill.ts';

type Webhook = NonNullable<MutatingWebhookConfiguration['webhooks']>[number];

const webhookDefaults = { failurePolicy: 'Fail', matchPolicy: 'Equivalent', namespaceSelector: {}, objectSelector: {}, timeoutSeconds: 10 };

function webhook(hook: Webhook): Webhook {
  const filled = eachIn(fill(hook, webhookDefaults), 'rules', (rule) => fill(rule, { scope: '*' }));
  return part(filled, 'clientConfig', (config) => part(config, 'service', (service) => fill(service, { port: 443 })));
}

type Matching = NonNullable<ValidatingAdmissionPolicy['spec']['matchConstraints']>;

function matching(it: Matching): Matching {
  const rules = eachIn(fill(it, { matchPolicy: 'Equivalent', namespaceSelector: {}, objectSelector: {} }), 'resourceRules', (rule) =>
    fill(rule, { scope: '*' }),
  );
  return eachIn(rules, 'excludeResourceRules', (rule) => fill(rule, { scope: '*' }));
}

type Level = PriorityLevelConfiguration['spec'];

function level(spec: Level): Level {
  const exempt = spec.type === 'Exempt' ? fill(spec, { exempt: {} }) : spec;
  const shared = part(exempt, 'exempt', (it) => fill(it, { nominalConcurrencyShares: 0, lendablePercent: 0 }));
  return part(shared, 'limited', (it) => {
    const shares = (it.nominalConcurrencyShares ?? 0) === 0 ? { ...it, nominalConcurrencyShares: 30 } : it;
    return part(fill(shares, { lendablePercent: 0 }), 'limitResponse', (response) =>
      part(response, 'queuing', ({ handSize = 0, queues = 0, queueLengthLimit = 0 }) => ({
        queues: queues === 0 ? 64 : queues,
        handSize: handSize === 0 ? 8 : handSize,
        queueLengthLimit: queueLengthLimit === 0 ? 50 : queueLengthLimit,
      })),
    );
  });
}

export const extensionDefaults: DefaultsTable = {
  CustomResourceDefinition: defaultDefinition,
  APIService: (object) => part(object, 'spec', (spec) => part(spec, 'service', (service) => fill(service, { port: 443 }))),
  MutatingWebhookConfiguration: (object) => eachIn(object, 'webhooks', (hook) => fill(webhook(hook), { reinvocationPolicy: 'Never' })),
  ValidatingWebhookConfiguration: (object) => eachIn(object, 'webhooks', (hook) => webhook(hook as Webhook) as typeof hook),
  ValidatingAdmissionPolicy: (object) =>
    part(object, 'spec', (spec) => part(fill(spec, { failurePolicy: 'Fail' }), 'matchConstraints', matching)),
  ValidatingAdmissionPolicyBinding: (object) => part(object, 'spec', (spec) => part(spec, 'matchResources', matching)),
  FlowSchema: (object) =>
    part(object, 'spec', (spec) => ((spec.matchingPrecedence ?? 0) === 0 ? { ...spec, matchingPrecedence: 1000 } : spec)),
  PriorityLevelConfiguration: (object) => part(object, 'spec', level),
};
