/** Which room may import which: the one place that says so. `src/tools/tidy/tidy.test.ts` holds every file to it. */

/** Room -> rooms it may import besides itself. A room is the longest folder that is listed here. */
export const walls: Readonly<Record<string, readonly string[]>> = {
  api: [],
  sim: [],
  remote: ['api'],
  // What the API's fields are called and for: OpenAPI documents, explain and the editor are made of it.
  schema: ['api'],
  manifest: ['api'],
  kubectl: ['api', 'manifest', 'schema'],
  // Of the kernel only its heap: the shortest ways of wires.
  scene: ['api', 'sim'],
  share: ['api'],
  ui: ['api', 'remote', 'manifest', 'kubectl', 'scene', 'schema', 'share', 'lessons'],
  lessons: ['api', 'manifest'],
  server: ['api', 'engine', 'sim', 'kubectl', 'manifest', 'remote', 'schema', 'share'],
  'engine/client': ['api', 'sim', 'engine/helpers'],
  'engine/helpers': ['api', 'sim', 'engine/client'],
  'engine/etcd': ['api', 'sim', 'engine/client', 'engine/helpers'],
  'engine/rbac': ['api', 'engine/helpers'],
  // The API server is the only client of the store, as upstream; roles are compiled into it, and asked within a request.
  'engine/apiserver': ['api', 'sim', 'engine/client', 'engine/helpers', 'engine/etcd', 'engine/rbac'],
  'engine/controllers/common': ['api', 'sim', 'engine/client', 'engine/helpers'],
  'engine/controllers': ['api', 'sim', 'engine/client', 'engine/helpers', 'engine/controllers/common'],
  'engine/scheduler': ['api', 'sim', 'engine/client', 'engine/helpers'],
  'engine/kubelet': ['api', 'sim', 'engine/client', 'engine/helpers'],
  'engine/cri': ['api', 'sim', 'engine/client', 'engine/helpers'],
  'engine/proxy': ['api', 'sim', 'engine/client', 'engine/helpers'],
  'engine/dns': ['api', 'sim', 'engine/client', 'engine/helpers'],
  'engine/network': ['api', 'sim', 'engine/client', 'engine/helpers'],
  // The API server's door inside the cluster: it comes in over the network and asks as any client does.
  'engine/serving': ['api', 'sim', 'engine/client', 'engine/helpers'],
  'engine/storage': ['api', 'sim', 'engine/client', 'engine/helpers'],
  'engine/federation': ['api', 'sim', 'engine/client', 'engine/helpers'],
  // The files directly in src/engine wire the rooms and run them.
  engine: [
    'api',
    'sim',
    'engine/client',
    'engine/helpers',
    'engine/etcd',
    'engine/apiserver',
    'engine/controllers',
    'engine/scheduler',
    'engine/kubelet',
    'engine/cri',
    'engine/proxy',
    'engine/dns',
    'engine/network',
    'engine/storage',
    'engine/serving',
    'engine/federation',
  ],
};

/** Rooms whose files run anywhere, once, with one answer: no time, no chance, no waiting. */
export const pureRooms = ['api', 'sim', 'engine', 'scene'];

/** Packages a room may use; rooms that are not listed may use any that package.json names. */
export const packages: Readonly<Record<string, readonly string[]>> = {
  api: ['kubernetes-models'],
  sim: [],
  engine: [],
  scene: [],
  remote: [],
  share: ['fflate'],
  manifest: ['yaml'],
  kubectl: [],
  schema: [],
};
