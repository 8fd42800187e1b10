import { abilityOf, DIFFICULTIES, rightAt, SAME_WRONG } from './difficulty.ts';

/** What asking second opinions is expected to do, for the choice between the routes. */
export interface AgreementRates {
  /** Share of wrong first answers with which no opinion agrees. */
  readonly catchRate: number;
  /** Share of right first answers with which no opinion agrees. */
  readonly falseAlarmRate: number;
  /** Expected number of opinions asked, when the asking stops at the first that agrees. */
  readonly asked: number;
}

/**
 * Expected by the same mathematics as `agree`, before anything is asked: P(good) of the first model and of the others, in the order
 * in which they would be asked. Without others nothing is caught and nothing asked.
 */
export function agreementRates(pFirst: number, pOthers: readonly number[]): AgreementRates {
  const first = abilityOf(pFirst);
  const others = pOthers.map(abilityOf);
  let right = 0;
  let caught = 0;
  let alarmed = 0;
  let asked = 0;
  for (const { difficulty, weight } of DIFFICULTIES) {
    const p = rightAt(first, difficulty);
    let noneAgreesRight = 1;
    let noneAgreesWrong = 1;
    for (const other of others) {
      asked += weight * (p * noneAgreesRight + (1 - p) * noneAgreesWrong);
      const pOther = rightAt(other, difficulty);
      noneAgreesRight *= 1 - pOther;
      noneAgreesWrong *= 1 - (1 - pOther) * SAME_WRONG;
    }
    right += weight * p;
    alarmed += weight * p * noneAgreesRight;
    caught += weight * (1 - p) * noneAgreesWrong;
  }
  if (others.length === 0) return { catchRate: 0, falseAlarmRate: 0, asked: 0 };
  return { catchRate: caught / (1 - right), falseAlarmRate: alarmed / right, asked };
}
