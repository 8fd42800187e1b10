import { type ForestWeights, sumTrees } from './forest.ts';
import { addProduct } from './multiply.ts';
import type { TopicReading } from './topic-model.ts';

/** The last layer: everything that was found out about a prompt, weighed into the numbers of its vector. */
export interface ReadoutWeights {
  /** Row per number of the vector: one weight per input, see {@link createReadout} for their order. */
  readonly heads: Float32Array;
  readonly biases: Float32Array;
  /** Further rows, which weigh the features only. */
  readonly factors: Float32Array;
  /** Per topic, the source (0, 1, ...) it was learned from. */
  readonly topicSources: Int32Array;
  readonly sources: number;
  readonly forest: ForestWeights;
  /** First tree of each source, and the end of the last. */
  readonly forestStarts: Int32Array;
}

/** Numbers that go in, for this many features, topics and sources. */
export function inputCount(features: number, topics: number, sources: number): number {
  return features + 4 * topics + 2 * sources;
}

/** The last layer at work. Its arrays are valid until the next reading. */
export interface Readout {
  readonly inputs: Float64Array;
  /** Per source, how much the prompt looks like those it was learned from, 0 to 1. */
  readonly likeness: Float64Array;
  /** A new vector. */
  read(standard: Float64Array, topic: TopicReading, words: Float64Array): Float64Array;
}

/**
 * Makes the last layer. Inputs, in this order: the standardised features; the topics' probabilities by words and the same within
 * their source; the same two by features; what the trees of each source say; what the words of each source say. Holds scratch space.
 */
export function createReadout(weights: ReadoutWeights, features: number, topics: number): Readout {
  const { heads, biases, factors, topicSources, sources, forest, forestStarts } = weights;
  const inputs = new Float64Array(inputCount(features, topics, sources));
  const sums = new Float64Array(sources);
  const likeness = new Float64Array(sources);
  const addTopics = (probabilities: Float64Array, at: number): void => {
    sums.fill(1e-12);
    for (let topic = 0; topic < topics; topic++) {
      const source = topicSources[topic] ?? 0;
      const probability = probabilities[topic] ?? 0;
      sums[source] = (sums[source] ?? 0) + probability;
      inputs[at + topic] = probability;
    }
    for (let topic = 0; topic < topics; topic++) {
      inputs[at + topics + topic] = (probabilities[topic] ?? 0) / (sums[topicSources[topic] ?? 0] ?? 1);
    }
    for (let source = 0; source < sources; source++) likeness[source] = (likeness[source] ?? 1) * (sums[source] ?? 0);
  };
  return {
    inputs,
    likeness,
    read(standard, topic, words) {
      inputs.set(standard, 0);
      likeness.fill(1);
      addTopics(topic.byWords, features);
      addTopics(topic.byFeatures, features + 2 * topics);
      for (let source = 0; source < sources; source++) likeness[source] = Math.sqrt(likeness[source] ?? 0);
      const treesAt = features + 4 * topics;
      for (let source = 0; source < sources; source++) {
        inputs[treesAt + source] = sumTrees(forest, forestStarts[source] ?? 0, forestStarts[source + 1] ?? 0, standard);
        inputs[treesAt + sources + source] = words[source] ?? 0;
      }
      const said = Float64Array.from(biases);
      addProduct(heads, inputs.length, inputs, said);
      const more = new Float64Array(factors.length / features);
      addProduct(factors, features, inputs, more);
      const vector = new Float64Array(said.length + more.length);
      vector.set(said);
      vector.set(more, said.length);
      return vector;
    },
  };
}
