import { ensureWebBuilt } from './build-web.mjs';
import { startServer } from './server.mjs';

/** @param {string[]} args */
export default async function start(args) {
	await ensureWebBuilt();
	return startServer(args).ended;
}
