/** What two runs of the same commands have in common: all but names, addresses and times that chance or the clock made. */

const suffix = '[bcdfghjklmnpqrstvwxz2456789]{5}';

const chance: readonly (readonly [pattern: RegExp, word: string])[] = [
  // The time and the process of a line of klog, and the machines that components ran on.
  [/^([EIW])\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ /gm, '$1<klog> '],
  [/\(0x[0-9a-f]+\)/g, '(<pointer>)'],
  [/\b(default-scheduler, default-scheduler)-[a-z-]+/g, '$1-<host>'],
  // A directory of the kubelet's writer, by its time and chance, and how long a link to it is.
  [/\b3[012]( .*\.\.data -> )/g, '<length>$1'],
  [/\.\.\d{4}(_\d\d){5}\.\d+/g, '..<written>'],
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uid>'],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '<time>'],
  [/\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}/g, '<time>'],
  [/\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)? \+0000( UTC)?/g, '<time>'],
  [/\b\w{3} \w{3} +\d+ \d\d:\d\d:\d\d UTC \d{4}/g, '<time>'],
  [/\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +\d+ \d\d:\d\d\b/g, '<time>'],
  [/(\/tmp\/(?:LIVE|MERGED))-\d+/g, '$1-<chance>'],
  [/\.[0-9a-f]{16}\b/g, '.<chance>'],
  // All images of one digest were shown under one name, an oddity of the recording node.
  [/docker\.io\/library\/\S+/g, '<image>'],
  [/containerd:\/\/[0-9a-f]{64}/g, '<container>'],
  [/(?<!sha256:)\b[0-9a-f]{64}\b/g, '<id>'],
  [/(\S+@)?sha256:[0-9a-f]{64}/g, '<digest>'],
  [/\b\d{1,3}(\.\d{1,3}){3}(\/\d+)?\b/g, '<ip>'],
  [/(resourceVersion: "|Resource Version: +)\d+/g, '$1<version>'],
  [new RegExp(`\\b([a-z0-9.-]+)-${suffix}(?![a-z0-9-])`, 'g'), '$1-<chance>'],
  [/\bnode-\d+\b/g, '<node>'],
  [/:3\d{4}\b/g, ':<port>'],
  [/\b3\d{4}(\/(?:TCP|UDP|SCTP))\b/g, '<port>$1'],
  [/\b(\d+d)?(\d+h)?(\d+m)?(\d+(\.\d+)?s)(?= |$|\)|\t|,)|\b(\d+d)?(\d+h)?\d+m(?= |$|\))|\b\d+[hd](?= |$|\))/gm, '<age>'],
];

/** Go's comparison indents with one of two kinds of blank, which it draws when its program starts. */
const blankOfChance = '\u00a0';

function marked(text: string): string {
  return chance.reduce((told, [pattern, word]) => told.replace(pattern, word), text);
}

/** Each character counts, unless chance had a hand in the text. */
export function exact(command: string, text: string, namespace: string): string {
  const told = withoutOurs(text.replaceAll(blankOfChance, ' '));
  return marked(told) === told ? told : comparable(command, told, namespace);
}

/** The text without chance; blanks that align columns shrink to two, because widths follow the names. */
function withoutChance(text: string): string {
  return marked(text.replaceAll(blankOfChance, ' '))
    .replace(/[ \t]{2,}/g, '  ')
    .replace(/ +$/gm, '');
}

/**
 * The rows of a table in one order: names that end by chance stand in another order each time. Rows about volumes of
 * other namespaces are left away: the recorder's cluster had them from before.
 */
export function comparable(command: string, text: string, namespace: string): string {
  const plain = withoutOurs(withoutOthers(withoutChance(text), namespace));
  if (/\bendpointslices?\b.* -o[ =]?yaml/.test(command)) return plain.replace(endpoints, sortedEndpoints);
  if (byMap.test(command)) return plain.split('\n').toSorted().join('\n');
  if (/\bfor i in \$\(seq \d+\)/.test(command)) return inAnyOrder(plain);
  if (!isTable(command)) return plain;
  return plain
    .split('\n\n')
    .map((block) => sortedBlock(block, namespace))
    .filter((block) => block !== '')
    .join('\n\n');
}

/** What a loop of requests to a service gets: who answers is chance, whether there is an answer to each is not. */
function inAnyOrder(text: string): string {
  const lines = text.split('\n').filter((line) => line !== '');
  return [`${lines.length} answers of`, ...new Set(lines.toSorted())].join('\n');
}

/** New endpoints come into a slice in the order in which Go takes them from a set. */
const endpoints = /(?:^ *- addresses:\n(?:(?! *- addresses:| *kind: EndpointSlice).*\n)+)+/gm;

function sortedEndpoints(block: string): string {
  return block
    .split(/(?=^ *- addresses:)/m)
    .toSorted()
    .join('');
}

/** What Go keeps in a map it prints in another order each time: a container's services, the containers of a pod, limits. */
const byMap = /^kubectl (exec \S+ -- (env|printenv)$|logs .*(-l |--all-containers)|describe limit)/;

/** Our own API group is no part of Kubernetes. */
function withoutOurs(text: string): string {
  return text.replace(/^.*orrery\.dev\/.*\n/gm, '');
}

/** The recorder's other scenarios stood in the same cluster: their namespaces, and their pods in lists of all namespaces. */
function withoutOthers(text: string, namespace: string): string {
  const isOther = (name: string) => (/^s\d\d/.test(name) && !name.startsWith(namespace)) || (name === 'default' && namespace !== 'default');
  const rows = text.split('\n');
  const kept = rows.filter((row) => {
    const [, first = '', second = ''] = /^ {0,2}([a-z0-9-]+) {2}(\S+)/.exec(row) ?? [];
    if (/^s\d\d/.test(first) && second === 'Active') return !isOther(first);
    return !(isOther(first) && /^ {0,2}\S+ {2}\S+ {2}(\d+\/\d+|\S+ \(\d+%\)) {2}/.test(row));
  });
  return kept.join('\n').replace(/\(\d+ in total\)/g, '(<count> in total)');
}

function isTable(command: string): boolean {
  return /^kubectl (get|events|top)\b/.test(command) && !/-o[ =]?(yaml|json)/.test(command);
}

function sortedBlock(block: string, namespace: string): string {
  const [head = '', ...rows] = block.split('\n').filter((line) => line !== '');
  const own = rows.filter((row) => !isOfOthers(row, namespace));
  if (rows.length > 0 && own.length === 0) return '';
  return [head, ...own.toSorted()].join('\n');
}

/** `pvc-...  100Mi  RWX  Delete  Bound  default/data-redis-0  ...`: the claim of another namespace. */
function isOfOthers(row: string, namespace: string): boolean {
  const claim = /^(?:persistentvolume\/)?pvc-<uid>(?: {2}\S+){4} {2}([^\s/]+)\//.exec(row)?.[1];
  return claim !== undefined && claim !== namespace;
}
