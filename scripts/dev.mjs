import { once } from 'node:events';
import { watch } from 'node:fs';
import { join } from 'node:path';
import { ensureWebBuilt } from './build-web.mjs';
import { root } from './environment.mjs';
import { CommandFailed } from './processes.mjs';
import { startServer } from './server.mjs';

const watched = ['api/src', 'shared/src', 'web/src', 'web/messages', 'web/static'];
const generated = /^lib[\\/]paraglide/;
const SETTLE_MS = 150;

/**
 * Runs the product as `npm start` does, built and served in the same way, and starts it again
 * after each change; open pages load themselves anew when they are looked at next. A build that fails leaves the
 * last good one running.
 * @param {string[]} args
 */
export default async function dev(args) {
	const changed = watchSources();
	const { signal } = interruption();
	await build();
	while (!signal.aborted) {
		const server = startServer([...args, '--development']);
		await nextGoodBuild(changed, signal);
		if (!signal.aborted) {
			console.error('Starting again …');
			server.child.kill('SIGTERM');
		}
		await server.ended;
	}
	return 0;
}

/**
 * @param {{ next: () => Promise<void> }} changed
 * @param {AbortSignal} signal ends the wait
 */
async function nextGoodBuild(changed, signal) {
	const aborted = once(signal, 'abort');
	do {
		await Promise.race([aborted, changed.next()]);
	} while (!signal.aborted && !(await build()));
}

async function build() {
	try {
		await ensureWebBuilt();
		return true;
	} catch (error) {
		if (!(error instanceof CommandFailed)) throw error;
		console.error(error.message);
		return false;
	}
}

function interruption() {
	const controller = new AbortController();
	for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => controller.abort());
	return controller;
}

/** A change during a build counts for the next round; many at once count as one. */
function watchSources() {
	let pending = false;
	let wake = () => {};
	/** @type {NodeJS.Timeout | undefined} */
	let timer;
	const settled = () => {
		pending = true;
		wake();
	};
	for (const folder of watched) {
		watch(join(root, folder), { recursive: true, persistent: false }, (_event, file) => {
			if (file !== null && generated.test(file)) return;
			clearTimeout(timer);
			timer = setTimeout(settled, SETTLE_MS);
		});
	}
	return {
		async next() {
			if (!pending) await new Promise((resolve) => (wake = () => resolve(undefined)));
			pending = false;
		}
	};
}
