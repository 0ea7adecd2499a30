/** upstream: create_namespace.go, create_quota.go, create_pdb.go, create_priorityclass.go, create_ingress.go, create_serviceaccount.go */
import { parseLabelSelector } from '#api/machinery/labelParser.ts';
import { failure } from '../failure.ts';
import { flag, isOn, listOf, numberOf, textOf } from '../flags.ts';
import type { Generator } from './generator.ts';
import { resourceList } from '../set/resources.ts';

export const namespace: Generator = {
  name: 'namespace',
  aliases: ['ns'],
  short: 'Create a namespace with the specified name',
  kind: 'Namespace',
  flags: [],
  make: () => ({ spec: {}, status: {} }),
};

export const serviceAccount: Generator = {
  name: 'serviceaccount',
  aliases: ['sa'],
  short: 'Create a service account with the specified name',
  kind: 'ServiceAccount',
  noun: 'serviceaccount:',
  flags: [],
  make: () => ({}),
};

export const quota: Generator = {
  name: 'quota',
  aliases: ['resourcequota'],
  short: 'Create a quota with the specified name',
  kind: 'ResourceQuota',
  noun: 'quota:',
  flags: [flag('hard'), flag('scopes')],
  make(context) {
    const hard = resourceList(textOf(context.flags, 'hard'));
    const scopes = textOf(context.flags, 'scopes')
      .split(',')
      .filter((scope) => scope !== '');
    return { spec: { ...(Object.keys(hard).length === 0 ? {} : { hard }), ...(scopes.length === 0 ? {} : { scopes }) }, status: {} };
  },
};

export const budget: Generator = {
  name: 'poddisruptionbudget',
  aliases: ['pdb'],
  short: 'Create a pod disruption budget with the specified name',
  kind: 'PodDisruptionBudget',
  noun: 'poddisruptionbudgets:',
  flags: [flag('selector'), flag('min-available'), flag('max-unavailable')],
  make(context) {
    const text = textOf(context.flags, 'selector');
    if (text === '') throw failure('a selector must be specified');
    const min = textOf(context.flags, 'min-available');
    const max = textOf(context.flags, 'max-unavailable');
    if ((min === '') === (max === ''))
      throw failure(
        min === ''
          ? 'one of min-available or max-unavailable must be specified'
          : 'min-available and max-unavailable cannot be both specified',
      );
    for (const [name, value] of [
      ['min-available', min],
      ['max-unavailable', max],
    ] as const)
      if (value !== '' && !/^\d+%?$/.test(value)) throw failure(`invalid format specified for ${name}`);
    const parsed = parseLabelSelector(text);
    if (!parsed.ok) throw failure(parsed.message);
    const amount = (value: string): number | string => (/^\d+$/.test(value) ? Number(value) : value);
    const matchLabels = Object.fromEntries(
      text.split(',').map((pair) => [pair.split(/==?/)[0]?.trim() ?? '', pair.split(/==?/)[1]?.trim() ?? '']),
    );
    return {
      spec: { ...(min === '' ? { maxUnavailable: amount(max) } : { minAvailable: amount(min) }), selector: { matchLabels } },
      status: { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 },
    };
  },
};

export const priorityClass: Generator = {
  name: 'priorityclass',
  aliases: ['pc'],
  short: 'Create a priority class with the specified name',
  kind: 'PriorityClass',
  noun: 'priorityclass:',
  flags: [
    flag('value', 'int'),
    flag('global-default', 'bool'),
    flag('description'),
    flag('preemption-policy', 'string', { default: 'PreemptLowerPriority' }),
  ],
  make(context) {
    const description = textOf(context.flags, 'description');
    return {
      ...(description === '' ? {} : { description }),
      ...(isOn(context.flags, 'global-default') ? { globalDefault: true } : {}),
      preemptionPolicy: textOf(context.flags, 'preemption-policy'),
      value: numberOf(context.flags, 'value'),
    };
  },
};

