import { runNode } from './processes.mjs';

/** @param {string[]} args */
export default function hostLink(args) {
	return runNode(['api/src/host-link.ts', ...args]);
}
