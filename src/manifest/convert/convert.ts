/**
 * Manifests of versions that 1.28 no longer serves, rewritten to the ones that it does: comments and order stay.
 * Owns nothing: text in, text out. Documents that need no change are not touched, not even their spaces.
 * upstream: https://kubernetes.io/docs/reference/using-api/deprecation-guide/
 */
import { isMap, parseDocument, YAMLMap } from 'yaml';
import { convertAutoscaler, convertFirstAutoscaler } from './autoscaler.ts';
import { convertDefinition } from './definition.ts';
import { convertIngress } from './ingress.ts';
import { itemsAt, mapAt, put, textAt, type Doc } from './nodes.ts';
import {
  convertRequest,
  convertReview,
  convertRuntimeClass,
  convertSlice,
  convertSubjects,
  convertWebhooks,
  renameShares,
} from './others.ts';
import { convertJob, convertPetSet, convertWorkload } from './workloads.ts';

export interface Conversion {
  readonly from: string;
  readonly kind: string;
  readonly to: string;
  /** The kind that it becomes, where that is another. */
  readonly toKind: string;
}

export type Change = (root: YAMLMap, doc: Doc, from: string) => void;

interface Rule {
  readonly to: string;
  readonly kind?: string;
  readonly change?: Change;
}

const nothing: Change = () => {};
const old = ['extensions/v1beta1', 'apps/v1beta1', 'apps/v1beta2'];

function rules(from: readonly string[], kinds: string, rule: Rule): readonly (readonly [string, Rule])[] {
  return from.flatMap((version) => kinds.split(' ').map((kind) => [`${version} ${kind}`, rule] as const));
}

const table: ReadonlyMap<string, Rule> = new Map([
  ...rules(old, 'Deployment DaemonSet ReplicaSet StatefulSet', { to: 'apps/v1', change: convertWorkload }),
  ...rules(old, 'ControllerRevision', { to: 'apps/v1' }),
  ...rules(['apps/v1alpha1'], 'PetSet', { to: 'apps/v1', kind: 'StatefulSet', change: convertPetSet }),
  ...rules(['extensions/v1beta1', 'networking.k8s.io/v1beta1'], 'Ingress', { to: 'networking.k8s.io/v1', change: convertIngress }),
  ...rules(['networking.k8s.io/v1beta1'], 'IngressClass', { to: 'networking.k8s.io/v1' }),
  ...rules(['extensions/v1beta1'], 'NetworkPolicy', { to: 'networking.k8s.io/v1' }),
  ...rules(['extensions/v1beta1'], 'Job', { to: 'batch/v1', change: convertJob }),
  ...rules(['batch/v1beta1', 'batch/v2alpha1'], 'CronJob', { to: 'batch/v1' }),
  ...rules(['batch/v2alpha1'], 'ScheduledJob', { to: 'batch/v1', kind: 'CronJob' }),
  ...rules(['policy/v1beta1'], 'PodDisruptionBudget Eviction', { to: 'policy/v1' }),
  ...rules(['autoscaling/v2beta1', 'autoscaling/v2beta2'], 'HorizontalPodAutoscaler', { to: 'autoscaling/v2', change: convertAutoscaler }),
  ...rules(['extensions/v1beta1'], 'HorizontalPodAutoscaler', { to: 'autoscaling/v1', change: convertFirstAutoscaler }),
  ...rules(['rbac.authorization.k8s.io/v1beta1', 'rbac.authorization.k8s.io/v1alpha1'], 'Role ClusterRole', {
    to: 'rbac.authorization.k8s.io/v1',
  }),
  ...rules(['rbac.authorization.k8s.io/v1beta1', 'rbac.authorization.k8s.io/v1alpha1'], 'RoleBinding ClusterRoleBinding', {
    to: 'rbac.authorization.k8s.io/v1',
    change: convertSubjects,
  }),
  ...rules(['storage.k8s.io/v1beta1', 'storage.k8s.io/v1alpha1'], 'StorageClass CSIDriver CSINode CSIStorageCapacity VolumeAttachment', {
    to: 'storage.k8s.io/v1',
  }),
  ...rules(['scheduling.k8s.io/v1beta1', 'scheduling.k8s.io/v1alpha1'], 'PriorityClass', { to: 'scheduling.k8s.io/v1' }),
  ...rules(['node.k8s.io/v1beta1', 'node.k8s.io/v1alpha1'], 'RuntimeClass', { to: 'node.k8s.io/v1', change: convertRuntimeClass }),
  ...rules(['coordination.k8s.io/v1beta1'], 'Lease', { to: 'coordination.k8s.io/v1' }),
  ...rules(['discovery.k8s.io/v1beta1'], 'EndpointSlice', { to: 'discovery.k8s.io/v1', change: convertSlice }),
  ...rules(['certificates.k8s.io/v1beta1'], 'CertificateSigningRequest', { to: 'certificates.k8s.io/v1', change: convertRequest }),
  ...rules(['admissionregistration.k8s.io/v1beta1'], 'ValidatingWebhookConfiguration MutatingWebhookConfiguration', {
    to: 'admissionregistration.k8s.io/v1',
    change: convertWebhooks,
  }),
  ...rules(['apiextensions.k8s.io/v1beta1'], 'CustomResourceDefinition', { to: 'apiextensions.k8s.io/v1', change: convertDefinition }),
  ...rules(['apiregistration.k8s.io/v1beta1'], 'APIService', { to: 'apiregistration.k8s.io/v1' }),
  ...rules(['authentication.k8s.io/v1beta1'], 'TokenReview', { to: 'authentication.k8s.io/v1' }),
  ...rules(
    ['authorization.k8s.io/v1beta1'],
    'SubjectAccessReview LocalSubjectAccessReview SelfSubjectAccessReview SelfSubjectRulesReview',
    {
      to: 'authorization.k8s.io/v1',
      change: convertReview,
    },
  ),
  ...rules(['flowcontrol.apiserver.k8s.io/v1alpha1', 'flowcontrol.apiserver.k8s.io/v1beta1'], 'FlowSchema PriorityLevelConfiguration', {
    to: 'flowcontrol.apiserver.k8s.io/v1beta3',
    change: renameShares,
  }),
]);

