/** Parameters (billions) up to which a model counts as small where its name states them. */
const SMALL_PARAMETERS = 14;
const SIZE_WORD = /(?:^|[-_. /])(?:mini|nano|micro|tiny|small|flash|lite|haiku)(?:$|[-_. /:\d])/i;

/**
 * Whether a model's name says that it is a small one: a number of parameters (`7b`, `8x7b` = 56) or a word of size. For measuring on
 * public answers, which come without prices; a running gateway takes its second opinions from the configured routes.
 */
export function isSmallByName(model: string): boolean {
  const sizes = [...model.matchAll(/(?:(\d{1,3})x)?(\d{1,4}(?:\.\d+)?)b(?![a-z])/gi)];
  if (sizes.length === 0) return SIZE_WORD.test(model);
  return sizes.every(([, experts, size]) => Number(experts ?? 1) * Number(size) <= SMALL_PARAMETERS);
}
