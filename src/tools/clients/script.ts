/**
 * What is said to the served cluster with a real kubectl, in order, and what its answer has to contain.
 * `kubectl` words, then ` => ` and a pattern; `!` before the words: the command has to fail. Files stand in the working folder.
 */
export const script = `
create ns $NS => namespace/$NS created
create deployment d --image=nginx --replicas=2 => deployment.apps/d created
rollout status deploy/d --timeout=60s => successfully rolled out
get deploy d => d +2/2 +2 +2
expose deploy d --port=80 => service/d exposed
get svc d => d +ClusterIP .*80/TCP
get endpoints d => :80
scale deploy d --replicas=3 => deployment.apps/d scaled
set image deploy/d nginx=nginx:1.25 => image updated
rollout status deploy/d --timeout=60s => successfully rolled out
rollout history deploy/d => REVISION
rollout undo deploy/d => rolled back
rollout pause deploy/d => paused
rollout resume deploy/d => resumed
rollout restart deploy/d => restarted
set env deploy/d A=b => env updated
set resources deploy/d --limits=cpu=200m,memory=128Mi => resource requirements updated
autoscale deploy d --min=1 --max=4 --cpu-percent=50 => autoscaled
get hpa => Deployment/d
create cm c --from-literal=a=b => configmap/c created
create secret generic s --from-literal=a=b => secret/s created
get secret s -o jsonpath={.data.a} => Yg==
create sa bot => serviceaccount/bot created
create token bot => ^ey
create role r --verb=get --resource=pods => role.rbac.authorization.k8s.io/r created
create rolebinding rb --role=r --serviceaccount=$NS:bot => created
auth can-i get pods --as=system:serviceaccount:$NS:bot => yes
! auth can-i delete pods --as=system:serviceaccount:$NS:bot => no
auth can-i --list => Resources
auth whoami => kubernetes-admin
! get pods --as=nobody => forbidden: User "nobody" cannot list resource "pods"
create job j --image=busybox -- echo hi => job.batch/j created
wait --for=condition=complete job/j --timeout=60s => condition met
logs job/j => ^hi
create cronjob cj --image=busybox --schedule='*/1 * * * *' -- date => cronjob.batch/cj created
create quota q --hard=pods=50 => resourcequota/q created
create pdb p --selector=app=none --min-available=1 => created
create ingress i --rule=foo.com/bar=d:80 => ingress.networking.k8s.io/i created
run x --image=busybox --restart=Never --labels=run=x -- sh -c 'echo started; sleep 3600' => pod/x created
wait --for=condition=Ready pod/x --timeout=60s => condition met
logs x => started
logs x --tail=1 --timestamps => Z started
exec x -- uname => Linux
! exec x -- sh -c 'exit 3' => exit code 3
! exec none -- ls => pods "none" not found
! logs none => pods "none" not found
label pod x a=b => pod/x labeled
get pod x --show-labels => a=b
label pod x a- => unlabeled|labeled
annotate pod x k=v => annotated
describe pod x => Name: +x
describe node node-1 => Allocatable
get pod x -o yaml => image: busybox
get pod x -o json => "image": "busybox"
get pod x -o name => ^pod/x
get pods -o custom-columns=I:.spec.containers[0].image => busybox
get pods --sort-by=.metadata.name => x +1/1 +Running
get pods --field-selector=status.phase=Running => x +1/1
get pods -l run=x -o wide => x +1/1 +Running .*node-
get pods -A => kube-system|$NS
get all => pod/x
get ns => kube-system
get nodes -o wide => v1.28.4
cordon node-3 => cordoned
uncordon node-3 => uncordoned
taint node node-3 k=v:NoSchedule => tainted
taint node node-3 k- => untainted
patch deploy d -p '{"spec":{"replicas":1}}' => patched
patch deploy d --type=json -p '[{"op":"replace","path":"/spec/replicas","value":2}]' => patched
patch deploy d --type=merge -p '{"spec":{"replicas":1}}' => patched
patch deploy d --subresource=scale --type=merge -p '{"spec":{"replicas":2}}' => patched
apply -f one.yaml => configmap/ap created
apply -f one.yaml => configmap/ap unchanged
! diff -f two.yaml => \\+ +a: "2"
apply -f two.yaml => configmap/ap configured
apply --server-side --force-conflicts -f one.yaml => serverside-applied
apply --dry-run=server -f two.yaml => server dry run
replace -f two.yaml => configmap/ap replaced
get cm ap -o jsonpath={.data.a} => ^2
! apply -f unknown.yaml => unknown field "spec.containerz"
! apply -f invalid.yaml => is invalid: spec.containers\\[0\\].name: Invalid value: "A"
! apply -f nomatch.yaml => no matches for kind "Nope"
explain deploy.spec.strategy => rollingUpdate
explain pod.spec --recursive => containers
api-resources => deployments +deploy +apps/v1 +true +Deployment
api-versions => apps/v1
cluster-info => control plane
version => Server Version: .*v1.28.4
get --raw /readyz => ok
get --raw /apis/apps/v1 => APIResourceList
get events => LAST SEEN
! get pod zz => pods "zz" not found
! get zzz => doesn't have a resource type
apply -f crd.yaml => customresourcedefinition.apiextensions.k8s.io/widgets.example.com (created|unchanged)
wait --for=condition=established crd/widgets.example.com --timeout=30s => condition met
apply -f widget.yaml => widget.example.com/w created
get widgets => w +3
explain widget.spec => size
delete -f widget.yaml => widget.example.com "w" deleted
drain node-3 --ignore-daemonsets --delete-emptydir-data --force --timeout=60s => drained
uncordon node-3 => uncordoned
delete cm ap => configmap "ap" deleted
delete deploy d --cascade=orphan => deployment.apps "d" deleted
get rs => d-
delete rs --all => deleted
delete ns $NS --timeout=60s => namespace "$NS" deleted
`;

