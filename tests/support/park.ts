import type { Park } from '../../commands/poison.js';

/** In a test nothing is to be left out: what would be parked fails it. */
export const neverPark: Park = (error) => {
  throw error;
};
