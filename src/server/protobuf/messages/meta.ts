/**
 * The messages of what all groups share, each field at its number's place (the grammar is in ../message.ts).
 * upstream: staging/src/k8s.io/apimachinery/pkg/apis/meta/v1, the numbers in the protobuf tags of types.go
 */
import type { MessageTexts } from '../message.ts';

export const metaMessages: MessageTexts = {
  'meta.k8s.io/v1': {
    Condition: 'type status observedGeneration# lastTransitionTime:Time reason message',
    DeleteOptions: 'gracePeriodSeconds# preconditions:Preconditions orphanDependents? propagationPolicy dryRun[]',
    LabelSelector: 'matchLabels{} matchExpressions[]:LabelSelectorRequirement',
    LabelSelectorRequirement: 'key operator values[]',
    ListMeta: 'selfLink resourceVersion continue remainingItemCount#',
    ManagedFieldsEntry: 'manager operation apiVersion time:Time 6 fieldsType fieldsV1:FieldsV1 subresource',
    ObjectMeta: `
      name generateName namespace selfLink uid resourceVersion generation# creationTimestamp:Time deletionTimestamp:Time
      deletionGracePeriodSeconds# labels{} annotations{} ownerReferences[]:OwnerReference finalizers[] 17
      managedFields[]:ManagedFieldsEntry`,
    OwnerReference: 'kind 3 name uid apiVersion controller? blockOwnerDeletion?',
    PartialObjectMetadata: 'metadata:ObjectMeta',
    PartialObjectMetadataList: 'metadata:ListMeta items[]:PartialObjectMetadata',
    Preconditions: 'uid resourceVersion',
    Status: 'metadata:ListMeta status message reason details:StatusDetails code#',
    StatusCause: 'reason message field',
    StatusDetails: 'name group kind causes[]:StatusCause retryAfterSeconds# uid',
    WatchEvent: 'type object:RawExtension',
  },
};
