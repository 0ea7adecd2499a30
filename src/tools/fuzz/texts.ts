/** Texts that people type or paste: manifests and kubectl command lines. */
import { servedRows } from '#api/scheme.ts';
import { below, oneIn, pick, times, type Chance } from './chance.ts';
import { hostileText, hostileValue, mutateText } from './hostile.ts';
import { drawObject } from './objects.ts';

const yamls = [
  'apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n  - name: c\n    image: nginx\n',
  'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: a}\n  data: {k: "1"}\n',
  'a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e]\ng: [*f,*f,*f,*f,*f,*f,*f,*f]\n',
  '&a a: *a\n',
  'a: &x {b: *x}\n',
  '<<: {kind: Pod}\n__proto__: {polluted: true}\n',
  '? [complex, key]\n: value\n',
  '--- |\n  text\n...\n---\n!!binary "x"\n',
  '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"k":"1","k":"2"}}',
  'a: 0x7fffffffffffffffffff\nb: 1e9999\nc: .inf\nd: 0o777\ne: 1_000\nf: 12:30:45\n',
];

export function drawManifest(chance: Chance): string {
  if (oneIn(chance, 30)) return nestedText(chance);
  const text = oneIn(chance, 2) ? pick(chance, yamls) : jsonText(drawObject(chance, pick(chance, servedRows())));
  return times(below(chance, 4), (i) => i).reduce((sum) => mutateText(chance, sum), text);
}

/** An object may be too deep to be written by recursion. */
function jsonText(object: unknown): string {
  try {
    return JSON.stringify(object);
  } catch (error) {
    if (error instanceof RangeError) return '{}';
    throw error;
  }
}

function nestedText(chance: Chance): string {
  const depth = pick(chance, [100, 5_000, 20_000]);
  return pick(chance, ['[', '{"a":', '- ', '? ', 'a:\n ']).repeat(depth);
}

const lines = [
  'get pods',
  'get pods,svc -o wide -n fuzz',
  'get pod a -o jsonpath={.spec.containers[*].name}',
  'get pods -o go-template={{range .items}}{{.metadata.name}}{{end}}',
  'get cm -l app=x --field-selector metadata.name=a --sort-by .metadata.name',
  'get cm -o custom-columns=A:.metadata.name,B:.data',
  'describe pod a',
  'create cm x --from-literal=a=b --dry-run=client -o yaml',
  'create deployment d --image=nginx --replicas=3',
  'apply -f x.yaml',
  'apply -f x.yaml --server-side --field-manager=m --force-conflicts',
  'apply -f x.yaml --dry-run=server --validate=strict',
  'delete pod a --now --grace-period=0',
  'delete cm --all -n fuzz --wait=false',
  'patch cm a -p {"data":{"k":"v"}}',
  'patch cm a --type=json -p [{"op":"add","path":"/data/x","value":"1"}]',
  'label cm a x=y z- --overwrite',
  'annotate cm a x=y',
  'scale deploy d --replicas=2',
  'set image deploy/d nginx=nginx:2',
  'rollout history deploy d',
  'expose deploy d --port=80',
  'replace -f x.yaml --force',
  'diff -f x.yaml',
  'run x --image=nginx --restart=Never',
  'explain pod.spec',
  'auth can-i get pods',
  'taint nodes a k=v:NoSchedule',
  'cordon a',
  'api-resources',
  'config view',
];

/** Words of a command line; files of any name hold a drawn manifest. */
export function drawCommand(chance: Chance): readonly string[] {
  const words = pick(chance, lines).split(' ');
  for (let i = below(chance, 4); i > 0; i -= 1) {
    const at = below(chance, words.length + 1);
    const instead = pick(chance, [
      hostileText(chance).slice(0, 200),
      '--',
      '-',
      '-o',
      '--all',
      '-A',
      '-n',
      '-l',
      '--v=9',
      '-h',
      JSON.stringify(hostileValue(chance, 0)).slice(0, 200),
    ]);
    if (oneIn(chance, 3)) words.splice(at, 1);
    else if (oneIn(chance, 2)) words.splice(at, 0, instead);
    else if (words[at] !== undefined) words[at] = mutateText(chance, words[at]);
  }
  return words.filter((word) => word !== '-w' && word !== '--watch');
}
