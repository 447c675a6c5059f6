import { launchNode } from './processes.mjs';

/**
 * Random schedules of devices against the server: `--seeds N --from S`, or `--planted`, which shows that
 * bugs planted on purpose are found.
 * @param {string[]} args
 */
export default function simulate(args) {
	const [file, ...rest] =
		args[0] === '--planted' ? ['planted', ...args.slice(1)] : ['main', ...args];
	return launchNode([`e2e/simulate/${file}.ts`, ...rest]).ended;
}
