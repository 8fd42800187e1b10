/** Makes a session. */
export function SignInPage() {
  return null;
}
