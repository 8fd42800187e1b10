import { ANTHROPIC_MODELS } from './anthropic.ts';
import { GROQ_MODELS } from './groq.ts';
import type { CatalogueModel } from './model.ts';
import { OPENAI_MODELS } from './openai.ts';
import { OPENAI_REFERENCES } from './openai-references.ts';

/** Every model of the overlay: our own dated prices, limits and ends, above the data of genai-prices. */
export const CATALOGUE_MODELS: readonly CatalogueModel[] = [
  ...OPENAI_MODELS,
  ...OPENAI_REFERENCES,
  ...ANTHROPIC_MODELS,
  ...GROQ_MODELS,
];
