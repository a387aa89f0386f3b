import { banner } from './banner.js';
import { readConfig } from './config.js';
import { startLeadline } from './leadline.js';
import { createLog } from './log.js';
import { readSecretFiles } from './secret-files.js';

const patience = 30_000;

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

const complain = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

const main = async (): Promise<void> => {
  const files = await readSecretFiles(process.env);
  const read = files.ok ? readConfig(files.environment) : files;
  if (!read.ok) {
    complain('Leadline cannot start: the configuration is wrong.');
    for (const { path, message } of read.faults) complain(`  ${path} ${message}`);
    process.exitCode = 78;
    return;
  }
  const log = createLog(read.config.logLevel);
  const fail = (error: Error): void => {
    log.fatal({ err: error }, 'a part of Leadline ended by itself');
    process.exit(1);
  };
  const leadline = await startLeadline(read.config, log, fail);
  let stopping = false;
  const stop = (signal: string): void => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    setTimeout(() => {
      log.fatal('stopping took too long');
      process.exit(1);
    }, patience).unref();
    leadline.stop().then(
      () => {
        log.info('stopped');
        process.exit(0);
      },
      (error: unknown) => {
        log.fatal({ err: error }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', () => stop('SIGINT'));
  process.on('SIGTERM', () => stop('SIGTERM'));
  // Last of all: whoever has read that it can be stopped may do so at once.
  say(banner(leadline));
};

main().catch((error: unknown) => {
  complain(`Leadline cannot start: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
});
