import { serveInWorker } from '../serve-in-worker.js';
import { startEventStore } from './server.js';

serveInWorker(startEventStore);
