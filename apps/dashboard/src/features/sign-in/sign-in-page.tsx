import { useMutation, useQueryClient } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { Logo } from '../../app/layout/logo.tsx';
import { PATHS } from '../../app/paths.ts';
import { Button } from '../../components/button.tsx';
import { Field, TextInput } from '../../components/field.tsx';
import { createSession } from '../../lib/api.ts';
import { sessionQuery } from '../../lib/status.ts';
import { commonStrings } from '../../lib/strings/common.ts';
import { signInStrings as s } from '../../lib/strings/sign-in.ts';
import { readNext, readToken } from './lib/sign-in-link.ts';

/** Makes a session from the one-time link's token or from the pasted admin token. */
export function SignInPage() {
  const [search] = useSearchParams();
  const [linkToken] = useState(() => search.get('token'));
  const [next] = useState(() => readNext(search.get('next')));
  const [problem, setProblem] = useState<string | null>(null);
  const signIn = useSignIn(next);
  const isSent = useRef(false);
  useEffect(() => {
    // A one-time token works once, and effects run twice in development.
    if (linkToken === null || isSent.current) return;
    isSent.current = true;
    // The token must not stay in the address bar and the history.
    window.history.replaceState(window.history.state, '', PATHS.signIn);
    signIn.mutate(linkToken, { onError: (error) => setProblem(`${error.message} ${s.linkFailed}`) });
  }, [linkToken, signIn]);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const value = new FormData(event.currentTarget).get('token');
    const token = readToken(typeof value === 'string' ? value : '');
    if (token === '') return setProblem(s.empty);
    setProblem(null);
    signIn.mutate(token, { onError: (error) => setProblem(error.message) });
  };
  return (
    <main className="flex min-h-screen items-center justify-center p-4">
      <title>{`${s.title} · ${commonStrings.product}`}</title>
      <div className="w-full max-w-sm rounded-2xl border border-line bg-surface p-6 shadow-card sm:p-8">
        <Logo className="size-9" />
        <h1 className="mt-4 text-lg font-semibold tracking-tight">{commonStrings.product}</h1>
        <p className="mt-1 text-sm text-ink-soft">
          {signIn.isPending && linkToken !== null && problem === null ? s.signingIn : s.text}
        </p>
        <form onSubmit={submit} noValidate className="mt-5 flex flex-col gap-4">
          <Field id="token" label={s.token} hint={s.where} error={problem}>
            <TextInput
              id="token"
              name="token"
              type="password"
              autoComplete="current-password"
              aria-invalid={problem !== null}
              aria-describedby={problem === null ? undefined : 'token-error'}
              className="h-10"
            />
          </Field>
          <Button type="submit" variant="primary" size="lg" isBusy={signIn.isPending} icon={<KeyRound aria-hidden />}>
            {s.submit}
          </Button>
        </form>
      </div>
    </main>
  );
}

function useSignIn(next: string) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: createSession,
    onSuccess: async (session) => {
      // What was read without a session are errors; nothing of it may be shown.
      queryClient.clear();
      queryClient.setQueryData(sessionQuery.queryKey, session);
      await navigate(next, { replace: true });
    },
  });
}
