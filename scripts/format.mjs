import { launchNode } from './processes.mjs';

/** @param {string[]} args */
export default function format(args) {
	const paths = args.length > 0 ? args : ['.'];
	return launchNode([
		'node_modules/prettier/bin/prettier.cjs',
		'--write',
		'--log-level=warn',
		...paths
	]).ended;
}
