import { GatewayError } from '@llm-cost-optimizer/contracts';
import { StandardSchemaValidationPipe } from '@nestjs/common';

/** One problem as zod reports it through the Standard Schema interface. */
interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

const MAX_SHOWN = 5;

/** Validates bodies, queries and parameters by the zod schema at the decorator; the error names the field. */
export function createValidationPipe(): StandardSchemaValidationPipe {
  return new StandardSchemaValidationPipe({ exceptionFactory: (issues) => validationError(issues) });
}

function validationError(issues: readonly Issue[]): GatewayError {
  const sentences = issues.slice(0, MAX_SHOWN).map((issue) => {
    const path = pathOf(issue);
    return path === null ? issue.message : `${path}: ${issue.message}`;
  });
  if (issues.length > MAX_SHOWN) sentences.push(`and ${issues.length - MAX_SHOWN} more`);
  return new GatewayError('invalid_request', sentences.join('; '), {
    param: issues.map(pathOf).find((path) => path !== null) ?? null,
  });
}

function pathOf(issue: Issue): string | null {
  const path = (issue.path ?? []).map((segment) => String(typeof segment === 'object' ? segment.key : segment));
  return path.length === 0 ? null : path.join('.');
}
