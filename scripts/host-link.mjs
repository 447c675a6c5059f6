import { launchNode } from './processes.mjs';

/** @param {string[]} args */
export default function hostLink(args) {
	return launchNode(['api/src/host-link.ts', ...args]).ended;
}
