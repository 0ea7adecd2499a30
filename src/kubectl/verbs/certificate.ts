/** Approves or denies signing requests. upstream: kubectl/pkg/cmd/certificates/certificates.go */
import type { CertificateSigningRequest } from '#api/kinds.ts';
import { formatTime, parseTime } from '#api/machinery/time.ts';
import { scheme } from '#api/scheme.ts';
import { asJson, getObject, objectOf, requestOf, send } from '../cluster.ts';
import type { Context, Verb } from '../context.ts';
import { failure } from '../failure.ts';
import { filenameFlags, outputFlags } from '../globalFlags.ts';
import { bools, isOn } from '../flags.ts';

const place = { row: scheme.CertificateSigningRequest, namespace: undefined };

interface Decision {
  readonly type: 'Approved' | 'Denied';
  readonly reason: string;
  readonly word: string;
  readonly verb: string;
}

const approval: Decision = { type: 'Approved', reason: 'KubectlApprove', word: 'approved', verb: 'approve' };
const denial: Decision = { type: 'Denied', reason: 'KubectlDeny', word: 'denied', verb: 'deny' };

export const certificate: Verb = {
  name: 'certificate',
  short: 'Modify certificate resources',
  flags: [],
  subcommands: [
    {
      name: 'approve',
      short: 'Approve a certificate signing request',
      flags: [...filenameFlags, ...outputFlags, ...bools('force')],
      run: (context) => decide(context, approval),
    },
    {
      name: 'deny',
      short: 'Deny a certificate signing request',
      flags: [...filenameFlags, ...outputFlags, ...bools('force')],
      run: (context) => decide(context, denial),
    },
  ],
};

async function decide(context: Context, decision: Decision): Promise<number> {
  if (context.args.length === 0) throw failure('one or more CSRs must be specified as <name> or -f <filename>');
  for (const word of context.args) {
    const name = word.includes('/') ? word.slice(word.indexOf('/') + 1) : word;
    await decideOne(context, decision, name);
    context.env.stdout(`certificatesigningrequest.certificates.k8s.io/${name} ${decision.word}\n`);
  }
  return 0;
}

async function decideOne(context: Context, { type, reason, word, verb }: Decision, name: string): Promise<void> {
  const request = (await getObject(context, place, name)) as unknown as CertificateSigningRequest;
  const conditions = request.status.conditions ?? [];
  if (conditions.some((condition) => condition.type === type) && !isOn(context.flags, 'force')) return;
  const now = formatTime((parseTime(context.env.client.epoch) ?? 0) + context.env.client.now());
  const condition = { type, status: 'True', reason, message: `This CSR was ${word} by kubectl certificate ${verb}.`, lastUpdateTime: now };
  const object = { ...request, status: { ...request.status, conditions: [...conditions, condition] } };
  objectOf(await send(context, requestOf(place, 'update', { name, subresource: 'approval', object: asJson(object) })));
}
