import { keySchema } from '@llm-cost-optimizer/contracts';
import { useQuery } from '@tanstack/react-query';
import * as z from 'zod';
import { apiGet } from '../../../lib/api.ts';
import { QUERY } from '../../../lib/query-client.ts';

const keyListSchema = z.object({ keys: z.array(keySchema) });

/** GET /api/v1/keys: all keys, the newest first, without their secrets. */
export function useKeys() {
  return useQuery({
    queryKey: [QUERY.keys],
    queryFn: async ({ signal }) => (await apiGet('/api/v1/keys', keyListSchema, { signal })).keys,
  });
}
