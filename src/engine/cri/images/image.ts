/** What the catalogue says of an image. Rows are constants; a container only keeps the image's name. */

export type Base = 'busybox' | 'alpine' | 'debian' | 'scratch';

export interface Image {
  /** `library/redis`, or with the registry in front when it is not docker.io: `registry.k8s.io/pause`. */
  readonly repository: string;
  /** A tag that is not listed does not exist; absent: every tag exists. */
  readonly tags?: readonly string[];
  readonly base: Base;
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly workingDir: string;
  readonly user: number;
  readonly group: number;
  readonly ports: readonly number[];
  readonly sizeMb: number;
  readonly stopSignal: 'TERM' | 'QUIT' | 'INT' | 'WINCH';
  /** Path -> program of the table of programs. */
  readonly programs: Readonly<Record<string, string>>;
  /** Path -> text. A path that ends in '/' is a directory. */
  readonly files: Readonly<Record<string, string>>;
}

const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** A row with the usual values where it says nothing. */
export function image(repository: string, row: Partial<Image>): Image {
  return {
    repository,
    base: 'debian',
    entrypoint: [],
    cmd: [],
    workingDir: '/',
    user: 0,
    group: 0,
    ports: [],
    sizeMb: 60,
    stopSignal: 'TERM',
    programs: {},
    files: {},
    ...row,
    env: { PATH: path, ...row.env },
  };
}

/** A server of which nothing is modelled but that it listens, answers and stops. */
export function serverImage(repository: string, ports: readonly number[], sizeMb: number, row: Partial<Image> = {}): Image {
  const name = repository.slice(repository.lastIndexOf('/') + 1);
  const command = `/usr/local/bin/${name}`;
  return image(repository, { cmd: [command], ports, sizeMb, ...row, programs: { [command]: 'server', ...row.programs } });
}
