import { type Group, qualityOf } from './data.ts';
import { percent, table } from './tables.ts';

/**
 * What routers that always choose the same tier get: quality as a share of the strong model's. "Mid" is the model of the source whose mean
 * quality lies nearest to the middle between the two. Cost needs no table: always cheap saves all that can be saved, always top nothing.
 */
export function constantsTable(groups: readonly Group[]): string {
  return table(
    ['group', 'always cheap', 'always mid', 'mid is', 'always top'],
    groups.map((group) => {
      const [strong, weak] = [meanOf(group, group.pair[0]), meanOf(group, group.pair[1])];
      const mid = midOf(group, (strong + weak) / 2);
      return [
        group.name,
        percent(weak / strong),
        mid === null ? '-' : percent(meanOf(group, mid) / strong),
        mid ?? 'no third model',
        '100.0 %',
      ];
    }),
  );
}

function midOf(group: Group, target: number): string | null {
  const names = new Set(group.rows.flatMap(({ row }) => Object.keys(row.scores)));
  const others = [...names].filter((name) => !group.pair.includes(name)).sort();
  const distance = (name: string): number => Math.abs(meanOf(group, name) - target);
  return others.sort((a, b) => distance(a) - distance(b))[0] ?? null;
}

function meanOf({ rows }: Group, model: string): number {
  const known = rows.flatMap(({ row }) => qualityOf(row, model) ?? []);
  return known.reduce((sum, x) => sum + x, 0) / known.length;
}
