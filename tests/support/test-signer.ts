import { createSigner } from '../../runtime/sign.js';

/** Signs the exports of tests. */
export const testSigner = createSigner(new Uint8Array(32).fill(7));
