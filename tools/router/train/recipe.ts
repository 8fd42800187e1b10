/** Which parts make which number, in units of the parts' deviation. Chosen by leaving sources and subjects out: see EXPERIMENTS.md. */
export const RECIPE = {
  /** Need for the strong model whatever the pair. */
  need: { topics: 1, anchors: 0.5, failure: 0.5 },
  /** Gain of the pair that a source knows; `.s` = the part of that source. */
  pair: { 'words.s': 1, 'linear.s': 1, 'trees.s': 1, 'topics.s': 1, topics: 1, 'shapes.s': 1 },
  /** Difficulty for every model. */
  difficulty: { failure: 1, anchors: 0.5 },
  /** How much the general need counts in a pair's number where the prompt is unlike the pair's source. */
  strange: 2,
} as const;
