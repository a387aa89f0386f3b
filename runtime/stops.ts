type Stop = () => Promise<unknown> | unknown;

/** What has been started, to be stopped again: the last first. */
export interface Stops {
  readonly add: (stop: Stop) => void;
  /** Stops all of it, also where something fails. @throws AggregateError of what has failed */
  readonly stopAll: () => Promise<void>;
}

export const createStops = (): Stops => {
  const stops: Stop[] = [];
  return {
    add: (stop) => stops.unshift(stop),
    stopAll: async () => {
      const errors: unknown[] = [];
      for (const stop of stops.splice(0)) {
        try {
          await stop();
        } catch (error) {
          errors.push(error);
        }
      }
      if (errors.length > 0) throw new AggregateError(errors, 'not everything stopped as it should');
    },
  };
};
