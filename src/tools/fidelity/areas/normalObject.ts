/** What is compared of an API server's answer: all of it but what chance, the clock or an allocator put in. */
type Fields = Readonly<Record<string, unknown>>;

/** The code with the stored object, or with the words of the refusal. */
export function normalAnswer({ code, body }: { readonly code: number; readonly body: unknown }, sent: unknown): unknown {
  if (code >= 400 || !isFields(body)) return { code, ...refusal(body) };
  return { code, object: normalObject(body, isFields(sent) ? sent : {}) };
}

/** The same for an update, whose object was there before. */
export function normalUpdate(answer: { readonly code: number; readonly body: unknown }): unknown {
  return normalAnswer(answer, answer.body);
}

/** Go prints pointers as addresses; how it aligns a difference is different from build to build. */
function refusal(body: unknown): Fields {
  if (!isFields(body)) return { body };
  const { reason, message, details } = body;
  const text = JSON.stringify({ reason, message, details })
    .replace(/0xc[0-9a-f]{9}/g, '<address>')
    .replace(/\u00a0/g, ' ');
  return JSON.parse(withoutChance(text)) as Fields;
}

function normalObject(object: Fields, sent: Fields): unknown {
  const metadata = fieldsOf(object['metadata']);
  const {
    uid: _uid,
    resourceVersion: _version,
    creationTimestamp: _created,
    managedFields: _managers,
    selfLink: _link,
    ...kept
  } = metadata;
  const name =
    fieldsOf(sent['metadata'])['name'] === undefined && metadata['generateName'] !== undefined
      ? `${String(metadata['generateName'])}*`
      : metadata['name'];
  const spec = object['spec'] === undefined ? {} : { spec: withoutAllocated(object, fieldsOf(sent['spec'])) };
  const plain: unknown = JSON.parse(withoutChance(JSON.stringify({ ...object, metadata: { ...kept, name }, ...spec })));
  return plain;
}

function withoutChance(text: string): string {
  return text
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '*')
    .replace(/kube-api-access-[a-z0-9]{5}/g, 'kube-api-access-*');
}

/** Addresses and ports of a Service that were not asked for come from allocators. */
function withoutAllocated(object: Fields, sent: Fields): unknown {
  const spec = fieldsOf(object['spec']);
  if (object['kind'] !== 'Service') return object['spec'];
  const asked = listOf(sent['ports']);
  const ports = listOf(spec['ports']).map((port, i) => ({ ...port, ...allocated(port, asked[i] ?? {}, 'nodePort') }));
  const cluster = wasAsked(sent['clusterIP']) || wasAsked(sent['clusterIPs']) ? {} : { ...some(spec, 'clusterIP'), ...listed(spec) };
  return { ...spec, ...(spec['ports'] === undefined ? {} : { ports }), ...allocated(spec, sent, 'healthCheckNodePort'), ...cluster };
}

/** A number that was not asked for is only there or not there. */
function allocated(got: Fields, sent: Fields, field: string): Fields {
  return wasAsked(sent[field]) || got[field] === undefined ? {} : { [field]: '*' };
}

function some(spec: Fields, field: string): Fields {
  return spec[field] === undefined || spec[field] === 'None' || spec[field] === '' ? {} : { [field]: '*' };
}

function listed(spec: Fields): Fields {
  const list = spec['clusterIPs'];
  return Array.isArray(list) ? { clusterIPs: list.map((item) => (item === 'None' ? item : '*')) } : {};
}

function wasAsked(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '' && value !== 0 && !(Array.isArray(value) && value.length === 0);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}
