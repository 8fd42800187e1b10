/** Replaced by the page itself. */
export function RequestsPage() {
  return null;
}
