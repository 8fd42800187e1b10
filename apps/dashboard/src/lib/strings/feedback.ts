/** Texts about what people say of answers. */
export const feedbackStrings = {
  title: 'Was the answer good?',
  note: 'Routing learns from it, for this organization only. It never reads the comment.',
  teachesNothing: 'Kept. Routing learns nothing from it: the router did not choose the model of this answer.',
  good: 'Good',
  bad: 'Would not do',
  comment: 'Comment for people',
  save: 'Save',
  score: (share: string) => `Score ${share}`,
  size: { bigger: 'Should have used a bigger model', smaller: 'A smaller model would have done' },
} as const;
