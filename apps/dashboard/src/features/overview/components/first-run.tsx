import type { Overview } from '@llm-cost-optimizer/contracts';
import { ArrowRight, CircleCheck, CircleDashed } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-router';
import { PATHS } from '../../../app/paths.ts';
import { Card } from '../../../components/card.tsx';
import { CodeBlock } from '../../../components/code-block.tsx';
import { Segmented } from '../../../components/segmented.tsx';
import { signOfDecimal } from '../../../lib/decimal.ts';
import { useStatus } from '../../../lib/status.ts';
import { overviewStrings } from '../../../lib/strings/overview.ts';
import { firstRequest, LANGUAGES, type Language } from '../lib/snippets.ts';

const s = overviewStrings.first;
const LANGUAGE_OPTIONS = LANGUAGES.map((value) => ({ value, label: s.languages[value] }));

/** What a fresh installation shows instead of empty charts: the steps to the first saving, ticked off live. */
export function FirstRun({ overview }: { overview: Overview }) {
  const [language, setLanguage] = useState<Language>('curl');
  const providers = useStatus().data?.providers ?? [];
  const names = providers.map((provider) => provider.id).join(', ');
  const isSimulated = providers.length > 0 && providers.every((provider) => provider.isSimulated);
  return (
    <div className="mx-auto grid max-w-5xl grid-cols-1 gap-4 pt-4 lg:grid-cols-5">
      <Card
        title={s.title}
        className="lg:col-span-3"
        actions={<Segmented label={s.language} value={language} options={LANGUAGE_OPTIONS} onChange={setLanguage} />}
      >
        <p className="mb-3 text-sm text-ink-soft">{s.text}</p>
        <CodeBlock label={s.snippet} text={firstRequest(language, window.location.origin)} />
        <p className="mt-3 text-xs text-ink-faint">{s.otherPeriod}</p>
      </Card>
      <Card className="lg:col-span-2">
        <ol className="flex flex-col gap-4">
          <Step
            isDone={providers.length > 0}
            title={s.stepProvider}
            text={
              providers.length === 0
                ? s.stepProviderNone
                : isSimulated
                  ? s.stepProviderSimulated(names)
                  : s.stepProviderText(names)
            }
          />
          <Step isDone={overview.totals.requests > 0} title={s.stepRequest} text={s.stepRequestText} />
          <Step isDone={signOfDecimal(overview.totals.savedUsd) > 0} title={s.stepSaving} text={s.stepSavingText} />
          <Step isDone={false} title={s.stepRouting} text={s.stepRoutingText}>
            <Link
              to={PATHS.routing}
              className="inline-flex items-center gap-1 text-sm font-medium text-accent hover:underline"
            >
              {s.openRouting}
              <ArrowRight className="size-3.5" aria-hidden />
            </Link>
          </Step>
        </ol>
      </Card>
    </div>
  );
}

function Step({
  isDone,
  title,
  text,
  children,
}: {
  isDone: boolean;
  title: string;
  text: string;
  children?: ReactNode;
}) {
  const Icon = isDone ? CircleCheck : CircleDashed;
  return (
    <li className="flex gap-3">
      <Icon className={`mt-px size-4.5 shrink-0 ${isDone ? 'text-accent' : 'text-ink-faint'}`} aria-hidden />
      <div className="min-w-0">
        <p className="text-sm font-medium text-ink">
          {title}
          <span className="sr-only">, {isDone ? s.done : s.open}</span>
        </p>
        <p className="text-sm break-words text-ink-soft">{text}</p>
        {children}
      </div>
    </li>
  );
}
