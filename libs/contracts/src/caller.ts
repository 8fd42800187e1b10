/** Who sends a request: the result of authentication. */
export interface Caller {
  readonly organizationId: string;
  readonly projectId: string | null;
  /** Null in local mode, where any key is accepted. */
  readonly keyId: string | null;
}

/** The organization of a fresh installation. */
export const DEFAULT_ORGANIZATION_ID = 'org_default';
