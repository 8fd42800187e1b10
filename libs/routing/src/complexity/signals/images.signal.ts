import { reason, type Signal } from './signal.ts';

const IMAGES = reason('images', 1, 'Contains images, whose difficulty cannot be seen from the text.');

/** Images hide what has to be understood. */
export const imagesSignal: Signal = (_scan, { features }) => (features.hasImages ? IMAGES : null);
