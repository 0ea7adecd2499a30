/**
 * The messages of custom resource definitions and API services, each field at its number's place (the grammar is in ../message.ts).
 * upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1, staging/src/k8s.io/kube-aggregator/pkg/apis/apiregistration/v1
 */
import type { MessageTexts } from '../message.ts';

export const extensionMessages: MessageTexts = {
  'apiextensions.k8s.io/v1': {
    CustomResourceColumnDefinition: 'name type format description priority# jsonPath',
    CustomResourceConversion: 'strategy webhook:WebhookConversion',
    CustomResourceDefinition: 'metadata:meta.ObjectMeta spec:CustomResourceDefinitionSpec status:CustomResourceDefinitionStatus',
    CustomResourceDefinitionCondition: 'type status lastTransitionTime:Time reason message',
    CustomResourceDefinitionNames: 'plural singular shortNames[] kind listKind categories[]',
    CustomResourceDefinitionSpec: `
      group 3 names:CustomResourceDefinitionNames scope 7 versions[]:CustomResourceDefinitionVersion 9 conversion:CustomResourceConversion
      preserveUnknownFields?`,
    CustomResourceDefinitionStatus: `
      conditions[]:CustomResourceDefinitionCondition acceptedNames:CustomResourceDefinitionNames storedVersions[]`,
    CustomResourceDefinitionVersion: `
      name served? storage? schema:CustomResourceValidation subresources:CustomResourceSubresources
      additionalPrinterColumns[]:CustomResourceColumnDefinition deprecated? deprecationWarning`,
    CustomResourceSubresourceScale: 'specReplicasPath statusReplicasPath labelSelectorPath',
    CustomResourceSubresourceStatus: '',
    CustomResourceSubresources: 'status:CustomResourceSubresourceStatus scale:CustomResourceSubresourceScale',
    CustomResourceValidation: 'openAPIV3Schema:JSONSchemaProps',
    ExternalDocumentation: 'description url',
    JSONSchemaProps: `
      id $schema $ref description type format title default:JSON maximum% exclusiveMaximum? minimum% exclusiveMinimum? maxLength# minLength#
      pattern maxItems# minItems# uniqueItems? multipleOf% enum[]:JSON maxProperties# minProperties# required[] items:JSONSchemaPropsOrArray
      allOf[]:JSONSchemaProps oneOf[]:JSONSchemaProps anyOf[]:JSONSchemaProps not:JSONSchemaProps properties{}:JSONSchemaProps
      additionalProperties:JSONSchemaPropsOrBool patternProperties{}:JSONSchemaProps dependencies{}:JSONSchemaPropsOrStringArray
      additionalItems:JSONSchemaPropsOrBool definitions{}:JSONSchemaProps externalDocs:ExternalDocumentation example:JSON nullable?
      x-kubernetes-preserve-unknown-fields? x-kubernetes-embedded-resource? x-kubernetes-int-or-string? x-kubernetes-list-map-keys[]
      x-kubernetes-list-type x-kubernetes-map-type x-kubernetes-validations[]:ValidationRule`,
    ServiceReference: 'namespace name path port#',
    ValidationRule: 'rule message messageExpression reason fieldPath',
    WebhookClientConfig: 'service:ServiceReference caBundle= url',
    WebhookConversion: '2 clientConfig:WebhookClientConfig conversionReviewVersions[]',
  },
  'apiregistration.k8s.io/v1': {
    APIService: 'metadata:meta.ObjectMeta spec:APIServiceSpec status:APIServiceStatus',
    APIServiceCondition: 'type status lastTransitionTime:Time reason message',
    APIServiceSpec: `
      service:ServiceReference group version insecureSkipTLSVerify? caBundle= 7 groupPriorityMinimum# versionPriority#`,
    APIServiceStatus: 'conditions[]:APIServiceCondition',
    ServiceReference: 'namespace name port#',
  },
};
