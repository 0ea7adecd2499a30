/**
 * What the address asks of the page beside the run itself: `?embed&timeline&lens=dns#...`. A flag is on when it stands there,
 * unless its value is `0` or `false`. What is not understood is left out; nothing here can break the page.
 */
export interface PageOptions {
  /** The map alone; the parts below are added to it. */
  readonly embed: boolean;
  readonly editor: boolean;
  readonly terminal: boolean;
  readonly timeline: boolean;
  readonly inspector: boolean;
  /** Nothing in the cluster can be changed by hand; looking and moving in time still work. */
  readonly readonly: boolean;
  /** Whether the clock runs once the run is there; undefined leaves it to the link. */
  readonly autoplay: boolean | undefined;
  /** The moment to open at, in virtual milliseconds. */
  readonly at: number | undefined;
  /** The page that may talk to this one by messages; undefined means nobody. */
  readonly host: string | undefined;
  readonly lang: string | undefined;
  readonly theme: string | undefined;
  readonly lens: string | undefined;
  readonly by: string | undefined;
  /** `Kind/namespace/name`, with an empty namespace for a cluster-wide object. */
  readonly select: string | undefined;
  readonly tab: string | undefined;
  readonly table: boolean;
}

export function readPageOptions(search: string): PageOptions {
  const given = new URLSearchParams(search);
  const flag = (name: string): boolean => given.has(name) && !['0', 'false'].includes(given.get(name) ?? '');
  const word = (name: string): string | undefined => given.get(name) ?? undefined;
  return {
    embed: flag('embed'),
    editor: flag('editor'),
    terminal: flag('terminal'),
    timeline: flag('timeline'),
    inspector: flag('inspector'),
    readonly: flag('readonly'),
    autoplay: given.has('autoplay') ? flag('autoplay') : undefined,
    at: moment(given.get('at')),
    host: originOf(given.get('host')),
    lang: word('lang'),
    theme: word('theme'),
    lens: word('lens'),
    by: word('by'),
    select: word('select'),
    tab: word('tab'),
    table: flag('table'),
  };
}

function moment(text: string | null): number | undefined {
  return text !== null && /^\d{1,12}$/.test(text) ? Number(text) : undefined;
}

/** Only a whole origin counts: a prefix or a wildcard would let others in. */
function originOf(text: string | null): string | undefined {
  if (text === null || !URL.canParse(text)) return undefined;
  const { origin } = new URL(text);
  return origin === text.replace(/\/$/, '') && origin !== 'null' ? origin : undefined;
}