export const ingress: Generator = {
  name: 'ingress',
  aliases: ['ing'],
  short: 'Create an ingress with the specified name',
  kind: 'Ingress',
  noun: 'ingress:',
  flags: [flag('rule', 'array'), flag('class'), flag('default-backend'), flag('annotation', 'array')],
  make(context) {
    const className = textOf(context.flags, 'class');
    const fallback = textOf(context.flags, 'default-backend');
    const rules = listOf(context.flags, 'rule').map(ruleOf);
    if (rules.length === 0 && fallback === '')
      throw failure(
        'not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)',
      );
    for (const pair of listOf(context.flags, 'annotation'))
      if (!pair.includes('=')) throw failure(`annotation ${pair} is invalid and should be in format key=[value]`);
    if (fallback !== '' && fallback.split(':').length !== 2) throw failure('default-backend should be in format servicename:serviceport');
    const annotations = Object.fromEntries(
      listOf(context.flags, 'annotation').map((pair) => [pair.split('=')[0] ?? '', pair.split('=').slice(1).join('=')]),
    );
    const hosts = [...new Set(rules.map((rule) => rule.host))];
    const merged = hosts.map((host) => ({
      ...(host === '' ? {} : { host }),
      http: { paths: rules.filter((rule) => rule.host === host).map((rule) => rule.path) },
    }));
    const tls = tlsOf(rules);
    const spec = {
      ...(className === '' ? {} : { ingressClassName: className }),
      ...(fallback === '' ? {} : { defaultBackend: backendOf(fallback) }),
      ...(merged.length === 0 ? {} : { rules: merged }),
      ...(tls.length === 0 ? {} : { tls }),
    };
    return { metadata: Object.keys(annotations).length === 0 ? {} : { annotations }, spec, status: { loadBalancer: {} } };
  },
};

interface IngressRule {
  readonly host: string;
  readonly path: Record<string, unknown>;
  readonly secret: string | undefined;
}

/** One entry a secret, with every host once; what names neither host nor secret is left out. upstream: buildTLSRules */
function tlsOf(rules: readonly IngressRule[]): readonly object[] {
  const entries: { hosts: string[]; secret: string }[] = [];
  const seen = new Set<string>();
  for (const { host, secret } of rules) {
    if (secret === undefined || (host === '' && secret === '')) continue;
    const isNew = host !== '' && !seen.has(host);
    seen.add(host);
    const same = entries.find((entry) => entry.secret === secret);
    if (same === undefined) entries.push({ hosts: host === '' ? [] : [host], secret });
    else if (isNew) same.hosts.push(host);
  }
  return entries.map(({ hosts, secret }) => ({
    ...(hosts.length === 0 ? {} : { hosts }),
    ...(secret === '' ? {} : { secretName: secret }),
  }));
}

/** `host/path=service:port[,tls[=secret]]`; a star at the end of the path makes it a prefix. */
function ruleOf(text: string): IngressRule {
  const match = /^(?<host>[\w*\-.]*)(?<path>\/.*)=(?<backend>[\w\-.]+:[\w-]+)(?:,tls(?:=(?<secret>[\w\-.]*))?)?$/.exec(text);
  const groups = match?.groups;
  if (groups === undefined) throw failure(`rule ${text} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]`);
  const path = groups['path'] ?? '/';
  const isPrefix = path.endsWith('*');
  const secret = /,tls/.test(text) ? (groups['secret'] ?? '') : undefined;
  return {
    host: groups['host'] ?? '',
    secret,
    path: {
      backend: backendOf(groups['backend'] ?? ''),
      path: isPrefix ? path.slice(0, -1) : path,
      pathType: isPrefix ? 'Prefix' : 'Exact',
    },
  };
}

function backendOf(text: string): Record<string, unknown> {
  const [name = '', port = ''] = text.split(':');
  return { service: { name, port: /^\d+$/.test(port) ? { number: Number(port) } : { name: port } } };
}