export const files: Readonly<Record<string, string>> = {
  'one.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ap}\ndata: {a: "1"}\n',
  'two.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ap}\ndata: {a: "2"}\n',
  'unknown.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: bad}\nspec: {containerz: []}\n',
  'invalid.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: bad}\nspec: {containers: [{name: A, image: x}]}\n',
  'nomatch.yaml': 'apiVersion: foo/v1\nkind: Nope\nmetadata: {name: bad}\n',
  'widget.yaml': 'apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w}\nspec: {size: 3}\n',
  'crd.yaml': `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {plural: widgets, singular: widget, kind: Widget, listKind: WidgetList}
  versions:
    - name: v1
      served: true
      storage: true
      schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {size: {type: integer}}}}}}
      additionalPrinterColumns: [{name: Size, type: integer, jsonPath: .spec.size}]
`,
};

/** A chart with one of each: what changes between releases stands in its values. */
export const chart: Readonly<Record<string, string>> = {
  'Chart.yaml': 'apiVersion: v2\nname: demo\nversion: 0.1.0\n',
  'values.yaml': 'replicas: 2\n',
  'templates/all.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: "{{ .Release.Name }}-cm"}
data: {replicas: "{{ .Values.replicas }}"}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: "{{ .Release.Name }}-web"}
spec:
  replicas: {{ .Values.replicas }}
  selector: {matchLabels: {app: demo}}
  template: {metadata: {labels: {app: demo}}, spec: {containers: [{name: c, image: nginx}]}}
`,
};

export const helmScript = `
install r chart --wait --timeout 60s => STATUS: deployed
list => r\\s+default\\s+1
upgrade r chart --set replicas=3 --wait --timeout 60s => has been upgraded
history r => superseded
rollback r 1 --wait --timeout 60s => Rollback was a success
status r => REVISION: 3
uninstall r --wait --timeout 60s => uninstalled
`;
