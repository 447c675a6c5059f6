import { spawn } from 'node:child_process';
import { productEnvironment, productNode, root } from './environment.mjs';

/** Ends the script with its message and nothing else. */
export class CommandFailed extends Error {}

/**
 * Resolves with the exit code and all output, in the order in which it came.
 * @param {string} file
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export function capture(file, args, options = {}) {
	return new Promise((resolve, reject) => {
		const child = spawn(file, args, {
			cwd: root,
			...options,
			stdio: ['ignore', 'pipe', 'pipe'],
			detached: true
		});
		const stopPassing = passSignals(child);
		let output = '';
		child.stdout.on('data', (chunk) => (output += chunk));
		child.stderr.on('data', (chunk) => (output += chunk));
		child.once('error', reject);
		child.once('close', (code, signal) => {
			stopPassing();
			if (signal === null) resolve({ code: code ?? 1, output });
			else reject(new CommandFailed(`Stopped by ${signal}.`));
		});
	});
}

/**
 * Runs something that takes a while: one line when it begins, its output only if it fails.
 * @param {string} what
 * @param {string} file
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 */
export async function runQuietly(what, file, args, options) {
	// Standard output belongs to the product.
	process.stderr.write(`${what} …\n`);
	const { code, output } = await capture(file, args, options);
	if (code !== 0) throw new CommandFailed(`${output.trimEnd()}\n\n${what} failed.`);
}

/**
 * Runs Node's arguments in the foreground; `ended` resolves with the exit code.
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, stdio?: import('node:child_process').StdioOptions }} [options]
 */
export function launchNode(args, { cwd = root, env = {}, stdio = 'inherit' } = {}) {
	const environment = productEnvironment(env);
	const child = spawn(productNode(), args, { cwd, env: environment, stdio, detached: true });
	const stopPassing = passSignals(child);
	/** @type {Promise<number>} */
	const ended = new Promise((resolve, reject) => {
		child.once('error', reject);
		child.once('exit', (code, signal) => {
			stopPassing();
			resolve(code ?? (signal === 'SIGINT' ? 130 : 143));
		});
	});
	return { child, ended };
}

/*
 * A terminal signals the whole process group, npm passes the same signal on again. The child is
 * in a group of its own, so it gets signals from here alone: once each time one is sent.
 */
const SAME_SIGNAL_MS = 500;

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {() => void} ends it
 */
function passSignals(child) {
	/** @type {Map<NodeJS.Signals, number>} */
	const last = new Map();
	/** @param {NodeJS.Signals} signal */
	const pass = (signal) => {
		const now = performance.now();
		if (now - (last.get(signal) ?? -Infinity) > SAME_SIGNAL_MS) child.kill(signal);
		last.set(signal, now);
	};
	/** @type {NodeJS.Signals[]} */
	const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
	for (const signal of signals) process.on(signal, pass);
	return () => {
		for (const signal of signals) process.off(signal, pass);
	};
}
