/** Which parts make which number, in units of the parts' deviation. Chosen by leaving sources and subjects out: see EXPERIMENTS.md. */
export const RECIPE = {
  /** Need for the strong model whatever the pair: besides the hardness, topics and what had one sign over all sources. */
  need: { topics: 1, length: 0.1, variety: -0.3, comparisons: 0.3 },
  /** How hard the prompt is for all models; counts in the need as it is up to the bend, and then falls with this slope. */
  hardness: { anchors: 1, failure: 0.5 },
  bend: { from: 0.75, slope: -0.2 },
  /** Gain of the pair that a source knows; `.s` = the part of that source. */
  pair: {
    'words.s': 1,
    'linear.s': 1,
    'trees.s': 1,
    'topics.s': 1,
    topics: 0.5,
    'shapes.s': 1,
    gain: 0.7,
    'slope.s': 0.5,
  },
  /** Difficulty for every model. */
  difficulty: { failure: 1, anchors: 0.5 },
  /**
   * A prompt unlike the pair's source: how much the general need counts in the pair's number, and how much being unlike itself does, in
   * units of the general need. Within every large source the strong model gains more on prompts that are not typical of it.
   */
  strange: 1,
  strangeness: 3,
  /** Least share of the pair's own parts, of a prompt wholly unlike the source, and the likeness from which on they count in full. */
  trust: { least: 0.1, from: 0.15 },
} as const;
