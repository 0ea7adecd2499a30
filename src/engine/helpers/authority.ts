/**
 * A cluster's certificate authority: who it is, and what it signs. Its certificate stands in every namespace's `kube-root-ca.crt`.
 * upstream: cmd/kubeadm/app/util/pkiutil/pki_helpers.go, staging/src/k8s.io/client-go/util/cert/cert.go
 */
import type { RsaPrivateKey } from '#api/machinery/crypto/rsa.ts';
import { rsaPublicBits, rsaPublicInfo } from '#api/machinery/crypto/rsa.ts';
import { sha1 } from '#api/machinery/crypto/sha1.ts';
import { noNames, type AlternativeNames, type Subject } from '#api/machinery/crypto/names.ts';
import { certificatePem, signCertificate, type CertificateWish } from '#api/machinery/crypto/x509.ts';
import { sha256 } from '#api/machinery/sha256.ts';
import type { ClusterSpec } from '#api/tape.ts';
import { authorityKeyOf, knownCertificateOf } from './clusterKeys.ts';
import { parseIp } from './ip.ts';

export interface Authority {
  readonly subject: Subject;
  readonly key: RsaPrivateKey;
  readonly keyId: Uint8Array;
  /** PEM. */
  readonly certificate: string;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

const subject: Subject = { commonName: 'kubernetes', organizations: [] };
/** The years 2000 to 2099: a cluster's clock may begin at any time, and its authority is there before it. */
const notBeforeMs = 946_684_800_000;
const notAfterMs = 4_102_444_800_000;

const known = new WeakMap<RsaPrivateKey, Authority>();
/** By the authority's key and what the certificate is for. */
const servers = new Map<string, string>();

export function authorityOf(spec: Pick<ClusterSpec, 'authorityKey'>): Authority {
  const key = authorityKeyOf(spec);
  let authority = known.get(key);
  if (authority === undefined) known.set(key, (authority = createAuthority(key, knownCertificateOf(spec))));
  return authority;
}

/** `certificate`: the one that the key would sign for itself, where it is known. */
export function createAuthority(key: RsaPrivateKey, certificate?: string): Authority {
  const keyId = sha1(rsaPublicBits(key));
  const wish: CertificateWish = {
    serial: [1],
    issuer: subject,
    subject,
    publicInfo: rsaPublicInfo(key),
    notBeforeMs,
    notAfterMs,
    usages: ['digital signature', 'key encipherment', 'cert sign'],
    isAuthority: true,
    keyId,
    names: { ...noNames, dns: [subject.commonName] },
  };
  const shown = certificate ?? certificatePem(signCertificate(wish, key));
  return Object.freeze({ subject, key, keyId, certificate: shown, notBeforeMs, notAfterMs });
}

/** What a certificate of the authority's says; whose it is says the rest. */
export type Issued = Omit<CertificateWish, 'issuer' | 'signerId'>;

/** A certificate that the authority has signed, in PEM. */
export function issueCertificate({ key, keyId, subject: issuer }: Authority, wish: Issued): string {
  return certificatePem(signCertificate({ ...wish, issuer, signerId: keyId }, key));
}

const serverNames = ['kubernetes', 'kubernetes.default', 'kubernetes.default.svc', 'kubernetes.default.svc.cluster.local'];

/** What the API server shows to those who connect inside the cluster. Its key is nobody's business in a model. */
export function servingCertificate(authority: Authority, ips: readonly string[]): string {
  const { key, keyId } = authority;
  const shownFor = [keyId, ...ips].join(' ');
  let certificate = servers.get(shownFor);
  if (certificate === undefined) {
    certificate = issueCertificate(authority, {
      serial: sha256(keyId).slice(0, 8),
      subject: { commonName: 'kube-apiserver', organizations: [] },
      publicInfo: rsaPublicInfo(key),
      notBeforeMs,
      notAfterMs,
      usages: ['digital signature', 'key encipherment', 'server auth'],
      names: namesFor([...serverNames, ...ips]),
    });
    servers.set(shownFor, certificate);
  }
  return certificate;
}

/** What a server shows that has made its certificate itself: no authority that a client knows has signed it. */
export function selfSignedCertificate(commonName: string, names: readonly string[]): string {
  const shownFor = [commonName, ...names].join(' ');
  const known = selfSigned.get(shownFor);
  if (known !== undefined) return known;
  const key = authorityKeyOf({});
  const issuer: Subject = { commonName: commonName.replace('@', '-ca@'), organizations: [] };
  const certificate = certificatePem(
    signCertificate(
      {
        serial: [2],
        issuer,
        subject: { commonName, organizations: [] },
        publicInfo: rsaPublicInfo(key),
        notBeforeMs,
        notAfterMs,
        usages: ['digital signature', 'key encipherment', 'server auth'],
        signerId: sha256(commonName).slice(0, 20),
        names: namesFor(names),
      },
      key,
    ),
  );
  selfSigned.set(shownFor, certificate);
  return certificate;
}

/** By the name of its server and what the certificate is for. */
const selfSigned = new Map<string, string>();

/** DNS names and addresses, each in its place. */
export function namesFor(names: readonly string[]): AlternativeNames {
  const ips = names.map(parseIp);
  return { ...noNames, dns: names.filter((_, i) => ips[i] === undefined), ips: ips.filter((ip) => ip !== undefined) };
}
