/** How well a text answers what was typed: every word must stand in it; a whole or early match comes first. 0 is no match. */
export function rank(value: string, search: string, keywords: readonly string[] = []): number {
  const wanted = search.toLowerCase().trim();
  const own = value.toLowerCase();
  const all = [own, ...keywords.map((word) => word.toLowerCase())].join(' ');
  if (!wanted.split(/\s+/).every((word) => all.includes(word))) return 0;
  const base = own === wanted ? 1 : own.startsWith(wanted) ? 0.9 : own.includes(` ${wanted}`) ? 0.8 : own.includes(wanted) ? 0.6 : 0.4;
  return base / (1 + own.length / 2_000);
}
