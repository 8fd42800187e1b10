import { loadQualityModel } from '../../../libs/routing/src/quality/load-quality-model.ts';
import type { QualityModel } from '../../../libs/routing/src/quality/quality-model.ts';
import type { Row } from '../train/data.ts';
import { train } from '../train/train.ts';

/** Trains as `npm run train:router` does, on other rows. `dev` sets nothing but the calibration. */
export function trainedOn(rows: readonly Row[], dev: readonly Row[]): QualityModel {
  return loadQualityModel(train(rows, dev, () => {}));
}
