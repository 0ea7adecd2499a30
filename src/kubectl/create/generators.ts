/** `kubectl create <what>`: all generators. */
import type { Verb } from '../context.ts';
import { configMap, secretDockerRegistry, secretGeneric, secretTls } from './data.ts';
import { generatorVerb } from './generator.ts';
import { clusterRole, clusterRoleBinding, role, roleBinding } from './rbac.ts';
import { budget, ingress, namespace, priorityClass, quota, serviceAccount } from './others.ts';
import { token } from './token.ts';
import { clusterIp, externalName, loadBalancer, nodePort } from './services.ts';
import { secretUsage, serviceUsage } from './usage.ts';
import { cronJob, deployment, job } from './workloads.ts';

const secret: Verb = {
  name: 'secret',
  short: 'Create a secret using a specified subcommand',
  flags: [],
  usage: secretUsage,
  subcommands: [secretDockerRegistry, secretGeneric, secretTls].map(generatorVerb),
};
const service: Verb = {
  name: 'service',
  aliases: ['svc'],
  short: 'Create a service using a specified subcommand',
  flags: [],
  usage: serviceUsage,
  subcommands: [clusterIp, externalName, loadBalancer, nodePort].map(generatorVerb),
};

export const generators: readonly Verb[] = [
  ...[
    clusterRole,
    clusterRoleBinding,
    configMap,
    cronJob,
    deployment,
    ingress,
    job,
    namespace,
    budget,
    priorityClass,
    quota,
    role,
    roleBinding,
  ].map(generatorVerb),
  secret,
  service,
  generatorVerb(serviceAccount),
  token,
];
