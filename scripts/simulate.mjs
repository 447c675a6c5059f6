import { ensureWebBuilt } from './build-web.mjs';
import { launchNode } from './processes.mjs';

/**
 * Random schedules of devices against the server: `--seeds N --from S`, or `--planted`, which shows that
 * bugs planted on purpose are found.
 * @param {string[]} args
 */
export default async function simulate(args) {
	const [file, ...rest] =
		args[0] === '--planted' ? ['planted-main', ...args.slice(1)] : ['main', ...args];
	// What runs in processes serves it.
	if (file === 'planted-main' || args.includes('--processes')) await ensureWebBuilt();
	return launchNode([`e2e/simulate/${file}.ts`, ...rest]).ended;
}
