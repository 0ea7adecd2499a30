/** What two runs of the same commands have in common: all but names, addresses and times that chance or the clock made. */

const suffix = '[bcdfghjklmnpqrstvwxz2456789]{5}';

const chance: readonly (readonly [pattern: RegExp, word: string])[] = [
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
  [/\b(\d+d)?(\d+h)?(\d+m)?(\d+(\.\d+)?s)(?= |$|\)|\t|,)|\b(\d+d)?(\d+h)?\d+m(?= |$|\))|\b\d+[hd](?= |$|\))/gm, '<age>'],
];

function marked(text: string): string {
  return chance.reduce((told, [pattern, word]) => told.replace(pattern, word), text);
}

/** Each character counts, unless chance had a hand in the text. */
export function exact(command: string, text: string, namespace: string): string {
  return marked(text) === text ? text : comparable(command, text, namespace);
}

/** The text without chance; blanks that align columns shrink to two, because widths follow the names. */
function withoutChance(text: string): string {
  return marked(text)
    .replace(/[ \t]{2,}/g, '  ')
    .replace(/ +$/gm, '');
}

/**
 * The rows of a table in one order: names that end by chance stand in another order each time. Rows about volumes of
 * other namespaces are left away: the recorder's cluster had them from before.
 */
export function comparable(command: string, text: string, namespace: string): string {
  const plain = withoutChance(text);
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
