import { serveInWorker } from '../serve-in-worker.js';
import { startMongo } from './server.js';

serveInWorker(startMongo);