/** What an object of this version and kind would become; undefined when it needs no conversion or there is none. */
export function conversionOf(apiVersion: unknown, kind: unknown): Conversion | undefined {
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return undefined;
  const rule = table.get(`${apiVersion} ${kind}`);
  return rule === undefined ? undefined : { from: apiVersion, kind, to: rule.to, toKind: rule.kind ?? kind };
}

export interface Converted {
  readonly text: string;
  readonly conversions: readonly Conversion[];
}

/** Converts the documents of a text, all of them or the one that a line (from 1) stands in. */
export function convertText(text: string, line?: number): Converted {
  const conversions: Conversion[] = [];
  let at = 1;
  const parts = splitDocuments(text).map((part) => {
    const first = at;
    at += part.split('\n').length - 1;
    const isMeant = line === undefined || (line >= first && (line < at || (line === at && !part.endsWith('\n'))));
    return isMeant ? convertPart(part, conversions) : part;
  });
  return { text: parts.join(''), conversions };
}

/** The texts of the documents, each with the separator above it, so that together they are the whole again. */
function splitDocuments(text: string): string[] {
  return text.split(/^(?=---(?:\s|$))/m);
}

function convertPart(part: string, conversions: Conversion[]): string {
  const [head = ''] = /^---[^\n]*\n?/.exec(part) ?? [];
  const body = part.slice(head.length);
  const doc = parseDocument(body, { keepSourceTokens: false });
  if (doc.errors.length > 0 || !isMap(doc.contents)) return part;
  const found = [doc.contents as YAMLMap, ...listItems(doc.contents as YAMLMap)].flatMap((root) => convertRoot(root, doc));
  if (found.length === 0) return part;
  conversions.push(...found);
  const text = doc.toString({ lineWidth: 0, ...layoutOf(body) });
  return head + (body.endsWith('\n') ? text : text.replace(/\n$/, ''));
}

/** How the writer indents: by how much, lists below their field or flush with it, spaces inside braces. */
function layoutOf(body: string): { readonly indent: number; readonly indentSeq: boolean; readonly flowCollectionPadding: boolean } {
  const [, indent = '  '] = /^[\w-]+:[ \t]*(?:#.*)?\n( +)[\w-]/m.exec(body) ?? [];
  const [, key = '', list = ' '] = /^( *)[\w./-]+:[ \t]*(?:#.*)?\n( *)- /m.exec(body) ?? [];
  return { indent: indent.length, indentSeq: list.length > key.length, flowCollectionPadding: /\{ /.test(body) };
}

/** The objects of a `List`. */
function listItems(root: YAMLMap): YAMLMap[] {
  return textAt(root, 'kind') === 'List' ? itemsAt(root, 'items') : [];
}

function convertRoot(root: YAMLMap, doc: Doc): Conversion[] {
  const conversion = conversionOf(root.get('apiVersion'), root.get('kind'));
  if (conversion === undefined) return [];
  put(root, 'apiVersion', conversion.to);
  if (conversion.toKind !== conversion.kind) put(root, 'kind', conversion.toKind);
  (table.get(`${conversion.from} ${conversion.kind}`)?.change ?? nothing)(root, doc, conversion.from);
  retarget(mapAt(root, 'spec', 'scaleTargetRef'));
  return [conversion];
}

/** What an autoscaler scales is named by its version too. */
function retarget(ref: YAMLMap | undefined): void {
  const target = conversionOf(ref?.get('apiVersion'), ref?.get('kind'));
  if (ref !== undefined && target !== undefined) put(ref, 'apiVersion', target.to);
}
