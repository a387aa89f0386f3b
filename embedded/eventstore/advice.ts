import type { StorageFailure } from '../storage-failure.js';

/** What to tell whoever asked. */
export const adviceOn = (failure: StorageFailure): string => {
  switch (failure) {
    case 'full':
      return 'The disk is full: nothing of this was written. Appends are accepted again as soon as there is room.';
    case 'damaged':
      return 'The event database is damaged. Put a backup in its place.';
    case 'broken':
      return 'The disk has failed, so that it is not known whether this was written. Repeat it with the same event ids.';
  }
};
