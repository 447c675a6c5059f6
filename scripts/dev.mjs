import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { join } from 'node:path';
import { ensureWebBuilt } from './build-web.mjs';
import { productEnvironment, productNode, root } from './environment.mjs';
import { CommandFailed, passSignals } from './processes.mjs';

const watched = ['api/src', 'shared/src', 'web/src', 'web/messages', 'web/static'];
const generated = /^lib[\\/]paraglide/;
const SETTLE_MS = 150;

/**
 * Runs the product as `npm start` does, built and served in the same way, and starts it again
 * after each change. A build that fails leaves the last good one running.
 * @param {string[]} args
 */
export default async function dev(args) {
	const changed = watchSources();
	const interrupted = interruption();
	await build();
	for (;;) {
		const server = startServer(args);
		if (await nextGoodBuild(changed, interrupted)) {
			console.error('Starting again …');
			server.child.kill('SIGTERM');
			await server.ended;
		} else {
			await server.ended;
			return 0;
		}
	}
}

/** @param {string[]} args */
function startServer(args) {
	const child = spawn(productNode(), ['api/src/main.ts', ...args], {
		cwd: root,
		env: productEnvironment(),
		stdio: 'inherit',
		detached: true
	});
	const stopPassing = passSignals(child);
	const ended = new Promise((resolve) => child.once('exit', resolve)).finally(stopPassing);
	return { child, ended };
}

/**
 * @param {{ next: () => Promise<void> }} changed
 * @param {Promise<void>} interrupted
 * @returns {Promise<boolean>} false: interrupted
 */
async function nextGoodBuild(changed, interrupted) {
	const stop = interrupted.then(() => false);
	for (;;) {
		const goOn = await Promise.race([stop, changed.next().then(() => true)]);
		if (!goOn) return false;
		if (await build()) return true;
	}
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

/** @returns {Promise<void>} */
function interruption() {
	return new Promise((resolve) => {
		process.once('SIGINT', () => resolve());
		process.once('SIGTERM', () => resolve());
	});
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
