/** The causes of a saving, on every page that splits one. */
export const leverStrings = {
  splitSummary: (parts: string) => `Saving by cause: ${parts}.`,
  parts: {
    routing: 'Routing',
    exactCache: 'Exact cache',
    semanticCache: 'Semantic cache',
    dedup: 'Shared in flight',
    promptCache: 'Prompt cache',
    serviceTier: 'Batch tier',
    overhead: 'Overhead',
    unsplit: 'Not split yet',
  },
  partHints: {
    routing: 'A cheaper model answered than the baseline.',
    exactCache: 'The same request was answered before.',
    semanticCache: 'A request of the same meaning was answered before.',
    dedup: 'The same request was under way; its answer was shared.',
    promptCache: 'The provider charged cached prompt tokens less.',
    serviceTier: 'A cheaper service tier of the provider.',
    overhead: 'Spent on attempts that failed or were thrown away.',
    unsplit: 'Just arrived; the causes follow within seconds.',
  },
} as const;
