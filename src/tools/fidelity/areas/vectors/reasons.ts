/** Why tables of upstream's tests are not replayed: they are about what Go or its test has, and what we have no use for. */
import { controllerReasons } from './controllerReasons.ts';

/** A reason, and the places that it holds for: a whole package, or some tests of it. */
export type Reasons = readonly (readonly [reason: string, ...places: readonly (readonly [name: string, ...tests: readonly string[]])[]])[];

const reasons: Reasons = [
  ...controllerReasons,
  [
    'the table is about how Go lays out, copies, sorts or prints its own values',
    ['k8s.io.apimachinery__pkg__util__dump'],
    ['k8s.io.apimachinery__pkg__util__sets'],
    ['k8s.io.apimachinery__pkg__util__naming'],
    ['k8s.io.apimachinery__pkg__util__rand'],
    ['k8s.io.apimachinery__pkg__util__errors'],
    ['k8s.io.kubectl__pkg__util__slice'],
    ['pkg__util__slice'],
    ['pkg__kubelet__util__sliceutils'],
    ['pkg__apis__core__helper', 'TestSemantic'],
    ['k8s.io.apimachinery__pkg__labels', 'TestLabelConflict', 'TestLabelMerge'],
    ['k8s.io.apimachinery__pkg__fields', 'TestFieldHas'],
    ['k8s.io.apimachinery__pkg__util__validation__field', 'TestErrorUsefulMessage'],
    [
      'k8s.io.apimachinery__pkg__apis__meta__v1',
      'TestAddLabelToSelector',
      'TestCloneSelectorAndAddLabel',
      'TestSetMetaDataLabel',
      'TestVerbsJsonIterUnmarshalJSON',
      'TestVerbsMarshalJSON',
      'TestVerbsUnmarshalJSON',
      'TestVerbsProto',
      'TestMarshalJSONWithOmit',
    ],
    ['pkg__util__labels'],
  ],
  [
    'times are numbers and texts here: nothing wraps or compares them but numbers’ own order',
    [
      'k8s.io.apimachinery__pkg__apis__meta__v1',
      'TestMicroTimeBefore',
      'TestMicroTimeBeforeTime',
      'TestMicroTimeEqual',
      'TestMicroTimeEqualTime',
      'TestMicroTimeIsZero',
      'TestMicroTimeProto',
      'TestMicroTimeProtoUnmarshalRaw',
      'TestMicroTimeUnmarshalJSONAndProtoEqual',
      'TestTimeBefore',
      'TestTimeEqual',
      'TestTimeIsZero',
      'TestTimeProto',
    ],
  ],
  [
    'nobody here turns a selector of an object back into the old form, a map of labels',
    ['k8s.io.apimachinery__pkg__apis__meta__v1', 'TestLabelSelectorAsMap'],
    ['k8s.io.apimachinery__pkg__labels', 'TestLabelSelectorParse'],
  ],
  [
    'amounts are whole numbers without a limit here: nothing overflows, and nobody asks for parts of a text or for a float',
    [
      'k8s.io.apimachinery__pkg__api__resource',
      'TestDec',
      'TestDetectOverflowAdd',
      'TestDetectOverflowMultiply',
      'TestDetectOverflowScale',
      'TestInt64AmountAsInt64',
      'TestNegateRoundTrip',
      'TestParseQuantityString',
      'TestQuantityAsApproximateFloat64',
      'TestRemoveInt64Factors',
      'TestStringQuantityAsApproximateFloat64',
    ],
  ],
  [
    'the table is about Go’s threads, timers and queues: components here are stepped by messages',
    ['k8s.io.apimachinery__pkg__util__wait'],
    ['k8s.io.apimachinery__pkg__util__cache'],
    ['k8s.io.apimachinery__pkg__watch'],
    ['k8s.io.client-go__tools__cache'],
    ['pkg__kubelet__util__queue'],
    ['k8s.io.endpointslice__topologycache', 'TestTopologyCacheRace'],
  ],
  [
    'the table is about Go’s types of the API, their registry and their round trips: here they are JSON and one table of kinds',
    ['pkg__api__testing'],
    ['k8s.io.apimachinery__pkg__runtime'],
    ['k8s.io.apimachinery__pkg__runtime__schema'],
    ['k8s.io.apimachinery__pkg__runtime__serializer'],
    ['k8s.io.apimachinery__pkg__runtime__serializer__json'],
    ['k8s.io.apimachinery__pkg__runtime__serializer__streaming'],
    ['k8s.io.apimachinery__pkg__runtime__serializer__versioning'],
    ['k8s.io.apimachinery__pkg__runtime__serializer__yaml'],
    ['k8s.io.apimachinery__pkg__apis__meta__v1__unstructured'],
    ['k8s.io.apimachinery__pkg__apis__meta__internalversion'],
    ['k8s.io.apimachinery__pkg__util__json'],
    ['k8s.io.apimachinery__pkg__apis__meta__v1', 'TestGroupVersionMarshalJSON', 'TestGroupVersionUnmarshalJSON'],
    ['k8s.io.apimachinery__pkg__util__intstr'],
    ['pkg__apis__rbac', 'TestHelpersRoundTrip', 'TestPolicyRuleBuilder'],
    ['pkg__apis__rbac__v1alpha1'],
    ['pkg__apis__policy__v1', 'TestConversion'],
    ['pkg__apis__policy__v1beta1'],
    ['pkg__apis__node__v1alpha1'],
    ['pkg__apis__networking__v1beta1'],
    ['pkg__apis__discovery__v1beta1'],
  ],
  [
    'the versions of the group are not served in 1.28',
    ['pkg__apis__extensions__v1beta1'],
    ['pkg__apis__apps__v1beta1'],
    ['pkg__apis__apps__v1beta2'],
    ['pkg__apis__autoscaling__v2beta1'],
    ['pkg__apis__autoscaling__v2beta2'],
    ['pkg__apis__batch__v1beta1'],
  ],
  ['an error here is the Status itself: nothing wraps one', ['k8s.io.apimachinery__pkg__api__errors']],
  [
    'managedFields that cannot be read are passed over before anybody would complain of them, as upstream',
    ['k8s.io.apimachinery__pkg__apis__meta__v1__validation', 'TestValidateManagedFieldsInvalid', 'TestValidateMangedFieldsValid'],
  ],
  [
    'what an applier manages is not extracted here: that is the work of clients written in Go',
    ['k8s.io.apimachinery__pkg__util__managedfields', 'TestExtractInto'],
  ],
  [
    'the generation is the server’s own: what a client sends is gone before it could be looked at, as upstream',
    ['k8s.io.apimachinery__pkg__api__validation', 'TestObjectMetaGenerationUpdate'],
  ],
  [
    'PodSecurityPolicy is not served since 1.25',
    [
      'pkg__apis__policy__validation',
      'TestIsValidSysctlPattern',
      'TestValidatePSPFSGroup',
      'TestValidatePSPRunAsGroup',
      'TestValidatePSPRunAsUser',
      'TestValidatePSPSELinux',
      'TestValidatePSPSupplementalGroup',
      'TestValidatePodSecurityPolicy',
      'TestValidateRuntimeClassStrategy',
    ],
  ],
];

const known: ReadonlyMap<string, string> = new Map(
  reasons.flatMap(([reason, ...places]) =>
    places.flatMap(([name, ...tests]) =>
      (tests.length === 0 ? [name] : tests.map((test) => `${name} ${test}`)).map((place) => [place, reason]),
    ),
  ),
);

/** Why the rows of a test without an adapter are left out; `name` is the package's file. */
export function reasonOf(name: string, test: string): string {
  return known.get(`${name} ${test}`) ?? known.get(name) ?? `no function of this project is mapped to ${name} ${test} yet`;
}
