import { type DestinationStream, type Logger, pino } from 'pino';

export type Log = Logger;

/** Structured logs, one JSON object a line. What could be a secret never gets into one. */
export const createLog = (level: string, destination?: DestinationStream): Log => {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: ['*.authorization', '*.password', '*.secret', '*.apiKey', 'headers.authorization'],
      censor: '…',
    },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
};
