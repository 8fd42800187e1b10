import { isSchema, type PublishedApi, type Schema } from './published-schemas.ts';

/** Below this depth only what is required is written: types that hold themselves would never end. */
const DEPTH = 5;
const WORDS = ['Genoa', 'harbour', 'weather', 'Ääkkösiä 🌧', 'Tell me about the harbour in 20 words.', 'get_weather'];

/**
 * Makes values of published types, the same for the same seed. Not every value is valid (rules between fields are not
 * looked at): check them before use.
 */
export class SchemaSampler {
  private state: number;

  constructor(
    private readonly api: PublishedApi,
    seed: number,
  ) {
    this.state = seed >>> 0;
  }

  sample(schema: Schema, depth = 0): unknown {
    if (typeof schema.$ref === 'string') return this.sample(this.api.resolve(schema.$ref), depth);
    if (schema.const !== undefined) return schema.const;
    if (Array.isArray(schema.enum)) return this.pick(schema.enum);
    if (Array.isArray(schema.allOf)) {
      const { allOf, ...own } = schema;
      return Object.assign({}, ...[...schemasIn(allOf), own].map((part) => this.objectOf(part, depth)));
    }
    const choices = schemasIn(schema.oneOf ?? schema.anyOf);
    if (choices.length > 0) return this.sample(this.pick(choices) ?? {}, depth + 1);
    return this.typed(schema, depth);
  }

  /** From 0 to below 1 (mulberry32). */
  random(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  pick<T>(from: readonly T[]): T | undefined {
    return from[Math.floor(this.random() * from.length)];
  }

  private typed(schema: Schema, depth: number): unknown {
    const type = Array.isArray(schema.type) ? this.pick(schema.type) : schema.type;
    switch (type) {
      case 'null':
        return null;
      case 'boolean':
        return this.random() < 0.5;
      case 'integer':
        return Math.round(this.numberIn(schema));
      case 'number':
        return this.numberIn(schema);
      case 'array':
        return this.listOf(schema, depth);
      case 'string':
        return String(this.pick(WORDS)).slice(0, numberOr(schema.maxLength, 1_000));
      default:
        return this.objectOf(schema, depth);
    }
  }

  private numberIn({ minimum, maximum }: Schema): number {
    const from = numberOr(minimum, 1);
    return from + this.random() * (numberOr(maximum, from + 500) - from);
  }

  private listOf({ items, minItems }: Schema, depth: number): unknown[] {
    const least = numberOr(minItems, 0);
    const length = depth > DEPTH ? least : Math.max(least, Math.floor(this.random() * 3));
    return Array.from({ length }, () => this.sample(isSchema(items) ? items : {}, depth + 1));
  }

  private objectOf(schema: Schema, depth: number): unknown {
    if (
      schema.properties === undefined &&
      (schema.$ref ?? schema.allOf ?? schema.oneOf ?? schema.anyOf) !== undefined
    ) {
      return this.sample(schema, depth);
    }
    const required: readonly unknown[] = Array.isArray(schema.required) ? schema.required : [];
    const properties = isSchema(schema.properties) ? Object.entries(schema.properties) : [];
    // Bodies with few of the many fields: with all of them hardly any would be accepted.
    const share = depth === 0 ? 0.12 : 0.3;
    const written = properties.filter(([name]) => required.includes(name) || (depth <= DEPTH && this.random() < share));
    return Object.fromEntries(written.map(([name, one]) => [name, this.sample(isSchema(one) ? one : {}, depth + 1)]));
  }
}

function schemasIn(value: unknown): Schema[] {
  return Array.isArray(value) ? value.filter(isSchema) : [];
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}
