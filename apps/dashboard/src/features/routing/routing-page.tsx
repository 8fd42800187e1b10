/** Replaced by the page itself. */
export function RoutingPage() {
  return null;
}
