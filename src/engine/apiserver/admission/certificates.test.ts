import { expect, test } from 'vitest';
import type { Request, User } from '#api/request.ts';
import { annsRequest, mallorysRequest } from '#engine/helpers/signingRequest.test-helper.ts';
import { ask, body, create, testServer, type TestServer } from '../testServer.ts';

const spec = { request: annsRequest, signerName: 'kubernetes.io/kube-apiserver-client', usages: ['client auth'] };
const approver: User = { name: 'eve', groups: ['system:authenticated'] };

function change(it: TestServer, subresource: string, status: NonNullable<Request['object']>, user?: User): string {
  const patch = { type: 'merge', body: { status } } as const;
  const response = ask(it, 'CertificateSigningRequest', {
    verb: 'patch',
    name: 'r',
    subresource,
    patch,
    ...(user === undefined ? {} : { user }),
  });
  return response.code < 300 ? 'ok' : body(response)['message']!;
}

/** `eve` may write approvals and states, but is approver of no signer. */
function server(): TestServer {
  const it = testServer();
  const resources = ['certificatesigningrequests/approval', 'certificatesigningrequests/status'];
  create(it, 'ClusterRole', 'writer', { rules: [{ apiGroups: ['certificates.k8s.io'], resources, verbs: ['*'] }] });
  create(it, 'ClusterRoleBinding', 'writer', {
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'writer' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'eve' }],
  });
  create(it, 'CertificateSigningRequest', 'r', { spec });
  return it;
}

test('who is approved and signed for is for the approvers and signers of the signer', () => {
  const it = server();
  const conditions = [{ type: 'Approved', status: 'True' }];
  const refused = (verb: string) =>
    `certificatesigningrequests.certificates.k8s.io "r" is forbidden: user not permitted to ${verb} requests with signerName "kubernetes.io/kube-apiserver-client"`;
  expect(change(it, 'approval', { conditions }, approver)).toBe(refused('approve'));
  expect(change(it, 'status', { certificate: 'bm8=' }, approver)).toBe(refused('sign'));
  create(it, 'ClusterRole', 'signer', {
    rules: [{ apiGroups: ['certificates.k8s.io'], resources: ['signers'], resourceNames: ['kubernetes.io/*'], verbs: ['approve', 'sign'] }],
  });
  create(it, 'ClusterRoleBinding', 'signer', {
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'signer' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'eve' }],
  });
  expect([change(it, 'approval', { conditions }, approver), change(it, 'status', { certificate: 'bm8=' }, approver)]).toEqual(['ok', 'ok']);
});

test('nobody is signed into the group that may do anything; what cannot be read is refused', () => {
  const it = server();
  const made = (name: string, rest: object) =>
    body(create(it, 'CertificateSigningRequest', name, { spec: { ...spec, ...rest } }))['message'];
  expect(made('m', { request: mallorysRequest })).toBe(
    'certificatesigningrequests.certificates.k8s.io "m" is forbidden: use of kubernetes.io/kube-apiserver-client signer with system:masters group is not allowed',
  );
  expect(made('n', { request: 'bm90aGluZw==' })).toContain('PEM block type must be CERTIFICATE REQUEST');
  expect(made('u', { usages: [] })).toContain('spec.usages: Required value: usages must be provided');
  expect(made('s', { signerName: 'nobody' })).toContain('must be a fully qualified domain and path of the form "example.com/signer-name"');
});
