/** Words of the sign-in page. */
export const signInStrings = {
  title: 'Sign in',
  text: 'Open the link that the gateway printed when it started, or paste the admin token.',
  token: 'Admin token or one-time link',
  where: 'The token is in the file admin-token of the data directory (.lco unless changed), or in LCO_ADMIN_TOKEN.',
  submit: 'Sign in',
  signingIn: 'Signing in with the one-time link…',
  empty: 'Paste the token first.',
  linkFailed:
    'This link was used already or has expired. Paste the admin token instead, or restart the gateway for a new link.',
} as const;
