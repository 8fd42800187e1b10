/** What is known of a call to a provider before it leaves: enough for a row, should nobody come back to write one. */
export interface CallIntent {
  readonly requestId: string;
  readonly clientRequestId: string;
  readonly organizationId: string;
  readonly projectId: string | null;
  readonly keyId: string | null;
  readonly surface: string;
  readonly requestStartedAt: string;
  readonly requestedModel: string;
  readonly mode: string | null;
  readonly isStreaming: boolean;
  readonly configVersion: string;
  readonly catalogueVersion: string;
  readonly attemptId: string;
  readonly attemptNumber: number;
  readonly attemptStartedAt: string;
  readonly provider: string;
  readonly model: string;
  readonly isSimulated: boolean;
  readonly promptTokensEstimated: number;
  /** What the request holds on budgets, to be given back. Absent = nothing. */
  readonly holds?: readonly HeldAmount[];
}

/** An amount held on a budget, as text: pico-dollars do not fit into JSON's numbers. */
export interface HeldAmount {
  readonly budgetId: string;
  readonly periodStart: number;
  readonly periodEnd: number | null;
  readonly amount: string;
}

/** Evidence of calls that began, on the local disk before they leave: what a killed gateway was in the middle of. */
export interface IntentJournal {
  /** Writes the intent, at once. Never throws: a disk that refuses is reported, and the call goes on. */
  begin(intent: CallIntent): void;
  /** The request has its row: its intents are evidence of nothing any more. */
  end(requestId: string): void;
}
